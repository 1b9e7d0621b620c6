// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.Rejection;
import dev.executor.Submission;
import dev.executor.Task;
import dev.executor.policy.OverflowPolicy;
import dev.executor.testing.ManualPool;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A submitter that gave up waiting for a slot: no slot is kept for it, and none is lost.
class GivenUpSlotTest {
    private final CountDownLatch release = new CountDownLatch(1);
    private final ManualPool pool = ManualPool.of(settings());

    private static ExecutorPool.Builder settings() {
        return ExecutorPool.builder("small")
                .concurrency(1)
                .queueCapacity(2)
                .overflow(OverflowPolicy.block(ofSeconds(5)));
    }

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
        pool.advance(ofSeconds(50)); // so that a time is told from a duration
        for (int i = 0; i < 3; i++) {
            pool.submit(Task.action("held", _ -> release.await()));
        }
        pool.runReady();
    }

    private static @Nullable Rejection refusal(ExecutorPool pool) {
        return switch (pool.trySubmit(quick(), ofSeconds(5))) {
            case Submission.Accepted<?> _ -> null;
            case Submission.Refused<?>(var rejection) -> rejection;
        };
    }

    private AtomicReference<Rejection> submitElsewhere(AtomicReference<Thread> thread) {
        var refused = new AtomicReference<Rejection>();
        pool.host().startEngineThread("submitter", () -> {
            thread.set(Thread.currentThread());
            refused.set(refusal(pool));
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
        assertThat(refused.get()).isEqualTo(new Rejection.QueueFull(3, ofSeconds(5)));

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

    /// At once, and not when the drain comes to its end.
    @Test
    void aSubmitterThatWaitsIsSentAwayByTheDrain() {
        var plain = settings().host(pool.host()).build(); // closed by a thread of the host
        for (int i = 0; i < 3; i++) {
            plain.submit(Task.action("held", _ -> release.await()));
        }
        var refused = new AtomicReference<Rejection>();
        pool.host().startEngineThread("submitter", () -> refused.set(refusal(plain)));
        pool.runReady();
        pool.host().startEngineThread("closer", plain::close);
        pool.runReady();

        assertThat(refused.get()).isInstanceOf(Rejection.ShuttingDown.class);
        assertThat(plain.snapshot().tasks().live()).isEqualTo(3);
        release.countDown();
        pool.runReady();
        assertThat(plain.snapshot().tasks().live()).isZero();
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
