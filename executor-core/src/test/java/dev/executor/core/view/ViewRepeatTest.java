// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.testing.ManualPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Delays and repetitions in virtual time, where every time is exact.
class ViewRepeatTest {
    private final ManualPool pool = ManualPool.withConcurrency(4);
    private final ScheduledExecutorService timed = pool.asScheduledExecutorService();
    private final List<Duration> starts = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        timed.shutdownNow();
        pool.assertIdle();
        pool.close();
    }

    private void run() {
        starts.add(pool.host().elapsed());
    }

    private Runnable lasting(Duration duration) {
        return () -> {
            run();
            try {
                pool.host().sleep(duration);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    @Test
    void aDelayIsExact() {
        timed.schedule(this::run, 1_500, TimeUnit.MILLISECONDS);
        pool.advance(ofSeconds(10));
        assertThat(starts).containsExactly(ofMillis(1_500));
    }

    @Test
    void aFixedRateCountsFromStartToStart() {
        timed.scheduleAtFixedRate(lasting(ofSeconds(1)), 1, 3, TimeUnit.SECONDS);
        pool.advance(ofSeconds(11));
        assertThat(starts).containsExactly(ofSeconds(1), ofSeconds(4), ofSeconds(7), ofSeconds(10));
    }

    @Test
    void aFixedDelayCountsFromEndToStart() {
        timed.scheduleWithFixedDelay(lasting(ofSeconds(1)), 1, 3, TimeUnit.SECONDS);
        pool.advance(ofSeconds(11));
        assertThat(starts).containsExactly(ofSeconds(1), ofSeconds(5), ofSeconds(9));
    }

    @Test
    void noInitialDelayStartsAtOnce() {
        timed.scheduleAtFixedRate(this::run, 0, 2, TimeUnit.SECONDS);
        timed.scheduleWithFixedDelay(this::run, -5, 2, TimeUnit.SECONDS);
        pool.advance(ofSeconds(2));
        assertThat(starts).containsExactly(ZERO, ZERO, ofSeconds(2), ofSeconds(2));
    }

    @Test
    void runsOfOneTaskNeverOverlap() {
        var running = new AtomicInteger();
        var overlapped = new AtomicBoolean();
        timed.scheduleAtFixedRate(
                () -> {
                    overlapped.compareAndSet(false, running.incrementAndGet() > 1);
                    lasting(ofSeconds(5)).run();
                    running.decrementAndGet();
                },
                1,
                1,
                TimeUnit.SECONDS);
        pool.advance(ofSeconds(30));
        assertThat(overlapped).isFalse();
        assertThat(starts)
                .containsExactly(
                        ofSeconds(1), ofSeconds(6), ofSeconds(11), ofSeconds(16), ofSeconds(21), ofSeconds(26));
    }

    @Test
    void aFixedRateCatchesUpAfterALongRun() {
        timed.scheduleAtFixedRate(
                () -> lasting(starts.isEmpty() ? ofMillis(3_500) : ZERO).run(), 1, 1, TimeUnit.SECONDS);
        pool.advance(ofSeconds(7));
        // Due at 1, 2, 3, 4; the first run ends at 4.5, and the next three make up for it.
        assertThat(starts)
                .containsExactly(
                        ofSeconds(1),
                        ofMillis(4_500),
                        ofMillis(4_500),
                        ofMillis(4_500),
                        ofSeconds(5),
                        ofSeconds(6),
                        ofSeconds(7));
    }

    @Test
    void aFixedDelayDoesNotCatchUp() {
        timed.scheduleWithFixedDelay(
                () -> lasting(starts.isEmpty() ? ofMillis(3_500) : ZERO).run(), 1, 1, TimeUnit.SECONDS);
        pool.advance(ofSeconds(7));
        assertThat(starts).containsExactly(ofSeconds(1), ofMillis(5_500), ofMillis(6_500));
    }

    @Test
    void anExceptionEndsTheSeries() {
        var thrown = new IllegalStateException("third run");
        var future = timed.scheduleAtFixedRate(
                () -> {
                    run();
                    if (starts.size() == 3) {
                        throw thrown;
                    }
                },
                1,
                1,
                TimeUnit.SECONDS);
        pool.advance(ofSeconds(10));
        assertThat(starts).hasSize(3);
        assertThat(future.state()).isEqualTo(Future.State.FAILED);
        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(thrown);
    }

    @Test
    void aRepeatingTaskIsNotDoneBetweenRuns() {
        var future = timed.scheduleAtFixedRate(this::run, 1, 1, TimeUnit.SECONDS);
        pool.advance(ofMillis(1_500));
        assertThat(starts).hasSize(1);
        assertThat(future.isDone()).isFalse();
        assertThat(future.getDelay(TimeUnit.MILLISECONDS)).isEqualTo(500);
    }

    @Test
    void aCancelEndsTheSeries() {
        var future = timed.scheduleWithFixedDelay(this::run, 1, 1, TimeUnit.SECONDS);
        pool.advance(ofSeconds(3));
        assertThat(future.cancel(false)).isTrue();
        pool.advance(ofSeconds(10));
        assertThat(starts).hasSize(3);
        assertThat(future.isCancelled()).isTrue();
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void aCancelDuringARunEndsTheSeriesWithThatRun() {
        var future = timed.scheduleAtFixedRate(lasting(ofSeconds(2)), 1, 3, TimeUnit.SECONDS);
        pool.advance(ofSeconds(2));
        assertThat(future.cancel(false)).isTrue();
        pool.advance(ofSeconds(20));
        assertThat(starts).containsExactly(ofSeconds(1));
    }

    @Test
    void aTaskMayCancelItself() {
        var self = new ArrayList<Future<?>>();
        self.add(timed.scheduleAtFixedRate(
                () -> {
                    run();
                    self.getFirst().cancel(true);
                },
                1,
                1,
                TimeUnit.SECONDS));
        pool.advance(ofSeconds(5));
        assertThat(starts).containsExactly(ofSeconds(1));
        assertThat(self.getFirst().isCancelled()).isTrue();
    }

    @Test
    void aShutdownEndsRepeatingTasksAndKeepsDelayedOnes() {
        var repeating = timed.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);
        var delayed = timed.schedule(() -> "kept", 5, TimeUnit.SECONDS);
        pool.advance(ofSeconds(2));
        timed.shutdown();
        assertThat(repeating.isCancelled()).isTrue();
        assertThat(timed.isTerminated()).isFalse();
        pool.advance(ofSeconds(3));
        assertThat(delayed.resultNow()).isEqualTo("kept");
        assertThat(timed.isTerminated()).isTrue();
    }

    @Test
    void aShutdownLetsTheRunOfARepeatingTaskFinish() {
        var finished = new AtomicBoolean();
        timed.scheduleAtFixedRate(
                () -> {
                    lasting(ofSeconds(2)).run();
                    finished.set(!Thread.currentThread().isInterrupted());
                },
                1,
                1,
                TimeUnit.SECONDS);
        pool.advance(ofSeconds(2));
        timed.shutdown();
        assertThat(timed.isTerminated()).isFalse();
        pool.advance(ofSeconds(10));
        assertThat(finished).isTrue();
        assertThat(starts).hasSize(1);
        assertThat(timed.isTerminated()).isTrue();
    }

    @Test
    void theShutdownOfAnotherViewLeavesARepeatingTaskAlone() {
        timed.scheduleAtFixedRate(this::run, 1, 1, TimeUnit.SECONDS);
        pool.asScheduledExecutorService().shutdownNow();
        pool.advance(ofSeconds(3));
        assertThat(starts).hasSize(3);
    }
}
