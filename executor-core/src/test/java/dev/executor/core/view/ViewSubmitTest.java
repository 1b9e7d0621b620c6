// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// `execute` and the three `submit`, alone and under the JDK's own classes.
class ViewSubmitTest extends OnARealPool {
    /// Written by one thread and read by another, with nothing but the executor in between.
    private int plain;

    @Test
    @SuppressWarnings("NullAway") // that null is refused is what is tested
    void nullTasksAreRefused() {
        assertThatNullPointerException().isThrownBy(() -> view.execute(null));
        assertThatNullPointerException().isThrownBy(() -> view.submit((Runnable) null));
        assertThatNullPointerException().isThrownBy(() -> view.submit((Callable<String>) null));
        assertThatNullPointerException().isThrownBy(() -> view.submit(null, "result"));
        assertThat(pool.snapshot().submissions().accepted()).isZero();
    }

    @Test
    void anExecutedCommandRuns() {
        var ran = new CountDownLatch(1);
        view.execute(ran::countDown);
        reached(ran);
    }

    @Test
    void commandsRunOnThreadsOfThePool() throws Exception {
        var thread = view.submit(Thread::currentThread).get();
        assertThat(thread.isVirtual()).isTrue();
        assertThat(thread).isNotSameAs(Thread.currentThread());
    }

    @Test
    void aCallableReturnsItsResult() throws Exception {
        assertThat(view.submit(() -> "result").get()).isEqualTo("result");
    }

    @Test
    void aCallableMayReturnNull() throws Exception {
        assertThat(view.submit((Callable<String>) () -> null).get()).isNull();
    }

    @Test
    void aRunnableReturnsNull() throws Exception {
        var ran = new AtomicBoolean();
        Future<?> future = view.submit(() -> ran.set(true));
        assertThat(future.get()).isNull();
        assertThat(ran).isTrue();
    }

    @Test
    void aRunnableWithAResultReturnsThatResult() throws Exception {
        assertThat(view.submit(() -> {}, "given").get()).isEqualTo("given");
    }

    @Test
    void aRunnableWithANullResultReturnsNull() throws Exception {
        assertThat(view.submit(() -> {}, null).get()).isNull();
    }

    @Test
    void whatWasWrittenBeforeTheSubmitIsSeenByTheTask() throws Exception {
        for (int i = 1; i <= 2_000; i++) {
            plain = i;
            assertThat(view.submit(() -> plain).get()).isEqualTo(i);
        }
    }

    @Test
    void whatTheTaskWroteIsSeenAfterGet() throws Exception {
        for (int i = 1; i <= 2_000; i++) {
            int value = i;
            view.submit(() -> {
                        plain = value;
                    })
                    .get();
            assertThat(plain).isEqualTo(i);
        }
    }

