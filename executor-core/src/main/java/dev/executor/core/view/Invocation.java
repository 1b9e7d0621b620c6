// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import dev.executor.TaskOutcome;
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
import java.util.function.Consumer;

/// One call of `invokeAll` or `invokeAny`: whatever way it ends, no task of it is left unfinished behind the caller's
/// back. Confined to the calling thread.
final class Invocation<T> {
    private final List<ViewFuture<T>> futures;

    Invocation(List<ViewFuture<T>> futures) {
        this.futures = futures;
    }

    /// Waits for all, and cancels what is not done within the limit.
    List<Future<T>> all(Consumer<ViewFuture<T>> enter, Host host, Duration limit) throws InterruptedException {
        long deadlineNanos = host.nanoTime() + limit.toNanos();
        boolean complete = false;
        try {
            int entered = 0;
            while (entered < futures.size() && (entered == 0 || deadlineNanos - host.nanoTime() > 0)) {
                enter.accept(futures.get(entered));
                entered++;
            }
            complete = true;
            for (var future : futures) {
                complete &= awaitDone(future, deadlineNanos - host.nanoTime());
            }
            return new ArrayList<>(futures);
        } finally {
            if (!complete) {
                cancelAll();
            }
        }
    }

    private boolean awaitDone(ViewFuture<T> future, long nanos) throws InterruptedException {
        try {
            future.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | CancellationException e) {
            return true; // how each one ended is for the caller to find out
        } catch (TimeoutException e) {
            return false;
        }
    }

    /// Waits for the first success; cancels the others.
    T any(Consumer<ViewFuture<T>> enter, WaitSet waiting, Duration limit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (futures.isEmpty()) {
            throw new IllegalArgumentException("invokeAny was given no tasks; give it at least one");
        }
        try {
            for (var future : futures) {
                enter.accept(future);
            }
            if (!waiting.await(this::anySettled, limit)) {
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
