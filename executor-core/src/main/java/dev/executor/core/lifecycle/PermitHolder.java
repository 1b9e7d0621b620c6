// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// A thread that runs attempts, and the permit it holds for that. Thread-safe.
///
/// The permit is [given back][#giveBack()] once, by the thread that moves it out of HELD: the thread itself when it
/// goes idle or lends it, or the timers when they take it from a stuck attempt.
public abstract class PermitHolder {
    private enum Permit {
        HELD,
        LENT,
        LOST
    }

    private static final VarHandle PERMIT;
    private static final VarHandle CURRENT;

    static {
        try {
            var lookup = MethodHandles.lookup();
            PERMIT = lookup.findVarHandle(PermitHolder.class, "permit", Permit.class);
            CURRENT = lookup.findVarHandle(PermitHolder.class, "current", TaskExecution.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile Permit permit = Permit.HELD;
    private volatile @Nullable Thread thread;
    private volatile @Nullable TaskExecution<?> current;

    /// Makes a holder with a permit; its thread calls [#onThread()] first.
    protected PermitHolder() {}

    /// Says that the calling thread is this holder's.
    protected final void onThread() {
        thread = Thread.currentThread();
    }

    /// {@return this holder's thread; null before it has started}
    public final @Nullable Thread thread() {
        return thread;
    }

    /// {@return the task whose attempt it runs or is about to run, or null}
    public final @Nullable TaskExecution<?> current() {
        return current;
    }

    /// Says which task it is about to run, before the task is told. Called by this holder's thread.
    ///
    /// @param task the task, or null
    public final void current(@Nullable TaskExecution<?> task) {
        // Release is enough: the task's own compare-and-set, or the next poll, comes after it.
        CURRENT.setRelease(this, task);
    }

    /// {@return whether it still has its permit}
    public final boolean holds() {
        return permit == Permit.HELD;
    }

    /// Lends the permit of a thread while it waits for another task of the pool:
    ///
    /// ```java
    /// try (var _ = PermitHolder.lent(holder)) {
    ///     // wait
    /// }
    /// ```
    ///
    /// @param holder the calling thread's; null if it has none to lend
    /// @return what takes the permit back when it is closed, by the same thread
    public static Loan lent(@Nullable PermitHolder holder) {
        if (holder != null) {
            holder.lend();
        }
        return new Loan(holder);
    }

    /// A permit that is lent.
    public static final class Loan implements AutoCloseable {
        private final @Nullable PermitHolder holder;

        private Loan(@Nullable PermitHolder holder) {
            this.holder = holder;
        }

        /// Waits for a permit, uninterruptibly.
        @Override
        public void close() {
            if (holder != null) {
                holder.reclaim();
            }
        }
    }

    /// Frees the permit while the thread waits for another task of the pool. Called by this holder's thread.
    public void lend() {
        if (PERMIT.compareAndSet(this, Permit.HELD, Permit.LENT)) {
            giveBack();
        }
    }

    /// Waits for a permit after [#lend()], uninterruptibly; without a wait if the permit has been taken away
    /// meanwhile. Called by this holder's thread.
    public void reclaim() {
        if (permit == Permit.LENT) {
            takeBack();
            if (!PERMIT.compareAndSet(this, Permit.LENT, Permit.HELD)) {
                giveBack(); // lost while this thread waited
            }
        }
    }

    /// Takes the permit away for good.
    public void lose() {
        if (PERMIT.getAndSet(this, Permit.LOST) == Permit.HELD) {
            giveBack();
        }
    }

    /// Makes the permit free for another thread.
    protected abstract void giveBack();

    /// Waits for a permit, uninterruptibly.
    protected abstract void takeBack();
}
