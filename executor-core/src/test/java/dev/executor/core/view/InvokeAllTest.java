// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ExecutorPool;
import dev.executor.policy.OverflowPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InvokeAllTest extends OnARealPool {
    private final AtomicInteger starts = new AtomicInteger();

    private Callable<Integer> counting() {
        return starts::incrementAndGet;
    }

    @Test
    void futuresComeInTheOrderOfTheTasks() throws Exception {
        var tasks = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            tasks.add(() -> number);
        }
        var results = new ArrayList<Integer>();
        for (var future : view.invokeAll(tasks)) {
            results.add(future.get());
        }
        for (int i = 0; i < 50; i++) {
            assertThat(results.get(i)).isEqualTo(i);
        }
    }

    @Test
    void everyFutureIsDone() throws Exception {
        assertThat(view.invokeAll(List.of(counting(), counting(), counting())))
                .hasSize(3)
                .allMatch(Future::isDone);
        assertThat(starts).hasValue(3);
    }

    @Test
    void timedAndInTimeEveryFutureHasItsResult() throws Exception {
        var futures = view.invokeAll(List.of(() -> "a", () -> "b"), LONG_SECONDS, TimeUnit.SECONDS);
        assertThat(futures).extracting(Future::get).containsExactly("a", "b");
    }

    @Test
    void noTasksGiveNoFutures() throws Exception {
        assertThat(view.invokeAll(List.<Callable<Integer>>of())).isEmpty();
        assertThat(view.invokeAll(List.<Callable<Integer>>of(), 1, TimeUnit.SECONDS))
                .isEmpty();
    }

    @Test
    void aFailureOfOneIsNoFailureOfTheCall() throws Exception {
        var thrown = new IllegalStateException("one fails");
        List<Callable<Integer>> tasks = List.of(
                counting(),
                () -> {
                    throw thrown;
                },
                counting());
        var futures = view.invokeAll(tasks);
        assertThat(futures)
                .extracting(Future::state)
                .containsExactly(Future.State.SUCCESS, Future.State.FAILED, Future.State.SUCCESS);
        assertThatThrownBy(futures.get(1)::get)
                .isInstanceOf(ExecutionException.class)
                .hasCause(thrown);
    }

    @Test
    @SuppressWarnings("NullAway") // that null is refused is what is tested
    void nullsAreRefused() {
        assertThatNullPointerException().isThrownBy(() -> view.invokeAll(null));
        assertThatNullPointerException().isThrownBy(() -> view.invokeAll(null, 1, TimeUnit.SECONDS));
        assertThatNullPointerException().isThrownBy(() -> view.invokeAll(List.of(counting()), 1, null));
    }

    @Test
    void aNullAmongTheTasksStartsNone() {
        List<Callable<Integer>> tasks = Arrays.asList(counting(), null, counting());
        assertThatNullPointerException().isThrownBy(() -> view.invokeAll(tasks));
        assertThatNullPointerException().isThrownBy(() -> view.invokeAll(tasks, 1, TimeUnit.SECONDS));
        assertThat(pool.snapshot().submissions().accepted()).isZero();
    }

    @Test
    void whatIsNotDoneInTimeIsCancelled() throws Exception {
        var blocker = new Blocker();
        var futures = view.invokeAll(List.of(returning("quick"), blocker), 1, TimeUnit.SECONDS);
        assertThat(futures).extracting(Future::state).containsExactly(Future.State.SUCCESS, Future.State.CANCELLED);
        reached(blocker.ended);
        assertThat(blocker.interrupted).isTrue();
    }

    @Test
    void whatWasStillQueuedWhenTheTimeWasUpNeverRuns() throws Exception {
        var small = viewWithConcurrency(1);
        blocking(small);
        var futures = small.invokeAll(List.of(counting(), counting()), 50, TimeUnit.MILLISECONDS);
        assertThat(futures).allMatch(Future::isCancelled);
        release.countDown();
        small.submit(() -> {}).get(); // it comes after those two
        assertThat(starts).hasValue(0);
    }

    @Test
    void withNoTimeEveryFutureIsDoneAtOnce() throws Exception {
        assertThat(view.invokeAll(List.of(new Blocker(), new Blocker()), 0, TimeUnit.SECONDS))
                .hasSize(2)
                .allMatch(Future::isDone);
        assertThat(view.invokeAll(List.of(new Blocker(), new Blocker()), -1, TimeUnit.SECONDS))
                .hasSize(2)
                .allMatch(Future::isDone);
    }

    @Test
    void withTheLongestTimeItWaitsForAll() throws Exception {
        assertThat(view.invokeAll(List.of(counting(), counting()), Long.MAX_VALUE, TimeUnit.DAYS))
                .allMatch(future -> future.state() == Future.State.SUCCESS);
    }

    @Test
    void anInterruptCancelsAll() throws Exception {
        var first = new Blocker();
        var second = new Blocker();
        var after = interruptedWhileWaiting(() -> view.invokeAll(List.of(first, second)));
        assertThat(after.thrown()).isInstanceOf(InterruptedException.class);
        assertThat(after.stillInterrupted()).isFalse();
        assertNoneIsLeftRunning(first, second);
    }

    @Test
    void anInterruptCancelsAllOfATimedCall() throws Exception {
        var first = new Blocker();
        var second = new Blocker();
        var after =
                interruptedWhileWaiting(() -> view.invokeAll(List.of(first, second), LONG_SECONDS, TimeUnit.SECONDS));
        assertThat(after.thrown()).isInstanceOf(InterruptedException.class);
        assertNoneIsLeftRunning(first, second);
    }

    @Test
    void anInterruptBeforehandCancelsAll() throws Exception {
        var blocker = new Blocker();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> view.invokeAll(List.of(returning("quick"), blocker)))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertNoneIsLeftRunning(blocker);
    }

    /// A blocker that has not started by now never does: the pool has nothing left to run.
    private void assertNoneIsLeftRunning(Blocker... blockers) {
        assertConserves(pool);
        for (var blocker : blockers) {
            assertThat(blocker.started.getCount() == 0 && !blocker.interrupted.get())
                    .as("ran to its end")
                    .isFalse();
        }
    }

    /// A pool of two slots that does so when they are taken.
    private ExecutorPool twoSlots(OverflowPolicy overflow) {
        return opened(ExecutorPool.builder("two slots")
                .concurrency(1)
                .queueCapacity(1)
                .overflow(overflow));
    }

    @Test
    void aRefusalCancelsWhatHadEntered() throws Exception {
        var full = twoSlots(OverflowPolicy.reject()).asExecutorService();
        var tasks = List.of(new Blocker(), new Blocker(), new Blocker(), new Blocker());
        assertThatThrownBy(() -> full.invokeAll(tasks)).isInstanceOf(RejectedExecutionException.class);
        full.shutdown();
        assertThat(full.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(tasks).noneMatch(task -> task.started.getCount() == 0 && !task.interrupted.get());
    }

    /// The law holds for tasks that were never taken, too: what was not accepted has no outcome to count.
    @Test
    void aRefusedCallLeavesThePoolsCountsRight() {
        var full = twoSlots(OverflowPolicy.reject());
        var tasks = List.of(new Blocker(), new Blocker(), new Blocker(), new Blocker());
        assertThatThrownBy(() -> full.asExecutorService().invokeAll(tasks))
                .isInstanceOf(RejectedExecutionException.class);
        assertConserves(full);
    }

    @Test
    void aCallThatRunsOutOfTimeWhileItSubmitsLeavesThePoolsCountsRight() throws Exception {
        view.invokeAll(List.of(new Blocker(), new Blocker(), new Blocker()), 0, TimeUnit.SECONDS);
        assertConserves(pool);
    }

    @Test
    void afterShutdownItIsRefused() {
        view.shutdown();
        assertThatThrownBy(() -> view.invokeAll(List.of(counting()))).isInstanceOf(RejectedExecutionException.class);
        assertThat(starts).hasValue(0);
    }

    @Test
    void aShutdownOfTheViewMeanwhileCancelsWhatItWaitsFor() throws Exception {
        var blocker = new Blocker();
        var futures = opened(ExecutorPool.builder("other"))
                .asExecutorService()
                .submit(() -> view.invokeAll(List.of(blocker)));
        reached(blocker.started);
        view.shutdownNow();
        assertThat(futures.get(LONG_SECONDS, TimeUnit.SECONDS)).allMatch(Future::isCancelled);
        assertThatThrownBy(() -> futures.get().getFirst().get()).isInstanceOf(CancellationException.class);
    }

    /// The caller waits for a slot, which is a wait of invokeAll like any other.
    @Test
    void anInterruptWhileItWaitsForAPlaceIsAnInterrupt() throws Exception {
        var full = twoSlots(OverflowPolicy.block(ofSeconds(LONG_SECONDS))).asExecutorService();
        var after = interruptedWhileWaiting(
                () -> full.invokeAll(List.of(new Blocker(), new Blocker(), new Blocker(), new Blocker())));
        assertThat(after.thrown()).isInstanceOf(InterruptedException.class);
        assertThat(after.stillInterrupted()).isFalse();
    }

    @Test
    void aTimeLimitBoundsTheWaitForAPlaceToo() throws Exception {
        var full = twoSlots(OverflowPolicy.block(ofSeconds(LONG_SECONDS))).asExecutorService();
        var tasks = List.of(new Blocker(), new Blocker(), new Blocker(), new Blocker());
        var call = view.submit(() -> full.invokeAll(tasks, 50, TimeUnit.MILLISECONDS));
        assertThat(call.get(3, TimeUnit.SECONDS)).hasSize(4).allMatch(Future::isCancelled);
    }
}
