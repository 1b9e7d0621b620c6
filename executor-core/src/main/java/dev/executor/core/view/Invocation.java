// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import dev.executor.Rejection;
import dev.executor.TaskOutcome;
import dev.executor.TaskRejectedException;
import dev.executor.core.lifecycle.PermitHolder;
import dev.executor.core.time.Timers;
import dev.executor.core.time.WaitSet;
import dev.executor.core.view.ViewedPool.WhenFull;
import dev.executor.spi.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// One call of `invokeAll` or `invokeAny`: whatever way it ends, no task of it is left unfinished behind the caller's
/// back. Confined to the calling thread, which the ends of its tasks wake.
final class Invocation<T> {
    private final Entry entry;
    private final Host host;
    private final Duration limit;
    private final long deadlineNanos;
    private final List<ViewFuture<T>> entered = new ArrayList<>();

    /// Lets a future enter its pool.
    interface Entry {
        /// Lets it enter, waiting for a slot so long at most, or until it is withdrawn.
        void enter(ViewFuture<?> future, WhenFull whenFull, Duration maxWait, BooleanSupplier withdrawn);
    }

    /// Makes a call whose time runs from now on.
    ///
    /// @param entry lets one enter
    /// @param host the clock
    /// @param limit how long the call may take
    Invocation(Entry entry, Host host, Duration limit) {
        this.entry = entry;
        this.host = host;
        this.limit = limit;
        this.deadlineNanos = Timers.later(host.nanoTime(), limit);
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - host.nanoTime()));
    }

    // ---- all

    /// Waits for all, and cancels what is not done within the limit.
    List<Future<T>> all(List<ViewFuture<T>> futures) throws InterruptedException {
        boolean complete = false;
        try {
            boolean done = enterAll(futures);
            for (int i = 0; i < futures.size() && done; i++) {
                done = futures.get(i).task().await(left()).isPresent();
            }
            complete = done;
            return new ArrayList<>(futures);
        } finally {
            // Also one that a shutdown has taken back, for which nobody would wait any more.
            futures.stream().filter(future -> !future.isDone()).forEach(future -> future.cancel(true));
            if (!complete) {
                futures.forEach(future -> future.cancel(true));
            }
        }
    }

    /// False if the time was over before all had a slot.
    private boolean enterAll(List<ViewFuture<T>> futures) throws InterruptedException {
        for (var future : futures) {
            Duration left = left();
            if (!left.isPositive()) {
                return false;
            }
            try {
                entry.enter(future, WhenFull.BY_POLICY, left, () -> false);
            } catch (TaskRejectedException e) {
                throwIfInterrupted(e);
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

    private static void throwIfInterrupted(TaskRejectedException e) throws InterruptedException {
        if (e.rejection() instanceof Rejection.Interrupted) {
            Thread.interrupted(); // it becomes the exception that these calls are to throw
            var interrupt = new InterruptedException(e.getMessage());
            interrupt.initCause(e);
            throw interrupt;
        }
    }

    // ---- any

    /// Waits for the first success; cancels the others. A task is not started once another has succeeded. Where
    /// the pool has no slot for the next one, those that are in it go on; only if none is, its refusal is the
    /// caller's.
    T any(List<Callable<T>> tasks, Function<Callable<T>, ViewFuture<T>> prepared, WaitSet waiting)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny was given no tasks; give it at least one");
        }
        try {
            for (; ; ) {
                long settled = settled();
                var first = firstSuccess(); // after the count, so that no success among those counted is missed
                if (first.isPresent()) {
                    return first.get().get();
                }
                if (entered.size() == tasks.size() && settled == entered.size()) {
                    throw lastFailure();
                }
                if (!left().isPositive()) {
                    throw new TimeoutException("none of " + tasks.size() + " tasks succeeded within " + limit);
                }
                boolean more = entered.size() < tasks.size()
                        && tryEnter(prepared.apply(tasks.get(entered.size())), settled < entered.size());
                if (!more) {
                    awaitChange(waiting, settled);
                }
            }
        } finally {
            entered.forEach(future -> future.cancel(true));
        }
    }

    /// Lets the next one enter. False if it is refused while others are in the pool, of which one may succeed.
    private boolean tryEnter(ViewFuture<T> future, boolean othersRun) throws InterruptedException {
        future.task().asked(); // a failure beside a success is nobody's concern, and otherwise the caller hears of it
        try {
            // Beside others it must not take the slot of one of them, nor hold up the caller, who waits for them.
            var whenFull = othersRun ? WhenFull.WAIT_OR_REFUSE : WhenFull.BY_POLICY;
            entry.enter(future, whenFull, left(), () -> firstSuccess().isPresent());
            entered.add(future);
            return true;
        } catch (TaskRejectedException e) {
            throwIfInterrupted(e);
            boolean success = e.rejection() instanceof Rejection.Withdrawn;
            boolean full = e.rejection() instanceof Rejection.QueueFull;
            if (success || (full && (othersRun || !left().isPositive()))) {
                return false;
            }
            throw e;
        }
    }

    /// Waits until one more is done, or time is over.
    private void awaitChange(WaitSet waiting, long settled) throws InterruptedException {
        PermitHolder lender =
                entered.isEmpty() ? null : entered.getFirst().task().lender();
        try (var _ = PermitHolder.lent(lender)) {
            waiting.await(() -> firstSuccess().isPresent() || settled() > settled, left());
        }
    }

    private Optional<ViewFuture<T>> firstSuccess() {
        return entered.stream()
                .filter(future -> future.task().peek().orElse(null) instanceof TaskOutcome.Succeeded<T>)
                .findFirst();
    }

    /// How many have left the pool, so that there is room for others.
    private long settled() {
        return entered.stream().filter(future -> future.task().isReleased()).count();
    }

    private ExecutionException lastFailure() throws InterruptedException {
        ExecutionException last = null;
        for (var future : entered) {
            future.cancel(true); // nothing, unless a shutdown has taken it back
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
}
