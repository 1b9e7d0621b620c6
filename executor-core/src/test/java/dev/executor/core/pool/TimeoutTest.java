// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ExecutorPool;
import dev.executor.OutcomeDetails;
import dev.executor.Task;
import dev.executor.TaskBody;
import dev.executor.TaskOutcome;
import dev.executor.TaskOutcome.Succeeded;
import dev.executor.TaskOutcome.TimedOut;
import dev.executor.TaskState;
import dev.executor.TaskTimeoutException;
import dev.executor.WaitTimeoutException;
import dev.executor.event.TaskEvent;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import dev.executor.policy.StuckPolicy;
import dev.executor.testing.ManualPool;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeoutTest {
    private ManualPool pool = ManualPool.withConcurrency(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger interrupts = new AtomicInteger();

    @AfterEach
    void nothingIsLeft() {
        release.countDown();
        pool.assertIdle();
        pool.close();
    }

    private Task<String> sleeping(Duration duration) {
        return Task.of("sleeping", _ -> {
            pool.host().sleep(duration);
            return "awake";
        });
    }

    /// Ignores every interrupt until the test releases it.
    private TaskBody<String> stubborn() {
        return _ -> {
            for (; ; ) {
                try {
                    release.await();
                    return "late";
                } catch (InterruptedException e) {
                    interrupts.incrementAndGet();
                }
            }
        };
    }

    @Test
    void anAttemptThatTakesTooLongIsInterruptedAndTheTaskTimesOut() throws Exception {
        var handle = pool.submit(sleeping(ofSeconds(10)).withAttemptTimeout(ofSeconds(2)));
        pool.advance(ofSeconds(2).minusNanos(1));
        assertThat(handle.outcome()).isEmpty();
        pool.advance(Duration.ofNanos(1));
        assertThat(handle.await())
                .isEqualTo(new TimedOut<>(TaskOutcome.Timeout.ATTEMPT, ofSeconds(2), OutcomeDetails.of(1)));
        assertThatThrownBy(handle::join)
                .isInstanceOf(TaskTimeoutException.class)
                .hasMessageContaining("'sleeping'")
                .hasMessageContaining("ATTEMPT limit PT2S");
    }

    @Test
    void anAttemptThatTimesOutIsRetried() throws Exception {
        var calls = new AtomicInteger();
        var handle = pool.submit(Task.of("slow at first", _ -> {
                    if (calls.incrementAndGet() == 1) {
                        pool.host().sleep(ofSeconds(10));
                    }
                    return calls.get();
                })
                .withAttemptTimeout(ofSeconds(2))
                .withRetry(RetryPolicy.attempts(2, Backoff.fixed(ofSeconds(1)))));
        pool.advance(ofSeconds(3));
        assertThat(handle.await()).isEqualTo(new Succeeded<>(2, handle.await().details()));
        assertThat(handle.await().details().attempts()).isEqualTo(2);
        assertThat(pool.events().all(TaskEvent.RetryScheduled.class))
                .singleElement()
                .extracting(TaskEvent.RetryScheduled::cause)
                .isInstanceOf(TaskTimeoutException.class);
    }

    @Test
    void theTotalTimeoutRunsOverQueueAttemptsAndBackoff() throws Exception {
        var handle = pool.submit(Task.<String>of("failing", _ -> {
                    throw new IllegalStateException("no");
                })
                .withRetry(RetryPolicy.attempts(100, Backoff.fixed(ofSeconds(1))))
                .withTimeout(ofMillis(3500)));
        pool.advance(ofMillis(3499));
        assertThat(handle.status()).isEqualTo(TaskState.BACKING_OFF);
        pool.advance(ofMillis(1));
        assertThat(handle.await())
                .isEqualTo(new TimedOut<>(
                        TaskOutcome.Timeout.TOTAL,
                        ofMillis(3500),
                        handle.await().details()));
        assertThat(handle.await().attempts()).isEqualTo(4);
    }

    @Test
    void aTaskThatWaitsTooLongInTheQueueNeverRuns() throws Exception {
        var ran = new AtomicInteger();
        pool.submit(sleeping(ofSeconds(10)));
        var handle =
                pool.submit(Task.of("impatient", _ -> ran.incrementAndGet()).withQueueTimeout(ofSeconds(3)));
        pool.advance(ofSeconds(3));
        assertThat(handle.await())
                .isEqualTo(new TimedOut<>(TaskOutcome.Timeout.QUEUE, ofSeconds(3), OutcomeDetails.of(0)));
        pool.advance(ofSeconds(10));
        assertThat(ran).hasValue(0);
    }

    @Test
    void theQueueTimeoutOfADelayedTaskBeginsWithTheEndOfItsDelay() throws Exception {
        var handle = pool.submit(
                Task.of("delayed", _ -> "ran").withStartAfter(ofSeconds(10)).withQueueTimeout(ofSeconds(1)));
        pool.advance(ofSeconds(10));
        assertThat(handle.await()).isEqualTo(new Succeeded<>("ran", OutcomeDetails.of(1)));
    }

    @Test
    void aChildInheritsTheDeadlineOfItsParent() throws Exception {
        pool = ManualPool.withConcurrency(2);
        var seen = new AtomicReference<Optional<Duration>>();
        var child = new AtomicReference<dev.executor.TaskHandle<String>>();
        pool.submit(Task.action("parent", _ -> {
                    pool.host().sleep(ofSeconds(4));
                    child.set(pool.submit(Task.of("child", context -> {
                        seen.set(context.remaining());
                        pool.host().sleep(ofSeconds(100));
                        return "never";
                    })));
                })
                .withTimeout(ofSeconds(10)));
        pool.advance(ofSeconds(4));
        assertThat(seen.get()).contains(ofSeconds(6));
        pool.advance(ofSeconds(6));
        assertThat(child.get().await())
                .isEqualTo(new TimedOut<>(TaskOutcome.Timeout.TOTAL, ofSeconds(6), OutcomeDetails.of(1)));
    }

    @Test
    void theWaitEndsAtOnceThoughTheBodyIgnoresItsInterrupt() throws Exception {
        pool = ManualPool.of(ExecutorPool.builder("stuck").concurrency(1).stuckAfter(ofSeconds(5)));
        var handle = pool.submit(Task.of("stubborn", stubborn()).withAttemptTimeout(ofSeconds(2)));
        var next = pool.submit(Task.of("next", _ -> "ran"));
        pool.advance(ofSeconds(2));
        assertThat(handle.await())
                .isEqualTo(new TimedOut<>(TaskOutcome.Timeout.ATTEMPT, ofSeconds(2), OutcomeDetails.of(1)));
        assertThat(handle.status()).isEqualTo(TaskState.STOPPING);
        assertThat(interrupts).hasValue(1);
        assertThat(pool.snapshot().tasks().stopping()).isEqualTo(1);
        assertThat(pool.snapshot().tasks().stuck()).isZero();

        pool.advance(ofSeconds(5));
        assertThat(pool.snapshot().tasks().stuck()).isEqualTo(1);
        var report = pool.events().all(TaskEvent.Stuck.class).getFirst();
        assertThat(report.task()).isEqualTo(handle.info());
        assertThat(report.since()).isEqualTo(ofSeconds(5));
        assertThat(report.stack()).anyMatch(frame -> frame.getMethodName().contains("stubborn"));
        assertThat(next.status()).isEqualTo(TaskState.QUEUED);

        release.countDown();
        pool.runReady();
        assertThat(pool.snapshot().tasks().stuck()).isZero();
        assertThat(handle.status()).isEqualTo(TaskState.DONE);
        assertThat(next.outcome()).isPresent();
        assertThat(pool.events().kinds(handle))
                .containsExactly("Submitted", "Started", "Finished", "Stuck", "AttemptEnded");
    }

    @Test
    void aStuckAttemptThatMightHaveBeenRetriedEndsTheWaitWhenItIsStuck() throws Exception {
        pool = ManualPool.of(ExecutorPool.builder("stuck").concurrency(1).stuckAfter(ofSeconds(5)));
        var handle = pool.submit(Task.of("stubborn", stubborn())
                .withAttemptTimeout(ofSeconds(2))
                .withRetry(RetryPolicy.attempts(3, Backoff.none())));
        pool.advance(ofSeconds(2));
        assertThat(handle.outcome()).isEmpty();
        pool.advance(ofSeconds(5));
        assertThat(handle.await())
                .isEqualTo(new TimedOut<>(TaskOutcome.Timeout.ATTEMPT, ofSeconds(2), OutcomeDetails.of(1)));
    }

    @Test
    void underReplaceThePermitOfAStuckAttemptGoesToTheNextTask() {
        pool = ManualPool.of(ExecutorPool.builder("stuck")
                .concurrency(1)
                .stuckAfter(ofSeconds(5))
                .stuckPolicy(StuckPolicy.REPLACE));
        var stuck = pool.submit(Task.of("stubborn", stubborn()).withAttemptTimeout(ofSeconds(2)));
        var next = pool.submit(Task.of("next", _ -> "ran"));
        pool.advance(ofSeconds(7));
        assertThat(next.outcome()).isPresent();
        assertThat(stuck.status()).isEqualTo(TaskState.STOPPING);
        release.countDown();
        pool.runReady();
        assertThat(stuck.status()).isEqualTo(TaskState.DONE);
        var after = pool.submit(Task.of("after", _ -> "ran"));
        pool.runReady();
        assertThat(after.outcome()).isPresent();
    }

    @Test
    void aWaitWithALimitEndsAndTheTaskGoesOn() throws Exception {
        pool = ManualPool.withConcurrency(2);
        var slow = pool.submit(sleeping(ofSeconds(10)));
        var waiting = pool.submit(Task.of("waiting", _ -> slow.await(ofSeconds(1))));
        var joining = pool.submit(Task.of("joining", _ -> slow.join(ofSeconds(1))));
        pool.advance(ofSeconds(1));
        assertThat(waiting.await()).isEqualTo(new Succeeded<>(Optional.empty(), OutcomeDetails.of(1)));
        assertThatThrownBy(joining::join).hasCauseInstanceOf(WaitTimeoutException.class);
        assertThat(slow.status()).isEqualTo(TaskState.RUNNING);
        pool.advance(ofSeconds(9));
        assertThat(slow.join()).isEqualTo("awake");
    }

    @Test
    void theContextSaysHowMuchTimeIsLeftAndWhetherToStop() {
        var left = new AtomicReference<Optional<Duration>>();
        var told = new AtomicInteger();
        pool.submit(Task.action("looking", context -> {
                    left.set(context.remaining());
                    try {
                        pool.host().sleep(ofSeconds(100));
                    } catch (InterruptedException e) {
                        told.set(context.stopRequested() ? 1 : -1);
                    }
                })
                .withAttemptTimeout(ofSeconds(3))
                .withTimeout(ofSeconds(5)));
        pool.advance(ofSeconds(3));
        assertThat(left.get()).contains(ofSeconds(3));
        assertThat(told).hasValue(1);
    }
}
