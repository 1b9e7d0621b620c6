// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.executor.ExecutorPool;
import dev.executor.PoolState;
import dev.executor.Rejection;
import dev.executor.Task;
import dev.executor.TaskRejectedException;
import dev.executor.policy.OverflowPolicy;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// `close()` of a view, and what a view is worth when its pool is full or closed.
class ViewCloseTest extends OnARealPool {
    @Test
    void closeWaitsForWhatRuns() throws Exception {
        var future = view.submit((Callable<String>) new Blocker());
        Thread.ofVirtual().start(release::countDown);
        view.close();
        assertThat(view.isTerminated()).isTrue();
        assertThat(future.resultNow()).isEqualTo("released");
    }

    @Test
    void closeOfAClosedViewDoesNothing() {
        view.close();
        view.close();
        assertThat(view.isTerminated()).isTrue();
    }

    @Test
    void closeAfterShutdownWaitsAsWell() {
        var future = view.submit((Callable<String>) new Blocker());
        view.shutdown();
        Thread.ofVirtual().start(release::countDown);
        view.close();
        assertThat(future.resultNow()).isEqualTo("released");
    }

    @Test
    void anInterruptedCloseCancelsWhatIsLeftAndKeepsTheInterrupt() throws Exception {
        var blocker = new Blocker();
        var future = view.submit((Callable<String>) blocker);
        reached(blocker.started);
        var after = interruptedWhileWaiting(() -> {
            view.close();
            return view.isTerminated();
        });
        assertThat(after.thrown()).isNull();
        assertThat(after.stillInterrupted()).isTrue();
        assertThat(view.isTerminated()).isTrue();
        assertThat(blocker.interrupted).isTrue();
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void anInterruptBeforehandCancelsWhatIsLeft() {
        var blocker = blocking(view);
        Thread.currentThread().interrupt();
        view.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(view.isTerminated()).isTrue();
        assertThat(blocker.interrupted).isTrue();
    }

    @Test
    void aViewInATryEndsWithIt() {
        Future<String> future;
        try (ExecutorService scoped = pool.asExecutorService()) {
            future = scoped.submit(() -> "done");
        }
        assertThat(future.resultNow()).isEqualTo("done");
        assertThat(view.isShutdown()).isFalse();
    }

    @Test
    void aViewOfAClosedPoolIsTerminated() throws Exception {
        view.submit(() -> "done").get();
        pool.close();
        assertThat(view.isShutdown()).isTrue();
        assertThat(view.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(view.isTerminated()).isTrue();
        view.close();
    }

    @Test
    void aViewOfAClosedPoolRefuses() {
        pool.close();
        assertThatThrownBy(() -> view.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .isInstanceOfSatisfying(
                        TaskRejectedException.class,
                        e -> assertThat(e.rejection()).isEqualTo(new Rejection.ShuttingDown(PoolState.CLOSED)));
        assertThatThrownBy(() -> view.submit(() -> "late")).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void whoeverAwaitsAViewIsToldThatThePoolClosed() throws Exception {
        var other = opened(ExecutorPool.builder("other")).asExecutorService();
        var waiting = new CountDownLatch(1);
        var terminated = other.submit(() -> {
            waiting.countDown();
            return view.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS);
        });
        reached(waiting);
        pool.close();
        assertThat(terminated.get(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void thePoolsEndCancelsWhatAViewSubmitted() throws Exception {
        var blocker = new Blocker();
        var future = view.submit((Callable<String>) blocker);
        reached(blocker.started);
        pool.drain(ofMillis(1));
        assertThat(future.isCancelled()).isTrue();
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
        assertThat(blocker.interrupted).isTrue();
    }

    /// A draining pool takes children of its running tasks, so a view of it has not terminated yet.
    @Test
    void aTerminatedViewOfADrainingPoolTakesNothingMore() throws Exception {
        var child = new AtomicReference<Future<String>>();
        var drained = new CountDownLatch(1);
        var parent = pool.submit(Task.of("parent", _ -> {
            reached(drained);
            boolean before = view.isTerminated();
            var blocker = new Blocker();
            child.set(view.submit((Callable<String>) blocker));
            boolean after = view.isTerminated();
            release.countDown();
            return before && !after;
        }));
        var drain = opened(ExecutorPool.builder("other"))
                .asExecutorService()
                .submit(() -> pool.drain(ofSeconds(LONG_SECONDS)));
        await().until(view::isShutdown);
        drained.countDown();
        assertThat(parent.join()).as("terminated and then not").isFalse();
        assertThat(drain.get().clean()).isTrue();
        assertThat(child.get().resultNow()).isEqualTo("released");
    }

    private ExecutorPool full(OverflowPolicy overflow) {
        var full = opened(
                ExecutorPool.builder("full").concurrency(1).queueCapacity(1).overflow(overflow));
        var executor = full.asExecutorService();
        blocking(executor);
        executor.execute(() -> {});
        return full;
    }

    @Test
    void aFullPoolThatRejectsMakesItsViewReject() {
        var executor = full(OverflowPolicy.reject()).asExecutorService();
        assertThatThrownBy(() -> executor.execute(() -> {}))
                .isInstanceOfSatisfying(
                        TaskRejectedException.class,
                        e -> assertThat(e.rejection()).isInstanceOf(Rejection.QueueFull.class));
        assertThatThrownBy(() -> executor.submit(() -> "no slot")).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aRefusedTaskDoesNotKeepTheViewAlive() throws Exception {
        var executor = full(OverflowPolicy.reject()).asExecutorService();
        assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        executor.shutdown();
        assertThat(executor.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aFullPoolThatBlocksMakesItsViewWait() {
        var full = full(OverflowPolicy.block(ofMillis(50)));
        long startNanos = System.nanoTime();
        assertThatThrownBy(() -> full.asExecutorService().execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(50_000_000);
    }

    @Test
    void aFullPoolOfWhichTheCallerRunsRunsItOnTheCaller() throws Exception {
        var executor = full(OverflowPolicy.callerRuns()).asExecutorService();
        assertThat(executor.submit(Thread::currentThread).get()).isSameAs(Thread.currentThread());
    }

    @Test
    void aTaskThatIsShedFailsItsFuture() {
        var full = opened(
                ExecutorPool.builder("full").concurrency(1).queueCapacity(1).overflow(OverflowPolicy.shedLowest()));
        var executor = full.asExecutorService();
        blocking(executor);
        var shed = executor.submit(() -> "oldest");
        executor.submit(() -> "newest");
        assertThat(shed.state()).isEqualTo(Future.State.FAILED);
        assertThat(shed.exceptionNow()).isInstanceOf(TaskRejectedException.class);
    }

    @Test
    void anInterruptedSubmitterIsRefusedAndStaysInterrupted() throws Exception {
        var full = full(OverflowPolicy.block(ofSeconds(LONG_SECONDS)));
        var after = interruptedWhileWaiting(() -> full.asExecutorService().submit(() -> "no slot"));
        assertThat(after.thrown()).isInstanceOf(RejectedExecutionException.class);
        assertThat(after.stillInterrupted()).isTrue();
    }
}
