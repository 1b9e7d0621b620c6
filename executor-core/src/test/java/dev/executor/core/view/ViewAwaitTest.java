// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// `awaitTermination` of a view.
class ViewAwaitTest extends OnARealPool {
    @Test
    void awaitTerminationGivesUpInTime() throws Exception {
        blocking(view);
        view.shutdown();
        long startNanos = System.nanoTime();
        assertThat(view.awaitTermination(50, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(50_000_000);
    }

    @Test
    void awaitTerminationMayBeGivenTheLongestTime() throws Exception {
        blocking(view);
        view.shutdown();
        Thread.ofVirtual().start(release::countDown);
        assertThat(view.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
    }

    @Test
    void awaitTerminationSeesWhatEveryTaskDid() throws Exception {
        var results = new int[100];
        for (int i = 0; i < results.length; i++) {
            int index = i;
            view.execute(() -> results[index] = index + 1);
        }
        view.shutdown();
        assertThat(view.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < results.length; i++) {
            assertThat(results[i]).isEqualTo(i + 1);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // that null is refused is what is tested
    void awaitTerminationNeedsAUnit() {
        assertThatNullPointerException().isThrownBy(() -> view.awaitTermination(1, null));
    }

    @Test
    void anInterruptEndsAwaitTermination() throws Exception {
        blocking(view);
        view.shutdown();
        var after = interruptedWhileWaiting(() -> view.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS));
        assertThat(after.thrown()).isInstanceOf(InterruptedException.class);
        assertThat(after.stillInterrupted()).isFalse();
        assertThat(view.isTerminated()).isFalse();
    }

    /// "If interrupted while waiting": there is nothing to wait for.
    @Test
    void anInterruptedThreadMayLearnThatAViewIsTerminated() throws Exception {
        view.shutdown();
        Thread.currentThread().interrupt();
        assertThat(view.awaitTermination(1, TimeUnit.SECONDS)).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void manyThreadsMayAwaitTheTermination() throws Exception {
        blocking(view);
        view.shutdown();
        var other = pool.asExecutorService();
        var waiting = new ArrayList<Future<Boolean>>();
        for (int i = 0; i < 5; i++) {
            waiting.add(other.submit(() -> view.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)));
        }
        release.countDown();
        assertThat(waiting).allSatisfy(future -> assertThat(future.get()).isTrue());
    }

    /// A thread that waits for the end of a view, and says whether it has come.
    private Future<Boolean> waiting() {
        var waits = new AtomicReference<Thread>();
        var ended = new FutureTask<>(() -> view.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS));
        waits.set(Thread.ofPlatform().start(ended));
        soon().until(() -> waits.get().getState() == Thread.State.WAITING);
        return ended;
    }

    @Test
    void theShutdownOfAnIdleViewEndsTheWaitOfWhoeverWaitsAlready() throws Exception {
        var ended = waiting();
        view.shutdown();
        assertThat(ended.get(LONG_SECONDS / 2, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shutdownNowOfAnIdleViewEndsTheWaitOfWhoeverWaitsAlready() throws Exception {
        var ended = waiting();
        assertThat(view.shutdownNow()).isEmpty();
        assertThat(ended.get(LONG_SECONDS / 2, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theEndOfThePoolEndsTheWaitForAViewOfIt() throws Exception {
        var ended = waiting();
        pool.close();
        assertThat(ended.get(LONG_SECONDS / 2, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theLastTaskOfAViewThatWasShutDownMeanwhileEndsTheWait() throws Exception {
        blocking(view);
        var ended = waiting();
        view.shutdown();
        assertThat(ended.isDone()).isFalse();
        release.countDown();
        assertThat(ended.get(LONG_SECONDS / 2, TimeUnit.SECONDS)).isTrue();
    }
}
