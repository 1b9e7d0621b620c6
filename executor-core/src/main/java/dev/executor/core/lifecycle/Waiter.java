// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Who is to be told of an outcome: a parked thread, or a callback. A link of the chain in [Completion]; immutable but
/// for `next`, which is set before it is published.
final class Waiter {
    private final @Nullable Thread thread;
    private final @Nullable Runnable callback;

    @Nullable
    Waiter next;

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

    Waiter copy() {
        return new Waiter(thread, callback);
    }

    /// Whether both are the same thread or callback: copies are.
    boolean sameAs(Waiter other) {
        return thread == other.thread && callback == other.callback;
    }

    void wake(PoolEffects pool, @Nullable Object context) {
        if (thread != null) {
            LockSupport.unpark(thread);
        } else if (callback != null) {
            pool.callBack(callback, context);
        }
    }
}
