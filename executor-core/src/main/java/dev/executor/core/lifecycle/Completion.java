// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.OutcomeDetails;
import dev.executor.Task;
import dev.executor.TaskContext;
import dev.executor.TaskFailedException;
import dev.executor.TaskHandle;
import dev.executor.TaskOutcome;
import dev.executor.TaskRejectedException;
import dev.executor.TaskState;
import dev.executor.TaskTimeoutException;
import dev.executor.WaitInterruptedException;
import dev.executor.WaitTimeoutException;
import dev.executor.core.queue.QueueNode;
import dev.executor.core.time.TimedWait;
import dev.executor.core.time.Timers;
import dev.executor.spi.TaskScope;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The outcome slot of a task and who waits for it: the waiting half of the one object that a task is. Thread-safe.
///
/// The slot goes once from "who waits" to "an outcome"; the state machine decides who may do that. A success
/// is kept as the bare result, so that the usual case costs no object.
///
/// @param <T> what the task returns
public abstract class Completion<T extends @Nullable Object> extends QueueNode implements TaskHandle<T> {
    private static final Object NULL = new Object();
    private static final VarHandle SLOT;

    static {
        try {
            SLOT = MethodHandles.lookup().findVarHandle(Completion.class, "slot", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Task<T> task;
    final PoolEffects pool;

    /// What the pool's carriers captured, or null.
    final @Nullable Object context;

    /// Null or the first [Waiter] of a list while undecided; then a [TaskOutcome], or the bare result of a
    /// success ([#NULL] for null).
    private volatile @Nullable Object slot;

    Completion(Task<T> task, PoolEffects pool, @Nullable Object context) {
        this.task = task;
        this.pool = pool;
        this.context = context;
    }

    /// {@return how many attempts have been started}
    public abstract int attempts();

    /// {@return what is known now about the way to an outcome}
    /// @param attempts how many attempts count
    public abstract OutcomeDetails details(int attempts);

    /// {@return a body's result as the slot keeps it}
    /// @param result the result
    public static Object encode(@Nullable Object result) {
        if (result == null) {
            return NULL;
        }
        // A result that would be taken for something else is wrapped.
        return result instanceof TaskOutcome<?> || result instanceof Waiter
                ? new TaskOutcome.Succeeded<>(result, OutcomeDetails.of(1))
                : result;
    }

    /// Fills the slot. The state machine calls it once.
    ///
    /// @return who waits
    final @Nullable Waiter publish(Object encoded) {
        return (Waiter) SLOT.getAndSet(this, encoded);
    }

    final void wake(@Nullable Waiter waiting) {
        if (waiting != null) {
            waiting.wakeAll(pool, context);
        }
    }

    private boolean decided() {
        Object s = slot;
        return s != null && !(s instanceof Waiter);
    }

    static boolean isSuccess(Object encoded) {
        return !(encoded instanceof TaskOutcome<?>) || encoded instanceof TaskOutcome.Succeeded<?>;
    }

    /// The outcome of a [success][#isSuccess(Object)].
    @SuppressWarnings("unchecked") // the slot holds what the task's own body returned
    final TaskOutcome<T> success(Object encoded) {
        return switch (encoded) {
            case TaskOutcome.Succeeded<?>(var value, var _) ->
                new TaskOutcome.Succeeded<>((T) value, details(attempts()));
            default -> new TaskOutcome.Succeeded<>((T) (encoded == NULL ? null : encoded), details(attempts()));
        };
    }

    @SuppressWarnings("unchecked") // it was made for this task
    final TaskOutcome<T> decode(Object encoded) {
        return isSuccess(encoded) ? success(encoded) : (TaskOutcome<T>) encoded;
    }

    @Override
    public final Task<T> task() {
        return task;
    }

    @Override
    public final String name() {
        return task.name();
    }

    @Override
    public final String pool() {
        return pool.config().name();
    }

    @Override
    public final Optional<TaskOutcome<T>> outcome() {
        return visible() ? Optional.of(read()) : Optional.empty();
    }

    /// {@return the outcome, for the engine's own use: it does not count as asked for}; empty while it is not
    /// decided
    public final Optional<TaskOutcome<T>> peek() {
        return visible() ? Optional.of(decode(taken())) : Optional.empty();
    }

    /// Whether the outcome is decided and can be seen. The deciding thread publishes it at once, with no
    /// user code between; a caller that has seen the state must see the outcome.
    private boolean visible() {
        while (!decided() && (status() == TaskState.DONE || status() == TaskState.STOPPING)) {
            Thread.yield();
        }
        return decided();
    }

    /// The outcome for somebody who asks for it.
    private TaskOutcome<T> read() {
        Object s = taken();
        if (!isSuccess(s)) {
            asked(); // only a failure is missed when nobody asks
        }
        return decode(s);
    }

    /// Notes that somebody asks how it ended, or that nobody needs to.
    public abstract void asked();

    private Object taken() {
        Object s = slot;
        if (s == null) {
            throw new IllegalStateException("read the outcome of undecided " + this);
        }
        return s;
    }

    @Override
    public final TaskOutcome<T> await() throws InterruptedException {
        waitDecided(null);
        return read();
    }

    @Override
    public final Optional<TaskOutcome<T>> await(Duration limit) throws InterruptedException {
        waitDecided(Objects.requireNonNull(limit, "limit"));
        return outcome();
    }

    @Override
    public final T join() {
        try {
            waitDecided(null);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return result();
    }

    @Override
    public final T join(Duration limit) {
        try {
            waitDecided(Objects.requireNonNull(limit, "limit"));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        if (!decided()) {
            throw new WaitTimeoutException(info(), limit);
        }
        return result();
    }

    private WaitInterruptedException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new WaitInterruptedException(info(), e);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the slot holds what the task's own body returned, null if T may be
    private T result() {
        Object s = taken();
        if (!(s instanceof TaskOutcome<?>)) { // apart, as the first use of a switch over types costs milliseconds
            return (T) (s == NULL ? null : s);
        }
        return switch (read()) {
            case TaskOutcome.Succeeded<T>(var value, var _) -> value;
            case TaskOutcome.Failed<T> failed -> throw new TaskFailedException(info(), failed);
            case TaskOutcome.TimedOut<T> timedOut -> throw new TaskTimeoutException(info(), timedOut);
            case TaskOutcome.Cancelled<T> cancelled -> throw cancellation(cancelled);
            case TaskOutcome.Rejected<T>(var why, var _) -> throw new TaskRejectedException(name(), pool(), why);
        };
    }

    private CancellationException cancellation(TaskOutcome.Cancelled<T> cancelled) {
        return new CancellationException(
                "Task '%s' (%s) was cancelled in pool '%s': %s".formatted(name(), id(), pool(), cancelled.reason()));
    }

    @Override
    public final void whenDone(Consumer<? super TaskOutcome<T>> callback) {
        Objects.requireNonNull(callback, "callback");
        Runnable call = () -> callback.accept(read());
        if (!push(Waiter.callback(call))) {
            pool.callBack(call, context);
        }
    }

    @Override
    public final CompletableFuture<T> toFuture() {
        var future = new TaskFuture<T>(pool, this);
        whenDone(_ -> {
            try {
                future.complete(result());
            } catch (Throwable e) { // what result() throws is what the future is to throw, an Error, too
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    /// Waits until the slot holds an outcome or the limit has passed; for ever if there is none.
    private void waitDecided(@Nullable Duration limit) throws InterruptedException {
        if (decided()) {
            return; // an interrupted thread gets a decided outcome, too
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (decided() || (limit != null && (limit.isZero() || limit.isNegative()))) {
            return;
        }
        PermitHolder lender = lender();
        var waiter = Waiter.currentThread();
        if (!push(waiter)) {
            return;
        }
        TimedWait timed = null;
        if (limit != null) {
            timed = new TimedWait();
            pool.timers().arm(timed, Timers.later(pool.host().nanoTime(), limit));
        }
        try (var _ = PermitHolder.lent(lender)) {
            while (!decided() && !(timed != null && timed.expired())) {
                if (!pool.host().drive(waiter, this::toString)) {
                    LockSupport.park(this);
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        } finally {
            if (timed != null) {
                pool.timers().cancel(timed);
            }
            if (!decided()) {
                forget(waiter);
            }
        }
    }

    /// The permit of the calling thread, if it runs an attempt of the same pool: lent to the pool while it waits,
    /// so that waiting for a child cannot deadlock the pool.
    ///
    /// @return it; null if there is nothing to lend
    /// @throws IllegalStateException if the wait could never end
    public final @Nullable PermitHolder lender() {
        TaskContext running = TaskScope.currentContext();
        if (!(running instanceof TaskExecution<?> parent) || parent.pool != pool) {
            return null;
        }
        if (parent == this) {
            throw new IllegalStateException(
                    "Task '%s' (%s) waits for itself, which would never end; return from its body instead"
                            .formatted(name(), id()));
        }
        String key = orderingKey();
        if (key != null && key.equals(parent.orderingKey())) {
            throw new IllegalStateException(
                    "Task '%s' (%s) has the ordering key '%s' of the task that waits for it and can start only after that one; submit it without waiting"
                            .formatted(name(), id(), key));
        }
        return parent.holderHere();
    }

    private boolean push(Waiter waiter) {
        for (; ; ) {
            Object s = slot;
            if (s instanceof Waiter head) {
                if (head.join(waiter)) {
                    return true;
                }
                Thread.onSpinWait(); // the list has just been closed: an outcome or another list follows
            } else if (s != null) {
                return false;
            } else if (SLOT.compareAndSet(this, null, waiter)) {
                return true;
            }
        }
    }

    /// Takes a waiter that gave up out of the list.
    private void forget(Waiter gone) {
        if (slot instanceof Waiter head && head.leave(gone)) {
            SLOT.compareAndSet(this, head, null); // unless an outcome has come meanwhile
        }
    }
}