    @Test
    void tasksOfOneThreadRunInOrderOnAPoolOfOne() throws Exception {
        var small = viewWithConcurrency(1);
        var order = new StringBuilder();
        Future<?> last = small.submit(() -> {});
        for (int i = 0; i < 100; i++) {
            int number = i;
            last = small.submit(() -> order.append(number).append(' '));
        }
        last.get();
        var expected = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            expected.append(i).append(' ');
        }
        assertThat(order.toString()).isEqualTo(expected.toString());
    }

    @Test
    void aTaskMayWaitForItsChildOnAPoolOfOne() throws Exception {
        var small = viewWithConcurrency(1);
        var parent =
                small.submit(() -> "parent of " + small.submit(() -> "child").get());
        assertThat(parent.get(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo("parent of child");
    }

    @Test
    void aTaskMayWaitForItsGrandchildrenOnAPoolOfOne() throws Exception {
        var small = viewWithConcurrency(1);
        Callable<Integer> leaf = () -> 1;
        Callable<Integer> middle =
                () -> small.submit(leaf).get() + small.submit(leaf).get();
        var root = small.submit(
                () -> small.submit(middle).get() + small.submit(middle).get());
        assertThat(root.get(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo(4);
    }

    @Test
    void aTaskMayInvokeAllOnAPoolOfOne() throws Exception {
        var small = viewWithConcurrency(1);
        var parent = small.submit(() -> small.invokeAll(List.of(() -> 1, () -> 2)));
        assertThat(parent.get(LONG_SECONDS, TimeUnit.SECONDS))
                .extracting(Future::get)
                .containsExactly(1, 2);
    }

    @Test
    void aTaskMayInvokeAnyOnAPoolOfOne() throws Exception {
        var small = viewWithConcurrency(1);
        // The limit only ends the test sooner if the parent keeps the one permit that its children need.
        var parent = small.submit(() -> small.invokeAny(List.of(() -> "one"), 3, TimeUnit.SECONDS));
        assertThat(parent.get(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo("one");
    }

    @Test
    void anInterruptedTaskLeavesNoInterruptToTheNextOne() throws Exception {
        var small = viewWithConcurrency(1);
        for (int i = 0; i < 200; i++) {
            var future = small.submit(() -> Thread.currentThread().interrupt());
            var next = small.submit(() -> Thread.currentThread().isInterrupted());
            future.get();
            assertThat(next.get()).isFalse();
        }
    }

    @Test
    void whatAnExecutedCommandThrowsGoesToTheUncaughtExceptionHandler() {
        var before = Thread.getDefaultUncaughtExceptionHandler();
        var uncaught = new AtomicReference<Throwable>();
        var told = new CountDownLatch(1);
        var thrown = new IllegalStateException("thrown by the command");
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> {
            uncaught.set(e);
            told.countDown();
        });
        try {
            view.execute(() -> {
                throw thrown;
            });
            reached(told);
            assertThat(uncaught.get()).isSameAs(thrown);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void whatASubmittedTaskThrowsDoesNotGoToTheUncaughtExceptionHandler() {
        var before = Thread.getDefaultUncaughtExceptionHandler();
        var uncaught = new AtomicReference<Throwable>();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> uncaught.set(e));
        try {
            var future = view.submit(() -> {
                throw new IllegalStateException("thrown by the task");
            });
            assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class);
            assertThat(uncaught.get()).isNull();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void anExecutedCommandThatThrowsDoesNotHarmThePool() throws Exception {
        var small = viewWithConcurrency(1);
        for (int i = 0; i < 10; i++) {
            small.submit(() -> {
                throw new StackOverflowError("planted");
            });
        }
        assertThat(small.submit(() -> "alive").get(LONG_SECONDS, TimeUnit.SECONDS))
                .isEqualTo("alive");
    }

    @Test
    void aCompletionServiceHandsOutResultsAsTheyComeUp() throws Exception {
        var service = new ExecutorCompletionService<String>(view);
        var slow = new Blocker();
        service.submit(slow);
        service.submit(() -> "fast");
        assertThat(service.take().get()).isEqualTo("fast");
        assertThat(service.poll()).isNull();
        release.countDown();
        assertThat(service.take().get()).isEqualTo("released");
    }

    @Test
    void aCompletionServiceHandsOutEveryResultOnce() throws Exception {
        var service = new ExecutorCompletionService<Integer>(viewWithConcurrency(3));
        Set<Integer> expected = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            int number = i;
            expected.add(number);
            service.submit(() -> number);
        }
        Set<Integer> results = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            results.add(service.take().get());
        }
        assertThat(results).isEqualTo(expected);
    }

    @Test
    void aCompletableFutureRunsItsStagesOnTheView() {
        var result = CompletableFuture.supplyAsync(() -> 20, view)
                .thenCombineAsync(CompletableFuture.supplyAsync(() -> 22, view), Integer::sum, view)
                .thenApplyAsync(
                        sum -> sum + (Thread.currentThread().isVirtual() ? " on the pool" : " elsewhere"), view);
        assertThat(result.join()).isEqualTo("42 on the pool");
    }

    @Test
    void aCompletableFutureFailsAsItsSupplierDoes() {
        var thrown = new IllegalStateException("thrown by the supplier");
        var result = CompletableFuture.supplyAsync(
                () -> {
                    throw thrown;
                },
                view);
        assertThatThrownBy(result::join).isInstanceOf(CompletionException.class).hasCause(thrown);
    }

    @Test
    void theJdksWrapperOfAnExecutorWorksOnAView() throws Exception {
        assertThat(Executors.unconfigurableExecutorService(view)
                        .submit(() -> "wrapped")
                        .get())
                .isEqualTo("wrapped");
    }
}
