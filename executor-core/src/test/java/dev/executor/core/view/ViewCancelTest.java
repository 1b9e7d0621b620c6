// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewCancelTest extends OnARealPool {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTaskCancelledInTheQueueNeverRuns(boolean mayInterrupt) throws Exception {
        var small = viewWithConcurrency(1);
        blocking(small);
        var ran = new AtomicBoolean();
        var future = small.submit(() -> ran.set(true));
        assertThat(future.cancel(mayInterrupt)).isTrue();
        release.countDown();
        small.submit(() -> {}).get(); // it would have been run before this one
        assertThat(ran).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCancelledFutureSaysSo(boolean mayInterrupt) {
        var blocker = new Blocker();
        var future = view.submit((Callable<String>) blocker);
        reached(blocker.started);
        assertThat(future.cancel(mayInterrupt)).isTrue();
        assertThat(future.isCancelled()).isTrue();
        assertThat(future.isDone()).isTrue();
        assertThat(future.state()).isEqualTo(Future.State.CANCELLED);
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> future.get(0, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        assertThatIllegalStateException().isThrownBy(future::resultNow);
        assertThatIllegalStateException().isThrownBy(future::exceptionNow);
    }

    @Test
    void aCancelThatMayInterruptsTheBody() {
        var blocker = new Blocker();
        var future = view.submit(blocker, "result");
        reached(blocker.started);
        future.cancel(true);
        reached(blocker.ended);
        assertThat(blocker.interrupted).isTrue();
    }

    @Test
    void aCancelThatMayNotLeavesTheBodyAlone() {
        var blocker = new Blocker();
        var future = view.submit(blocker, "result");
        reached(blocker.started);
        future.cancel(false);
        release.countDown();
        reached(blocker.ended);
        assertThat(blocker.interrupted).isFalse();
        assertThat(future.isCancelled()).isTrue();
    }

    @Test
    void whatABodyReturnsAfterTheCancelDoesNotMatter() {
        var blocker = new Blocker();
        var future = view.submit((Callable<String>) blocker);
        reached(blocker.started);
        future.cancel(false);
        release.countDown();
        reached(blocker.ended);
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void aSecondCancelChangesNothing() {
        var future = view.submit((Callable<String>) new Blocker());
        assertThat(future.cancel(true)).isTrue();
        future.cancel(true);
        assertThat(future.isCancelled()).isTrue();
    }

    @Test
    void aDoneTaskCannotBeCancelled() throws Exception {
        var future = view.submit(() -> "result");
        future.get();
        assertThat(future.cancel(true)).isFalse();
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.get()).isEqualTo("result");
    }

    @Test
    void aFailedTaskCannotBeCancelled() {
        var future = view.submit(() -> {
            throw new IllegalStateException("fails");
        });
        assertThatThrownBy(future::get).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(future.cancel(true)).isFalse();
        assertThat(future.isCancelled()).isFalse();
    }

    @Test
    void aCancelWakesEveryoneWhoWaits() throws Exception {
        var future = view.submit((Callable<String>) new Blocker());
        var waiting = new CountDownLatch(2);
        Callable<Boolean> waiter = () -> {
            waiting.countDown();
            try {
                future.get();
                return false;
            } catch (CancellationException e) {
                return true;
            }
        };
        var first = view.submit(waiter);
        var second = view.submit(waiter);
        reached(waiting);
        future.cancel(true);
        assertThat(first.get(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(second.get(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void ofRacingCancelsOneAtLeastReturnsTrue() throws Exception {
        for (int round = 0; round < 200; round++) {
            var future = view.submit((Callable<String>) new Blocker());
            var barrier = new CyclicBarrier(2);
            Callable<Boolean> cancel = () -> {
                barrier.await();
                return future.cancel(true);
            };
            var first = view.submit(cancel);
            var second = view.submit(cancel);
            assertThat(first.get() || second.get()).isTrue();
        }
    }

    /// The interrupt of a cancel is for one task only, however close the next one follows on the same thread.
    @Test
    void theInterruptOfACancelNeverReachesAnotherTask() throws Exception {
        var small = viewWithConcurrency(1);
        for (int round = 0; round < 500; round++) {
            var victim = small.submit(Thread::onSpinWait);
            var bystander = small.submit(() -> Thread.currentThread().isInterrupted());
            victim.cancel(true);
            assertThat(bystander.get()).isFalse();
        }
    }

    /// A race of the cancel with the body: either the cancel says true and the future is cancelled, or the body has
    /// returned and the future has its result.
    @Test
    void aCancelThatReturnsTrueCancels() throws Exception {
        for (int round = 0; round < 1_000; round++) {
            var future = view.submit(() -> "result");
            boolean cancelled = future.cancel(round % 2 == 0);
            assertThat(future.isDone() || !cancelled).isTrue();
            assertThat(future.isCancelled()).isEqualTo(cancelled);
            if (!cancelled) {
                assertThat(future.get()).isEqualTo("result");
            }
        }
    }

    @Test
    void aCancelledTaskMakesRoomForOthers() throws Exception {
        var small = viewWithConcurrency(1);
        var blocker = new Blocker();
        var future = small.submit(blocker, "result");
        reached(blocker.started);
        future.cancel(true);
        assertThat(small.submit(() -> "next").get(LONG_SECONDS, TimeUnit.SECONDS))
                .isEqualTo("next");
    }

    @Test
    void cancelledTasksAreCountedOnce() {
        var runs = new AtomicInteger();
        for (int i = 0; i < 300; i++) {
            view.submit(runs::incrementAndGet).cancel(true);
        }
        assertConserves(pool);
    }
}
