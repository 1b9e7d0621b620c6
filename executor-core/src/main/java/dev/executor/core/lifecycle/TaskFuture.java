// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.core.time.WaitSet;
import dev.executor.spi.Require;
import dev.executor.spi.TaskScope;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
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
    private static final VarHandle WAITS;

    static {
        try {
            WAITS = MethodHandles.lookup().findVarHandle(TaskFuture.class, "waits", WaitSet.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final PoolEffects pool;
    private final @Nullable Completion<?> task; // null for a stage that depends on one
    private volatile @Nullable WaitSet waits; // made by the first thread that waits

    /// How many stages there were when the one that wakes was the newest. Threads that wait at the same time
    /// may each add one, which does no harm.
    private volatile int stagesAtWait;

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
        awaitDone(Require.LONGEST);
        return super.get();
    }

    @Override
    public U get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!awaitDone(Duration.ofNanos(Math.max(0, unit.toNanos(timeout))))) {
            throw new TimeoutException(this + " was not done within " + timeout + " " + unit);
        }
        return super.get();
    }

    @Override
    public U join() {
        boolean interrupted = false;
        while (!isDone()) {
            try {
                awaitDone(Require.LONGEST);
            } catch (InterruptedException e) { // as the JDK's: it goes on waiting
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return super.join();
    }

    /// Waits by the host's clock, lending the permit of the calling thread.
    private boolean awaitDone(Duration limit) throws InterruptedException {
        if (isDone()) {
            return true;
        }
        try (var _ = PermitHolder.lent(lender())) {
            return waits().await(this::isDone, limit);
        }
    }

    private @Nullable PermitHolder lender() {
        if (task != null) {
            return task.lender();
        }
        return TaskScope.currentContext() instanceof TaskExecution<?> parent && parent.isOf(pool)
                ? parent.holderHere()
                : null;
    }

    /// The threads that wait, with a stage that wakes them. Stages run from the newest to the oldest, and may
    /// block: so a thread that begins to wait makes the stage the newest, as the JDK's own waits
    /// are. Where no other stage has come, it is there already, and threads that give up leave nothing behind.
    private WaitSet waits() {
        WaitSet known = waits;
        if (known == null) {
            var made = new WaitSet(pool.host(), pool.timers(), this);
            known = WAITS.compareAndSet(this, null, made) ? made : Objects.requireNonNull(waits);
        }
        int stages = getNumberOfDependents();
        if (stages == 0 || stages != stagesAtWait) {
            var woken = known;
            var _ = whenComplete((_, _) -> woken.changed());
            stagesAtWait = getNumberOfDependents();
        }
        return known;
    }

    @Override
    public String toString() {
        return task == null
                ? "a stage that depends on a task of pool '" + pool.config().name() + "'"
                : "the future of " + task;
    }
}
