// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.Rejection;
import dev.executor.Submission;
import dev.executor.Task;
import dev.executor.TaskRejectedException;
import dev.executor.policy.OverflowPolicy;
import dev.executor.testing.ManualPool;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A submitter that gave up waiting for a slot: no slot is kept for it, and none is lost.
class GivenUpSlotTest {
    private final CountDownLatch release = new CountDownLatch(1);
    private final ManualPool pool = ManualPool.of(
            ExecutorPool.builder("small").concurrency(1).queueCapacity(2).overflow(OverflowPolicy.block(ofSeconds(5))));

    @AfterEach
    void nothingIsLeft() {
        release.countDown();
        pool.assertIdle();
        pool.close();
    }

    private static Task<String> quick() {
        return Task.of("quick", _ -> "ran");
    }

    private void fill() {
        for (int i = 0; i < 3; i++) {
            pool.submit(Task.action("held", _ -> release.await()));
        }
        pool.runReady();
    }

    private AtomicReference<Rejection> submitElsewhere(AtomicReference<Thread> thread) {
        var refused = new AtomicReference<Rejection>();
        pool.host().startEngineThread("submitter", () -> {
            thread.set(Thread.currentThread());
            try {
                pool.submit(quick());
            } catch (TaskRejectedException e) {
                refused.set(e.rejection());
            }
        });
        pool.runReady();
        return refused;
    }

    /// As many tasks enter as the pool has slots, and no more.
    private void everySlotIsThere() {
        release.countDown();
        pool.runReady();
        assertThat(pool.snapshot().tasks().live()).isZero();
        var later = quick().withStartAfter(ofSeconds(1)); // so that it has its slot for a while
        for (int i = 0; i < 3; i++) {
            assertThat(pool.trySubmit(later)).as("task %d of 3", i + 1).isInstanceOf(Submission.Accepted.class);
        }
        assertThat(pool.trySubmit(later)).isInstanceOf(Submission.Refused.class);
        pool.advance(ofSeconds(2));
    }

    @Test
    void aSubmitterWhoseTimeIsOverLeavesTheLine() {
        fill();
        var refused = submitElsewhere(new AtomicReference<>());
        pool.advance(ofSeconds(6));
        assertThat(refused.get()).isInstanceOf(Rejection.QueueFull.class);

        everySlotIsThere();
    }

    @Test
    void aSubmitterThatWasInterruptedLeavesTheLine() {
        fill();
        var thread = new AtomicReference<Thread>();
        var refused = submitElsewhere(thread);
        Objects.requireNonNull(thread.get()).interrupt();
        pool.runReady();
        assertThat(refused.get()).isInstanceOf(Rejection.Interrupted.class);

        everySlotIsThere();
    }

    @Test
    void whoeverWaitsBehindOneThatGaveUpIsNextInLine() {
        fill();
        var first = submitElsewhere(new AtomicReference<>());
        pool.advance(ofSeconds(3));
        var second = submitElsewhere(new AtomicReference<>());
        pool.advance(ofSeconds(2));
        assertThat(first.get()).isInstanceOf(Rejection.QueueFull.class);

        release.countDown();
        pool.runReady();
        assertThat(second.get()).as("refused").isNull();
        assertThat(pool.snapshot().submissions().accepted()).isEqualTo(4);
        everySlotIsThere();
    }

    @Test
    void aSubmitterThatWaitsIsSentAwayByTheDrain() throws Exception {
        fill();
        var refused = submitElsewhere(new AtomicReference<>());

        var report = pool.drain(ofSeconds(1));

        assertThat(refused.get()).isInstanceOf(Rejection.ShuttingDown.class);
        assertThat(report.cancelledCount()).isEqualTo(3);
    }

    @Test
    void aTaskThatWasRefusedAfterItHadASlotCountsAsRefusedOnly() {
        fill();
        var refused = submitElsewhere(new AtomicReference<>());
        pool.advance(ofSeconds(6));

        assertThat(refused.get()).isNotNull();
        assertThat(pool.snapshot().submissions().accepted()).isEqualTo(3);
        assertThat(pool.snapshot().submissions().refused()).isEqualTo(1);
    }
}
