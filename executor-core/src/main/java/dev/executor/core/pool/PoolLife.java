// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.executor.PoolState;
import dev.executor.TaskId;
import dev.executor.TaskOutcome;
import dev.executor.core.lifecycle.TaskExecution;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/// Where a pool is in its life, and what its end has cancelled. [Shutdown] writes the state, every transition of a task
/// reads it. Thread-safe.
final class PoolLife {
    private static final int IDS_MAX = 1_000;

    private final AtomicReference<PoolState> state = new AtomicReference<>(PoolState.OPEN);
    private volatile boolean cancelling;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final List<TaskId> cancelled = new ArrayList<>(); // the first ones

    @GuardedBy("lock")
    private long cancelledCount;

    /// What the end has cancelled.
    ///
    /// @param first the first of them
    /// @param count how many there were
    record Cancelled(List<TaskId> first, long count) {}

    PoolState state() {
        return state.get();
    }

    /// {@return whether this call has made it drain}
    boolean beginDraining() {
        return state.compareAndSet(PoolState.OPEN, PoolState.DRAINING);
    }

    void closed() {
        state.set(PoolState.CLOSED);
    }

    boolean cancelling() {
        return cancelling;
    }

    /// From here on each task that becomes visible is stopped by the thread that makes it so.
    void beginCancelling() {
        cancelling = true;
    }

    /// Notes a task that the end cancelled. A repeating task has no end of its own, so its end is no loss.
    void decided(TaskExecution<?> task, Object outcome) {
        if (outcome instanceof TaskOutcome.Cancelled<?>(var reason, var _)
                && reason == TaskOutcome.Reason.SHUTDOWN
                && !task.repeats()) {
            var id = task.id();
            lock.lock();
            try {
                cancelledCount++;
                if (cancelled.size() < IDS_MAX) {
                    cancelled.add(id);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    Cancelled cancelled() {
        lock.lock();
        try {
            return new Cancelled(List.copyOf(cancelled), cancelledCount);
        } finally {
            lock.unlock();
        }
    }
}
