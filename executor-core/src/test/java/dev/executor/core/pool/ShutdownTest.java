// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ExecutorPool;
import dev.executor.OutcomeDetails;
import dev.executor.PoolState;
import dev.executor.Rejection;
import dev.executor.Submission.Refused;
import dev.executor.Task;
import dev.executor.TaskHandle;
import dev.executor.TaskOutcome.Cancelled;
import dev.executor.TaskOutcome.Reason;
import dev.executor.TaskRejectedException;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import dev.executor.testing.ManualPool;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShutdownTest {
    private final CountDownLatch release = new CountDownLatch(1);
    private ManualPool pool = ManualPool.withConcurrency(1);

    /// A pool on the same host that is closed by a thread of the host, without being driven by the close itself.
    private ExecutorPool plain = pool;

    @AfterEach
    void noThreadIsLeft() {
        release.countDown();
        pool.close();
        if (plain != pool) {
            plain.close();
        }
        pool.runReady();
        assertThat(pool.host().threads()).isEmpty();
        assertThat(pool.snapshot().tasks().live()).isZero();
    }

    private Task<String> sleeping(String name) {
        return Task.of(name, _ -> {
            pool.host().sleep(ofSeconds(10));
            return name;
        });
    }

    @Test
    void closeWaitsForEverythingThatWasAccepted() {
        var first = pool.submit(sleeping("first"));
        var second = pool.submit(sleeping("second"));
        pool.close();
        assertThat(first.join()).isEqualTo("first");
        assertThat(second.join()).isEqualTo("second");
        assertThat(pool.snapshot().state()).isEqualTo(PoolState.CLOSED);
        assertThat(pool.host().elapsed()).isEqualTo(ofSeconds(20));
    }

    @Test
    void aClosedPoolRefusesAndSaysSo() {
        pool.close();
        assertThatThrownBy(() -> pool.submit(sleeping("late")))
                .isInstanceOf(TaskRejectedException.class)
                .hasMessageContaining("the pool is CLOSED and takes no new work");
        assertThat(pool.trySubmit(sleeping("late")))
                .isEqualTo(new Refused<>(new Rejection.ShuttingDown(PoolState.CLOSED)));
    }

    @Test
    void aDrainCancelsWhatIsLeftAfterItsLimitAndReportsIt() throws Exception {
        var running = pool.submit(sleeping("running"));
        var waiting = pool.submit(sleeping("waiting"));
        var delayed = pool.submit(sleeping("delayed").withStartAfter(ofSeconds(3600)));
        pool.runReady();
        var report = pool.drain(ofSeconds(5));
        assertThat(report.clean()).isFalse();
        assertThat(report.cancelledCount()).isEqualTo(3);
        assertThat(report.cancelled()).containsExactlyInAnyOrder(running.id(), waiting.id(), delayed.id());
        assertThat(report.stuck()).isEmpty();
        assertThat(report.took()).isEqualTo(ofSeconds(5));
        assertThat(waiting.await()).isEqualTo(new Cancelled<>(Reason.SHUTDOWN, OutcomeDetails.of(0)));
        assertThatThrownBy(delayed::join).isInstanceOf(CancellationException.class);
    }

    @Test
    void anAttemptInterruptedByTheShutdownIsNotCharged() throws Exception {
        var handle = pool.submit(sleeping("running"));
        pool.runReady();
        pool.drain(ZERO);
        assertThat(handle.await()).isEqualTo(new Cancelled<>(Reason.SHUTDOWN, OutcomeDetails.of(0)));
    }

    @Test
    void aTaskThatBacksOffIsCancelledByTheDrain() throws Exception {
        var handle = pool.submit(Task.action("failing", _ -> {
                    throw new IllegalStateException("always");
                })
                .withRetry(RetryPolicy.attempts(9, Backoff.fixed(ofSeconds(3600)))));
        pool.runReady();
        var report = pool.drain(ofSeconds(1));
        assertThat(report.cancelled()).containsExactly(handle.id());
        assertThat(handle.await())
                .isEqualTo(new Cancelled<>(Reason.SHUTDOWN, handle.await().details()));
        assertThat(handle.await().details().attempts()).isEqualTo(1);
    }

    @Test
    void aDrainedPoolThatWasQuietIsClean() throws Exception {
        pool.submit(Task.of("done", _ -> 1));
        pool.runReady();
        var report = pool.drain(ofSeconds(5));
        assertThat(report.clean()).isTrue();
        assertThat(report.took()).isZero();
    }

    @Test
    void aBodyThatIgnoresItsInterruptIsReportedAndDoesNotHoldUpTheClose() throws Exception {
        pool = ManualPool.of(ExecutorPool.builder("stubborn").stuckAfter(ofSeconds(5)));
        var handle = pool.submit(Task.action("stubborn", _ -> {
            for (boolean released = false; !released; ) {
                try {
                    release.await();
                    released = true;
                } catch (InterruptedException e) {
                    // ignored on purpose: this is what is tested
                }
            }
        }));
        pool.runReady();
        var report = pool.drain(ZERO);
        assertThat(report.stuck()).containsExactly(handle.id());
        assertThat(report.took()).isEqualTo(ofSeconds(5));
        assertThat(pool.snapshot().state()).isEqualTo(PoolState.CLOSED);
        assertThat(pool.snapshot().tasks().live()).isEqualTo(1);
    }

    @Test
    void whileDrainingOnlyChildrenOfRunningTasksEnter() {
        plain = ExecutorPool.builder("plain").concurrency(1).host(pool.host()).build();
        var child = new AtomicReference<TaskHandle<String>>();
        var outside = new AtomicReference<Object>();
        plain.submit(Task.action("parent", _ -> {
            pool.host().sleep(ofSeconds(10));
            outside.set(plain.snapshot().state());
            child.set(plain.submit(Task.of("child", _ -> "born while draining")));
        }));
        pool.runReady();
        pool.host().startEngineThread("closer", plain::close);
        pool.runReady();
        assertThat(plain.trySubmit(sleeping("outsider")))
                .isEqualTo(new Refused<>(new Rejection.ShuttingDown(PoolState.DRAINING)));
        pool.advance(ofSeconds(10));
        assertThat(outside.get()).isEqualTo(PoolState.DRAINING);
        assertThat(child.get().join()).isEqualTo("born while draining");
        assertThat(plain.snapshot().state()).isEqualTo(PoolState.CLOSED);
    }

    @Test
    void aRepeatingTaskEndsWithTheDrain() {
        var repeating = pool.asScheduledExecutorService().scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);
        pool.advance(ofSeconds(3));
        pool.close();
        assertThat(repeating.isCancelled()).isTrue();
        assertThat(pool.host().elapsed()).isEqualTo(ofSeconds(3));
    }

    @Test
    void aPoolCannotBeClosedByItsOwnTask() {
        plain = ExecutorPool.builder("plain").host(pool.host()).build();
        var handle = plain.submit(Task.action("suicidal", _ -> plain.close()));
        pool.runReady();
        assertThatThrownBy(handle::join)
                .rootCause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be drained or closed by its own task 'suicidal'");
    }

    @Test
    void aBlockedListenerDoesNotHoldUpTheClose() {
        pool = ManualPool.of(ExecutorPool.builder("deaf").listener(_ -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        pool.submit(Task.of("done", _ -> 1));
        pool.runReady();
        pool.close();
        assertThat(pool.snapshot().state()).isEqualTo(PoolState.CLOSED);
        assertThat(pool.host().elapsed()).isEqualTo(ofSeconds(5));
    }

    @Test
    void theCloseTimeoutBoundsTheClose() {
        pool = ManualPool.of(ExecutorPool.builder("bounded").closeTimeout(ofSeconds(3)));
        var handle = pool.submit(sleeping("too slow"));
        pool.runReady();
        pool.close();
        assertThat(pool.host().elapsed()).isEqualTo(ofSeconds(3));
        assertThat(handle.outcome()).contains(new Cancelled<>(Reason.SHUTDOWN, OutcomeDetails.of(0)));
    }
}
