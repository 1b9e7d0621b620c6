// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InvokeAnyTest extends OnARealPool {
    private static Callable<String> failing(Throwable thrown) {
        return () -> {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (Exception) thrown;
        };
    }

    @Test
    void theOnlyTasksResultIsReturned() throws Exception {
        assertThat(view.invokeAny(List.of(returning("only")))).isEqualTo("only");
        assertThat(view.invokeAny(List.of(returning("only")), LONG_SECONDS, TimeUnit.SECONDS))
                .isEqualTo("only");
    }

    @Test
    void aSuccessWinsOverFailures() throws Exception {
        var bad = failing(new IllegalStateException("bad"));
        assertThat(view.invokeAny(List.of(bad, bad, returning("good"), bad))).isEqualTo("good");
    }

    @Test
    void aSlowSuccessWinsOverAQuickFailure() throws Exception {
        Callable<String> slow = () -> {
            release.await(50, TimeUnit.MILLISECONDS);
            return "slow";
        };
        assertThat(view.invokeAny(List.of(failing(new IllegalStateException("quick")), slow)))
                .isEqualTo("slow");
    }

    @Test
    void aNullResultIsASuccess() throws Exception {
        assertThat(view.invokeAny(List.<Callable<String>>of(() -> null))).isNull();
    }

    @Test
    void theFirstSuccessCancelsTheOthers() throws Exception {
        var slow = new Blocker();
        Callable<String> quick = () -> {
            reached(slow.started);
            return "quick";
        };
        assertThat(view.invokeAny(List.of(slow, quick))).isEqualTo("quick");
        reached(slow.ended);
        assertThat(slow.interrupted).isTrue();
    }

    @Test
    void theFirstSuccessCancelsTheOthersOfATimedCall() throws Exception {
        var slow = new Blocker();
        Callable<String> quick = () -> {
            reached(slow.started);
            return "quick";
        };
        assertThat(view.invokeAny(List.of(quick, slow), LONG_SECONDS, TimeUnit.SECONDS))
                .isEqualTo("quick");
        reached(slow.ended);
        assertThat(slow.interrupted).isTrue();
    }

    @Test
    void ifAllFailTheCauseIsATasksOwnException() {
        var first = new IllegalStateException("first");
        var second = new AssertionError("second");
        assertThatThrownBy(() -> view.invokeAny(List.of(failing(first), failing(second))))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isIn(first, second);
        assertThatThrownBy(() -> view.invokeAny(List.of(failing(first)), LONG_SECONDS, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(first);
    }

    @Test
    void aTaskThatThrowsCancellationFails() {
        var thrown = new CancellationException("thrown by the task itself");
        assertThatThrownBy(() -> view.invokeAny(List.of(failing(thrown))))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(thrown);
    }

    @Test
    void noTasksAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> view.invokeAny(List.<Callable<String>>of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> view.invokeAny(List.<Callable<String>>of(), 1, TimeUnit.SECONDS));
    }

    @Test
    @SuppressWarnings("NullAway") // that null is refused is what is tested
    void nullsAreRefused() {
        List<Callable<String>> withNull = Arrays.asList(returning("a"), null);
        assertThatNullPointerException().isThrownBy(() -> view.invokeAny(null));
        assertThatNullPointerException().isThrownBy(() -> view.invokeAny(withNull));
        assertThatNullPointerException().isThrownBy(() -> view.invokeAny(null, 1, TimeUnit.SECONDS));
        assertThatNullPointerException().isThrownBy(() -> view.invokeAny(withNull, 1, TimeUnit.SECONDS));
        assertThatNullPointerException().isThrownBy(() -> view.invokeAny(List.of(returning("a")), 1, null));
    }

    @Test
    void withNoSuccessInTimeItTimesOutAndCancelsAll() {
        var slow = new Blocker();
        assertThatThrownBy(() -> view.invokeAny(
                        List.of(slow, failing(new IllegalStateException("quick"))), 100, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        assertConserves(pool);
        assertThat(slow.started.getCount() == 0 && !slow.interrupted.get()).isFalse();
    }

    @Test
    void withNoTimeAtAllItTimesOut() {
        assertThatThrownBy(() -> view.invokeAny(List.of(new Blocker()), 0, TimeUnit.SECONDS))
                .isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> view.invokeAny(List.of(new Blocker()), -1, TimeUnit.SECONDS))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void anInterruptEndsItAndCancelsAll() throws Exception {
        var slow = new Blocker();
        var after = interruptedWhileWaiting(() -> view.invokeAny(List.of(slow)));
        assertThat(after.thrown()).isInstanceOf(InterruptedException.class);
        assertThat(after.stillInterrupted()).isFalse();
        assertConserves(pool);
        assertThat(slow.started.getCount() == 0 && !slow.interrupted.get()).isFalse();
    }

    @Test
    void anInterruptEndsATimedCall() throws Exception {
        var after =
                interruptedWhileWaiting(() -> view.invokeAny(List.of(new Blocker()), LONG_SECONDS, TimeUnit.SECONDS));
        assertThat(after.thrown()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void anInterruptBeforehandEndsIt() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> view.invokeAny(List.of(new Blocker()))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertConserves(pool);
    }

    @Test
    void afterShutdownItIsRefused() {
        view.shutdown();
        assertThatThrownBy(() -> view.invokeAny(List.of(returning("a"))))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> view.invokeAny(List.of(returning("a")), 1, TimeUnit.SECONDS))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aPoolThatIsFullOfOthersTasksRefusesTheCall() {
        var full = opened(
                ExecutorPool.builder("full").concurrency(1).queueCapacity(0).overflow(OverflowPolicy.reject()));
        blocking(full.asExecutorService());
        assertThatThrownBy(() -> full.asExecutorService().invokeAny(List.of(new Blocker(), new Blocker())))
                .isInstanceOf(RejectedExecutionException.class);
    }

    static List<OverflowPolicy> policies() {
        return List.of(
                OverflowPolicy.reject(),
                OverflowPolicy.block(ofSeconds(LONG_SECONDS)),
                OverflowPolicy.shedLowest(),
                OverflowPolicy.callerRuns());
    }

    /// In a pool of one, the second task finds no slot while the first one runs.
    @ParameterizedTest
    @MethodSource("policies")
    void theRestIsNotStartedOnceOneHasSucceeded(OverflowPolicy policy) throws Exception {
        var one = opened(
                ExecutorPool.builder("one").concurrency(1).queueCapacity(0).overflow(policy));
        var slow = new Blocker();
        Callable<String> fast = () -> {
            release.await(20, TimeUnit.MILLISECONDS);
            return "fast";
        };
        assertThat(one.asExecutorService().invokeAny(List.of(fast, slow, slow, slow), 10, TimeUnit.SECONDS))
                .isEqualTo("fast");
        assertThat(slow.started.getCount()).as("not started").isEqualTo(1);
        assertConserves(one);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aFailureMakesRoomForTheNextOne(OverflowPolicy policy) throws Exception {
        var one = opened(
                ExecutorPool.builder("one").concurrency(1).queueCapacity(0).overflow(policy));
        var bad = failing(new IllegalStateException("bad"));
        assertThat(one.asExecutorService().invokeAny(List.of(bad, bad, bad, returning("good"), bad)))
                .isEqualTo("good");
        assertConserves(one);
    }

    /// The parent's permit and another one: the third task would only find the parent's own thread.
    @Test
    void aTaskOfThePoolRunsNoneItselfWhileOthersMaySucceed() throws Exception {
        var two = opened(ExecutorPool.builder("two")
                .concurrency(2)
                .queueCapacity(0)
                .overflow(OverflowPolicy.block(ofSeconds(LONG_SECONDS))));
        var executor = two.asExecutorService();
        var parents = new AtomicReference<Thread>();
        var slow = new AtomicReference<Thread>();
        var call = executor.submit(() -> {
            parents.set(Thread.currentThread());
            return executor.invokeAny(List.of(
                    () -> {
                        release.await(50, TimeUnit.MILLISECONDS);
                        return "fast";
                    },
                    () -> {
                        slow.set(Thread.currentThread());
                        release.await();
                        return "slow";
                    }));
        });
        assertThat(call.get(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo("fast");
        assertThat(slow.get()).isNotSameAs(parents.get());
    }

    @Test
    void aTaskOfAPoolOfOneMayCallItOnItsOwnPool() throws Exception {
        var one = opened(ExecutorPool.builder("one").concurrency(1).queueCapacity(0));
        var executor = one.asExecutorService();
        var call = executor.submit(() -> executor.invokeAny(
                List.of(failing(new IllegalStateException("bad")), returning("good"), returning("x"))));
        assertThat(call.get(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo("good");
    }

    @Test
    void aTimeLimitBoundsTheWaitForAPlaceToo() {
        var full = opened(ExecutorPool.builder("full")
                .concurrency(1)
                .queueCapacity(0)
                .overflow(OverflowPolicy.block(ofSeconds(LONG_SECONDS))));
        blocking(full.asExecutorService());
        var call = view.submit(
                () -> full.asExecutorService().invokeAny(List.of(returning("a")), 50, TimeUnit.MILLISECONDS));
        assertThatThrownBy(() -> call.get(3, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void aShutdownOfTheViewMeanwhileEndsIt() {
        var slow = new Blocker();
        var call =
                opened(ExecutorPool.builder("other")).asExecutorService().submit(() -> view.invokeAny(List.of(slow)));
        reached(slow.started);
        view.shutdownNow();
        assertThatThrownBy(() -> call.get(LONG_SECONDS, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(ExecutionException.class);
    }

    @Test
    void manyCallsAtOnceEachGetTheirOwnResult() throws Exception {
        var callers = viewWithConcurrency(100);
        var calls = new ArrayList<Future<Integer>>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            calls.add(callers.submit(() -> view.invokeAny(List.of(() -> number, () -> number))));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(calls.get(i).get(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo(i);
        }
        assertConserves(pool);
    }
}
