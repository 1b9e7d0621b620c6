// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.run;

import dev.executor.TaskState;
import dev.executor.core.lifecycle.PermitHolder;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.spi.Host;
import dev.executor.spi.TaskScope;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Runs a task to its end on the thread that submits it, attempts, backoff and all. It holds no permit and no slot:
/// the submitter's own thread is the bound.
public final class CallerRunner {
    private final AttemptRunner attempts;
    private final Host host;

    /// Makes a runner.
    ///
    /// @param attempts runs each attempt
    /// @param host the clock
    public CallerRunner(AttemptRunner attempts, Host host) {
        this.attempts = attempts;
        this.host = host;
    }

    /// A caller as the runner of a task. It has no permit of its own: what it lends while its task waits is the
    /// permit of the attempt that it is itself, if it is one of the same pool. There is nothing to lose.
    public static final class Caller extends PermitHolder {
        private final @Nullable PermitHolder parent;

        /// Makes the calling thread a caller.
        ///
        /// @param parent who runs the attempt of the same pool that submits, on this thread; null if none does
        public Caller(@Nullable PermitHolder parent) {
            this.parent = parent;
            onThread();
        }

        @Override
        public void lend() {
            if (parent != null) {
                parent.lend();
            }
        }

        @Override
        public void reclaim() {
            if (parent != null) {
                parent.reclaim();
            }
        }

        @Override
        public void lose() {}

        @Override
        protected void giveBack() {}

        @Override
        protected void takeBack() {}
    }

    /// Runs a task that has [entered][TaskExecution#enterAwaited(boolean)] as the caller's. Returns when it is
    /// done.
    ///
    /// @param task the task
    /// @param caller the calling thread
    public void run(TaskExecution<?> task, Caller caller) {
        // An interrupt that was there before is the caller's, and the task must not see it.
        boolean callers = Thread.interrupted();
        var parent = TaskScope.currentContext();
        // A scope of its own: the one that is bound may belong to another thread, of which this one is a fork.
        var scope = new TaskScope();
        var pending = new AtomicBoolean();
        TaskScope.run(scope, () -> pending.set(attempts(task, caller, scope)));
        callers |= pending.get();
        if (callers || (parent != null && parent.stopRequested())) {
            Thread.currentThread().interrupt();
        }
    }

    /// {@return whether an interrupt came that was the caller's}
    private boolean attempts(TaskExecution<?> task, Caller caller, TaskScope scope) {
        boolean callers = false;
        var wait = new Object();
        while (!task.isReleased()) { // not just done: until its slot is free, the next one would be one too many
            if (task.status() == TaskState.QUEUED) {
                caller.current(task);
                attempts.run(task, caller, scope, host.nanoTime());
                // One that was sent to the attempt has done its work; any other is the caller's.
                callers |= Thread.interrupted() && !task.interruptRequested();
            } else {
                // Waits for its start time or backoff, or for its end; both unpark. An interrupt is kept for later: the
                // task cannot be given up half-way.
                if (!host.drive(wait, task::toString)) {
                    LockSupport.park(task);
                }
                callers |= Thread.interrupted();
            }
        }
        return callers;
    }
}
