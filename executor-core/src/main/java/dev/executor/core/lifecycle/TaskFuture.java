// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.core.time.TimedWait;
import dev.executor.core.time.Timers;
import dev.executor.spi.TaskScope;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A task as a [CompletableFuture], and each stage that depends on one. Thread-safe.
///
/// A body of the same pool that waits for it lends its permit meanwhile, as it does when it waits for a handle. Stages
/// made from it are of this class, too. What the JDK makes by itself (`allOf`, `anyOf`) is not, and cannot lend.
///
/// @param <U> what it completes with
final class TaskFuture<U extends @Nullable Object> extends CompletableFuture<U> {
    private final PoolEffects pool;
    private final @Nullable Completion<?> task; // null for a stage that depends on one

    TaskFuture(PoolEffects pool, @Nullable Completion<?> task) {
        this.pool = pool;
        this.task = task;
    }

    @Override
    public <V> CompletableFuture<V> newIncompleteFuture() {
        return new TaskFuture<>(pool, null);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (task != null) {
            task.cancel();
        }
        return super.cancel(mayInterruptIfRunning);
    }

    @Override
    public U get() throws InterruptedException, ExecutionException {
        if (isDone()) {
            return super.get();
        }
        PermitHolder lender = lend();
        try {
            drive();
            return super.get();
        } finally {
            reclaim(lender);
        }
    }

    @Override
    public U join() {
        if (isDone()) {
            return super.join();
        }
        PermitHolder lender = lend();
        try {
            drive();
            return super.join();
        } finally {
            reclaim(lender);
        }
    }

    @Override
    public U get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (isDone() || timeout <= 0) {
            return super.get(timeout, unit);
        }
        PermitHolder lender = lend();
        try {
            return super.get(drive(unit.toNanos(timeout)), TimeUnit.NANOSECONDS);
        } finally {
            reclaim(lender);
        }
    }

    private @Nullable PermitHolder lend() {
        PermitHolder lender;
        if (task != null) {
            lender = task.lender();
        } else {
            lender = TaskScope.currentContext() instanceof TaskExecution<?> parent && parent.isOf(pool)
                    ? parent.holderHere()
                    : null;
        }
        if (lender != null) {
            lender.lend();
        }
        return lender;
    }

    private static void reclaim(@Nullable PermitHolder lender) {
        if (lender != null) {
            lender.reclaim();
        }
    }

    /// Where the calling thread is the one that lets the host's time pass, it does so until this is done.
    private void drive() {
        var wait = new Object();
        while (!isDone() && pool.host().drive(wait, this)) {}
    }

    /// The same, up to a limit.
    ///
    /// @return how much of the limit is left
    private long drive(long limitNanos) {
        long deadlineNanos = Timers.later(pool.host().nanoTime(), Duration.ofNanos(limitNanos));
        var limit = new TimedWait(); // so that time does not pass beyond it in one step
        pool.timers().arm(limit, deadlineNanos);
        try {
            while (!isDone() && !limit.expired() && pool.host().drive(limit, this)) {}
        } finally {
            pool.timers().cancel(limit);
        }
        return Math.max(0, deadlineNanos - pool.host().nanoTime());
    }
}
