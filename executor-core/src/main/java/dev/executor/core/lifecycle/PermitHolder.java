// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A thread that runs attempts, and the permit it holds for that. Thread-safe.
///
/// The permit is [given back][#giveBack()] once, by whoever moves it out of HELD: the thread itself when it goes idle
/// or lends it, or the timers when they take it from a stuck attempt.
public abstract class PermitHolder {
    private enum Permit {
        HELD,
        LENT,
        LOST
    }

    private final AtomicReference<Permit> permit = new AtomicReference<>(Permit.HELD);
    private volatile @Nullable Thread thread;
    private final AtomicReference<@Nullable TaskExecution<?>> current = new AtomicReference<>();

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
        return current.get();
    }

    /// Says which task it is about to run, before the task is told. Called by this holder's thread.
    ///
    /// @param task the task, or null
    public final void current(@Nullable TaskExecution<?> task) {
        // Release is enough: the task's own compare-and-set, or the next poll, comes after it.
        current.setRelease(task);
    }

    /// {@return whether it still has its permit}
    public final boolean holds() {
        return permit.get() == Permit.HELD;
    }

    /// Frees the permit while the thread waits for another task of the pool. Called by this holder's thread.
    public final void lend() {
        if (permit.compareAndSet(Permit.HELD, Permit.LENT)) {
            giveBack();
        }
    }

    /// Waits for a permit after [#lend()], uninterruptibly; without a wait if the permit has been taken away
    /// meanwhile. Called by this holder's thread.
    public final void reclaim() {
        if (permit.get() == Permit.LENT) {
            takeBack();
            if (!permit.compareAndSet(Permit.LENT, Permit.HELD)) {
                giveBack(); // lost while this thread waited
            }
        }
    }

    /// Takes the permit away for good.
    final void lose() {
        if (permit.getAndSet(Permit.LOST) == Permit.HELD) {
            giveBack();
        }
    }

    /// Makes the permit free for another thread.
    protected abstract void giveBack();

    /// Waits for a permit, uninterruptibly.
    protected abstract void takeBack();
}
