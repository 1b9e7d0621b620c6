// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.executor.ExecutorPool;
import dev.executor.Rejection;
import dev.executor.Task;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import dev.executor.policy.OverflowPolicy;
import dev.executor.testing.RecordingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The end of a view, which is not the end of its pool.
class ViewShutdownTest extends OnARealPool {
    @Test
    void anOpenViewIsNeitherShutDownNorTerminated() throws Exception {
        assertThat(view.isShutdown()).isFalse();
        assertThat(view.isTerminated()).isFalse();
        assertThat(view.awaitTermination(0, TimeUnit.SECONDS)).isFalse();
        assertThat(view.awaitTermination(-1, TimeUnit.SECONDS)).isFalse();
        assertThat(view.awaitTermination(20, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void aViewWithoutTasksTerminatesAtOnce() throws Exception {
        view.shutdown();
        assertThat(view.isShutdown()).isTrue();
        assertThat(view.isTerminated()).isTrue();
        assertThat(view.awaitTermination(0, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aShutdownLetsRunningTasksFinish() throws Exception {
        var blocker = new Blocker();
        var future = view.submit((Callable<String>) blocker);
        reached(blocker.started);
        view.shutdown();
        assertThat(view.isShutdown()).isTrue();
        assertThat(view.isTerminated()).isFalse();
        release.countDown();
        assertThat(future.get()).isEqualTo("released");
        assertThat(view.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(blocker.interrupted).isFalse();
    }

    @Test
    void aShutdownLetsQueuedTasksRun() throws Exception {
        var small = viewWithConcurrency(1);
        blocking(small);
        var queued = small.submit(() -> "ran");
        small.shutdown();
        release.countDown();
        assertThat(queued.get()).isEqualTo("ran");
        assertThat(small.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSecondShutdownChangesNothing() throws Exception {
        view.shutdown();
        view.shutdown();
        assertThat(view.shutdownNow()).isEmpty();
        assertThat(view.isTerminated()).isTrue();
    }

    @Test
    void afterShutdownEverythingIsRefused() {
        view.shutdown();
        assertThatThrownBy(() -> view.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> view.submit(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> view.submit(() -> "a")).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> view.submit(() -> {}, "a")).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // that null is refused is what is tested
    void afterShutdownNullIsStillNull() {
        view.shutdown();
        assertThatNullPointerException().isThrownBy(() -> view.execute(null));
        assertThatNullPointerException().isThrownBy(() -> view.submit((Runnable) null));
    }

    @Test
    void theShutdownOfAViewLeavesPoolAndOtherViewsWorking() throws Exception {
        var other = pool.asExecutorService();
        view.shutdownNow();
        assertThat(other.isShutdown()).isFalse();
        assertThat(other.submit(() -> "works").get()).isEqualTo("works");
        assertThat(pool.submit(Task.of("direct", _ -> "works, too")).join()).isEqualTo("works, too");
    }

    @Test
    void theShutdownOfAViewLeavesTasksOfOthersAlone() throws Exception {
        var blocker = new Blocker();
        var others = pool.asExecutorService().submit((Callable<String>) blocker);
        reached(blocker.started);
        assertThat(view.shutdownNow()).isEmpty();
        assertThat(view.isTerminated()).isTrue();
        release.countDown();
        assertThat(others.get()).isEqualTo("released");
        assertThat(blocker.interrupted).isFalse();
    }

    @Test
    void shutdownNowInterruptsWhatRuns() throws Exception {
        var blocker = blocking(view);
        assertThat(view.shutdownNow()).isEmpty();
        reached(blocker.ended);
        assertThat(blocker.interrupted).isTrue();
        assertThat(view.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shutdownNowCancelsTheFutureOfWhatRuns() {
        var blocker = new Blocker();
        var future = view.submit((Callable<String>) blocker);
        reached(blocker.started);
        view.shutdownNow();
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void shutdownNowReturnsTheVeryCommandsThatNeverRan() {
        var small = viewWithConcurrency(1);
        blocking(small);
        var ran = new AtomicBoolean();
        var commands = new ArrayList<Runnable>();
        for (int i = 0; i < 10; i++) {
            Runnable command = () -> ran.set(true);
            commands.add(command);
            small.execute(command);
        }
        assertThat(small.shutdownNow()).containsExactlyInAnyOrderElementsOf(commands);
        assertThat(ran).isFalse();
    }

    @Test
    void shutdownNowReturnsTheFuturesThatNeverRan() {
        var small = viewWithConcurrency(1);
        blocking(small);
        Future<?> first = small.submit(() -> "a");
        Future<?> second = small.submit(() -> {}, "b");
        assertThat(small.shutdownNow().stream().map(Object.class::cast).toList())
                .containsExactlyInAnyOrder(first, second);
    }

    @Test
    void whatShutdownNowReturnsCanBeRunByHand() {
        var small = viewWithConcurrency(1);
        blocking(small);
        var ran = new CountDownLatch(2);
        small.execute(ran::countDown);
        small.submit(ran::countDown);
        small.shutdownNow().forEach(Runnable::run);
        assertThat(ran.getCount()).isZero();
    }

    @Test
    void whatShutdownNowReturnsIsNeitherDoneNorCancelledAndRunningItCompletesIt() throws Exception {
        var small = viewWithConcurrency(1);
        blocking(small);
        Future<String> queued = small.submit(() -> "by hand");
        Future<String> failing = small.submit((Callable<String>) () -> {
            throw new IllegalStateException("by hand");
        });
        Future<?> delayed = small.schedule(() -> {}, 1, TimeUnit.DAYS);
        Future<?> periodic = small.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.DAYS);
        var returned = small.shutdownNow();
        var futures = List.<Future<?>>of(queued, failing, delayed, periodic);
        assertThat(returned.stream().map(Object.class::cast).toList()).containsExactlyInAnyOrderElementsOf(futures);
        assertThat(futures).noneMatch(Future::isDone).noneMatch(Future::isCancelled);
        assertThatThrownBy(() -> queued.get(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        returned.forEach(Runnable::run);
        assertThat(futures).allMatch(Future::isDone).noneMatch(Future::isCancelled);
        assertThat(queued.get()).isEqualTo("by hand");
        assertThat(failing.exceptionNow()).hasMessage("by hand");
        assertThat(small.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoeverWaitsForWhatIsTakenBackGetsWhatItComesToByHand() throws Exception {
        var small = viewWithConcurrency(1);
        blocking(small);
        Future<String> queued = small.submit(() -> "by hand");
        var waiting = view.submit(() -> queued.get());
        var returned = small.shutdownNow();
        assertThat(waiting.isDone()).isFalse();
        returned.forEach(Runnable::run);
        assertThat(waiting.get(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo("by hand");
    }

    @Test
    void whatIsTakenBackCanBeCancelled() {
        var small = viewWithConcurrency(1);
        blocking(small);
        Future<String> queued = small.submit(() -> "never");
        small.shutdownNow();
        assertThat(queued.cancel(false)).isTrue();
        assertThat(queued.isCancelled()).isTrue();
        assertThatThrownBy(queued::get).isInstanceOf(CancellationException.class);
    }

    /// The last slot of a pool without a queue is taken, so that a submitter waits.
    @Test
    void aCommandWhoseSubmitterWaitsIsRefusedToTheSubmitterAndNotReturned() throws Exception {
        var events = new RecordingListener();
        var full = opened(ExecutorPool.builder("full")
                .concurrency(1)
                .queueCapacity(0)
                .overflow(OverflowPolicy.block(ofSeconds(LONG_SECONDS)))
                .listener(events, TaskListener.Delivery.INLINE));
        var executor = full.asExecutorService();
        blocking(full.asExecutorService());
        var ran = new AtomicBoolean();
        var refused = new AtomicReference<@Nullable Throwable>();
        var submitter = Thread.ofPlatform().start(() -> {
            try {
                executor.execute(() -> ran.set(true));
            } catch (RejectedExecutionException e) {
                refused.set(e);
            }
        });
        soon().until(() -> submitter.getState() == Thread.State.WAITING);
        assertThat(executor.shutdownNow()).isEmpty();
        assertThat(submitter.join(ofSeconds(LONG_SECONDS))).isTrue();
        assertThat(refused.get()).hasMessage("this view of pool 'full' is shut down and takes no new work");
        assertThat(events.all(TaskEvent.Refused.class))
                .singleElement()
                .satisfies(event -> assertThat(event.rejection()).isInstanceOf(Rejection.Withdrawn.class));
        assertThat(executor.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        release.countDown();
        assertConserves(full);
        assertThat(ran).isFalse();
    }

    @Test
    void aPeriodicTaskThatRunsIsDoneWhenItsRunIsAndOneThatWaitsAtOnce() throws Exception {
        var started = new CountDownLatch(1);
        var scheduled = pool.asScheduledExecutorService();
        var running = scheduled.scheduleAtFixedRate(
                () -> {
                    started.countDown();
                    reached(release);
                },
                0,
                1,
                TimeUnit.MILLISECONDS);
        var waiting = scheduled.scheduleWithFixedDelay(() -> {}, 1, 1, TimeUnit.DAYS);
        reached(started);
        scheduled.shutdown();
        assertThat(waiting.isCancelled()).isTrue();
        assertThat(running.isDone()).isFalse();
        assertThat(scheduled.isTerminated()).isFalse();
        release.countDown();
        assertThat(scheduled.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(running.isCancelled()).isTrue();
    }

    @Test
    void shutdownNowOfASecondTimeReturnsNothing() {
        var small = viewWithConcurrency(1);
        blocking(small);
        small.execute(() -> {});
        assertThat(small.shutdownNow()).hasSize(1);
        assertThat(small.shutdownNow()).isEmpty();
    }

    @Test
    void whatIsDoneIsNotReturnedByShutdownNow() throws Exception {
        view.submit(() -> "done").get();
        assertThat(view.shutdownNow()).isEmpty();
    }

    @Test
    void aViewIsNotTerminatedBeforeAnInterruptedBodyIsBack() throws Exception {
        var stubborn = new CountDownLatch(1);
        var started = new CountDownLatch(1);
        view.execute(() -> {
            started.countDown();
            awaitUninterruptibly(stubborn);
        });
        reached(started);
        view.shutdownNow();
        assertThat(view.isTerminated()).isFalse();
        assertThat(view.awaitTermination(20, TimeUnit.MILLISECONDS)).isFalse();
        stubborn.countDown();
        assertThat(view.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        for (boolean over = false; !over; ) {
            try {
                latch.await();
                over = true;
            } catch (InterruptedException e) {
                // ignored on purpose: a body that does so is what is tested
            }
        }
    }

    @Test
    void aTaskMayShutItsViewDown() throws Exception {
        var future = view.submit(() -> {
            view.shutdown();
            return view.isTerminated();
        });
        assertThat(future.get()).isFalse();
        assertThat(view.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTerminatedViewStaysTerminatedWhileItRefuses() throws Exception {
        view.shutdown();
        var flickered = new AtomicBoolean();
        var over = new AtomicBoolean();
        var watcher = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                if (!view.isTerminated()) {
                    flickered.set(true);
                }
            }
        });
        for (int i = 0; i < 20_000 && !flickered.get(); i++) {
            assertThatThrownBy(() -> view.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        }
        over.set(true);
        watcher.join();
        assertThat(flickered).isFalse();
    }

    @Test
    void whatWasSubmittedBeforeTheShutdownRunsToItsEnd() throws Exception {
        List<Future<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int number = i;
            futures.add(view.submit(() -> number));
        }
        view.shutdown();
        await().until(view::isTerminated);
        for (int i = 0; i < 200; i++) {
            assertThat(futures.get(i).resultNow()).isEqualTo(i);
        }
    }
}
