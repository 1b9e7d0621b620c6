// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import dev.executor.Rejection;
import dev.executor.TaskOutcome;
import dev.executor.TaskRejectedException;
import dev.executor.core.lifecycle.PermitHolder;
import dev.executor.core.time.Timers;
import dev.executor.core.time.WaitSet;
import dev.executor.spi.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/// One call of `invokeAll` or `invokeAny`: whatever way it ends, no task of it is left unfinished behind the caller's
/// back. Confined to the calling thread.
final class Invocation<T> {
    private final List<ViewFuture<T>> futures;
    private final BiConsumer<ViewFuture<T>, Duration> enter;
    private final Host host;
    private final Duration limit;
    private final long deadlineNanos;

    /// Makes a call whose time runs from now on.
    ///
    /// @param futures made, and not entered yet
    /// @param enter lets one enter, waiting for a place so long at most
    /// @param host the clock
    /// @param limit how long the call may take
    Invocation(List<ViewFuture<T>> futures, BiConsumer<ViewFuture<T>, Duration> enter, Host host, Duration limit) {
        this.futures = futures;
        this.enter = enter;
        this.host = host;
        this.limit = limit;
        this.deadlineNanos = Timers.later(host.nanoTime(), limit);
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - host.nanoTime()));
    }

    /// Waits for all, and cancels what is not done within the limit.
    List<Future<T>> all() throws InterruptedException {
        boolean complete = false;
        try {
            boolean done = enterAll();
            for (int i = 0; i < futures.size() && done; i++) {
                done = awaitDone(futures.get(i));
            }
            complete = done;
            return new ArrayList<>(futures);
        } finally {
            if (!complete) {
                cancelAll();
            }
        }
    }

    /// Waits for the first success; cancels the others.
    T any(WaitSet waiting) throws InterruptedException, ExecutionException, TimeoutException {
        if (futures.isEmpty()) {
            throw new IllegalArgumentException("invokeAny was given no tasks; give it at least one");
        }
        try {
            if (!enterAll() || !awaitSettled(waiting)) {
                throw new TimeoutException("none of " + futures.size() + " tasks succeeded within " + limit);
            }
            for (var future : futures) {
                if (succeeded(future)) {
                    return future.get();
                }
            }
            throw lastFailure();
        } finally {
            cancelAll();
        }
    }

    /// False if the time was over before all had a place.
    private boolean enterAll() throws InterruptedException {
        for (var future : futures) {
            Duration left = left();
            if (!left.isPositive()) {
                return false;
            }
            try {
                enter.accept(future, left);
            } catch (TaskRejectedException e) {
                if (e.rejection() instanceof Rejection.Interrupted) {
                    Thread.interrupted(); // it becomes the exception that these calls are to throw
                    var interrupt = new InterruptedException(e.getMessage());
                    interrupt.initCause(e);
                    throw interrupt;
                }
                if (e.rejection() instanceof Rejection.QueueFull full
                        && !full.waited().isZero()
                        && !left().isPositive()) {
                    return false;
                }
                throw e;
            }
        }
        return true;
    }

    private boolean awaitDone(ViewFuture<T> future) throws InterruptedException {
        try {
            future.get(left().toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | CancellationException e) {
            return true; // how each one ended is for the caller to find out
        } catch (TimeoutException e) {
            return false;
        }
    }

    private boolean awaitSettled(WaitSet waiting) throws InterruptedException {
        PermitHolder lender = futures.getFirst().task().lender();
        if (lender == null) {
            return waiting.await(this::anySettled, left());
        }
        lender.lend();
        try {
            return waiting.await(this::anySettled, left());
        } finally {
            lender.reclaim();
        }
    }

    private boolean anySettled() {
        return futures.stream().anyMatch(this::succeeded) || futures.stream().allMatch(Future::isDone);
    }

    private boolean succeeded(ViewFuture<T> future) {
        return future.task().outcome().orElse(null) instanceof TaskOutcome.Succeeded<T>;
    }

    private ExecutionException lastFailure() throws InterruptedException {
        ExecutionException last = null;
        for (var future : futures) {
            try {
                future.get();
            } catch (ExecutionException e) {
                last = e;
            } catch (CancellationException e) {
                last = new ExecutionException(e);
            }
        }
        return last == null ? new ExecutionException(new IllegalStateException("no task succeeded")) : last;
    }

    private void cancelAll() {
        futures.forEach(future -> future.cancel(true));
    }
}
