// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A thread that waits for a task, or a callback; and, for the first one that comes, the head of a list of all.
///
/// [Completion] keeps the head in its slot. Adding and leaving cost a few writes under the head's monitor, however many
/// wait: a thousand threads that poll one task leave no garbage behind. A head that gives up stays as the head until
/// the others have left. Once a list is closed, nobody joins it: its task is decided, or it has become empty.
final class Waiter {
    private @Nullable Thread thread; // null for a callback, and for a head that has given up; guarded by the head
    private final @Nullable Runnable callback;
    private @Nullable Waiter previous; // guarded by the head
    private @Nullable Waiter next; // guarded by the head
    private boolean closed; // meaningful in the head, guarded by it

    private Waiter(@Nullable Thread thread, @Nullable Runnable callback) {
        this.thread = thread;
        this.callback = callback;
    }

    static Waiter currentThread() {
        return new Waiter(Thread.currentThread(), null);
    }

    static Waiter callback(Runnable callback) {
        return new Waiter(null, callback);
    }

    /// Adds another to the list of which this is the head.
    ///
    /// @return whether the list was open
    synchronized boolean join(Waiter other) {
        if (closed) {
            return false;
        }
        other.previous = this;
        other.next = next;
        if (next != null) {
            next.previous = other;
        }
        next = other;
        return true;
    }

    /// Takes a thread that gives up out of the list of which this is the head.
    ///
    /// @return whether the list is empty and closed by this: its owner forgets it
    synchronized boolean leave(Waiter gone) {
        if (closed) {
            return false; // it is being woken
        }
        if (gone == this) {
            thread = null;
        } else if (gone.previous != null) {
            gone.previous.next = gone.next;
            if (gone.next != null) {
                gone.next.previous = gone.previous;
            }
            gone.previous = null;
            gone.next = null;
        }
        closed = isEmpty();
        return closed;
    }

    /// Whether nobody waits in the list of which this is the head.
    synchronized boolean isEmpty() {
        return next == null && thread == null && callback == null;
    }

    /// Closes the list of which this is the head, and wakes everyone in it.
    ///
    /// @param pool runs callbacks
    /// @param context the submitter's captured context, or null
    void wakeAll(PoolEffects pool, @Nullable Object context) {
        synchronized (this) {
            closed = true; // from here on nobody changes the links
        }
        for (Waiter waiter = this; waiter != null; waiter = waiter.next) {
            if (waiter.thread != null) {
                LockSupport.unpark(waiter.thread);
            } else if (waiter.callback != null) {
                pool.callBack(waiter.callback, context);
            }
        }
    }
}
