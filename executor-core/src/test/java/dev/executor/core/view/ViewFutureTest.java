// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A future that is not cancelled: see [ViewCancelTest] for one that is.
class ViewFutureTest extends OnARealPool {
    private static final class Checked extends Exception {
        private static final long serialVersionUID = 1L;
    }

    static Stream<Throwable> throwables() {
        return Stream.of(
                new IllegalStateException("unchecked"),
                new Checked(),
                new AssertionError("an error"),
                new InterruptedException("not from an interrupt"),
                new CancellationException("thrown by the task itself"),
                new TimeoutException("thrown by the task itself"),
                new ExecutionException(new Checked()));
    }

    private static Callable<String> throwing(Throwable thrown) {
        return () -> {
            switch (thrown) {
                case Exception exception -> throw exception;
                case Error error -> throw error;
                default -> throw new IllegalArgumentException(thrown);
            }
        };
    }

    private Future<String> failed(Throwable thrown) {
        var future = view.submit(throwing(thrown));
        assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class);
        return future;
    }

    private Future<String> succeeded(String value) throws Exception {
        var future = view.submit(() -> value);
        future.get();
        return future;
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void whatTheTaskThrewIsTheCause(Throwable thrown) {
        var future = view.submit(throwing(thrown));
        assertThatThrownBy(future::get)
                .isExactlyInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(thrown);
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void whatTheTaskThrewIsTheCauseForATimedGetToo(Throwable thrown) {
        var future = view.submit(throwing(thrown));
        assertThatThrownBy(() -> future.get(LONG_SECONDS, TimeUnit.SECONDS))
                .isExactlyInstanceOf(ExecutionException.class)
                .cause()
                .isSameAs(thrown);
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void aTaskThatThrewIsFailedAndNotCancelled(Throwable thrown) {
        var future = failed(thrown);
        assertThat(future.state()).isEqualTo(Future.State.FAILED);
        assertThat(future.isDone()).isTrue();
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.exceptionNow()).isSameAs(thrown);
    }

    @Test
    void aTaskThatThrewHasNoResultNow() {
        assertThatIllegalStateException().isThrownBy(failed(new Checked())::resultNow);
    }

    @Test
    void aTaskThatReturnedIsASuccess() throws Exception {
        var future = succeeded("result");
        assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
        assertThat(future.isDone()).isTrue();
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.resultNow()).isEqualTo("result");
    }

    @Test
    void aTaskThatReturnedHasNoExceptionNow() throws Exception {
        assertThatIllegalStateException().isThrownBy(succeeded("result")::exceptionNow);
    }

    @Test
    void getMayBeCalledAgainAndAgain() throws Exception {
        var future = succeeded("result");
        assertThat(future.get()).isEqualTo("result");
        assertThat(future.get(0, TimeUnit.SECONDS)).isEqualTo("result");
    }

    @Test
    void aRunningTaskIsNotDone() {
        var blocker = new Blocker();
        var future = view.submit((Callable<String>) blocker);
        reached(blocker.started);
        assertThat(future.isDone()).isFalse();
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.state()).isEqualTo(Future.State.RUNNING);
        assertThatIllegalStateException().isThrownBy(future::resultNow);
        assertThatIllegalStateException().isThrownBy(future::exceptionNow);
    }

    @Test
    void aQueuedTaskIsNotDone() {
        var small = viewWithConcurrency(1);
        blocking(small);
        var future = small.submit(() -> "waits");
        assertThat(future.isDone()).isFalse();
        assertThat(future.state()).isEqualTo(Future.State.RUNNING);
    }

    @Test
    void getWaitsForTheResult() throws Exception {
        var blocker = new Blocker();
        var future = view.submit((Callable<String>) blocker);
        reached(blocker.started);
        Thread.ofVirtual().start(release::countDown);
        assertThat(future.get()).isEqualTo("released");
    }

    @Test
    void manyThreadsMayWaitForOneResult() throws Exception {
        var future = view.submit((Callable<String>) new Blocker());
        var waiting = Stream.generate(() -> view.submit(() -> future.get() + " and seen"))
                .limit(10)
                .toList();
        release.countDown();
        for (var waiter : waiting) {
            assertThat(waiter.get(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo("released and seen");
        }
    }

    @Test
    void aTimedGetGivesUpAndLeavesTheTaskAlone() throws Exception {
        var blocker = new Blocker();
        var future = view.submit((Callable<String>) blocker);
        long startNanos = System.nanoTime();
        assertThatThrownBy(() -> future.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(50_000_000);
        assertThat(future.isDone()).isFalse();
        release.countDown();
        assertThat(future.get()).isEqualTo("released");
        assertThat(blocker.interrupted).isFalse();
    }

    @Test
    void aTimedGetOfNoTimeLooksOnce() {
        var future = view.submit((Callable<String>) new Blocker());
        assertThatThrownBy(() -> future.get(0, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> future.get(-1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> future.get(Long.MIN_VALUE, TimeUnit.DAYS)).isInstanceOf(TimeoutException.class);
    }

    @Test
    void aTimedGetMayHaveTheLongestTime() throws Exception {
        assertThat(view.submit(() -> "soon").get(Long.MAX_VALUE, TimeUnit.DAYS)).isEqualTo("soon");
    }

    @Test
    @SuppressWarnings("NullAway") // that null is refused is what is tested
    void aTimedGetNeedsAUnit() {
        var future = view.submit(() -> "result");
        assertThatNullPointerException().isThrownBy(() -> future.get(1, null));
    }

    @Test
    void anInterruptEndsAGetAndLeavesTheTaskAlone() throws Exception {
        var future = view.submit((Callable<String>) new Blocker());
        var after = interruptedWhileWaiting(future::get);
        assertThat(after.thrown()).isInstanceOf(InterruptedException.class);
        assertThat(after.stillInterrupted()).isFalse();
        assertThat(future.isDone()).isFalse();
        release.countDown();
        assertThat(future.get()).isEqualTo("released");
    }

    @Test
    void anInterruptEndsATimedGet() throws Exception {
        var future = view.submit((Callable<String>) new Blocker());
        var after = interruptedWhileWaiting(() -> future.get(LONG_SECONDS, TimeUnit.SECONDS));
        assertThat(after.thrown()).isInstanceOf(InterruptedException.class);
        assertThat(after.stillInterrupted()).isFalse();
    }

    @Test
    void anInterruptBeforehandEndsAGetThatWouldWait() {
        var future = view.submit((Callable<String>) new Blocker());
        Thread.currentThread().interrupt();
        assertThatThrownBy(future::get).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    /// "If the current thread was interrupted while waiting": there is nothing to wait for.
    @Test
    void anInterruptedThreadMayGetAResultThatIsThere() throws Exception {
        var future = succeeded("result");
        Thread.currentThread().interrupt();
        assertThat(future.get()).isEqualTo("result");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anInterruptedThreadKeepsItsInterruptOverResultNow() throws Exception {
        var future = succeeded("result");
        Thread.currentThread().interrupt();
        assertThat(future.resultNow()).isEqualTo("result");
        assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aFutureIsDoneOnceGetHasReturned() throws Exception {
        for (int i = 0; i < 500; i++) {
            var future = view.submit(() -> "result");
            future.get();
            assertThat(future.isDone()).isTrue();
            assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
        }
    }
}
