// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.run;

import dev.executor.TaskContext;
import dev.executor.TaskState;
import dev.executor.core.lifecycle.PermitHolder;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.spi.Host;
import dev.executor.spi.TaskScope;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Runs a task to its end on the thread that submits it, attempts, backoff and all. It holds no permit and no place:
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

    /// A caller as the runner of a task. It has no permit to lend or to lose.
    public static final class Caller extends PermitHolder {
        /// Makes the calling thread a caller.
        public Caller() {
            onThread();
        }

        @Override
        protected void giveBack() {}

        @Override
        protected void takeBack() {}
    }

    /// Runs a task that has [entered][TaskExecution#enter()] as the caller's. Returns when it is done.
    ///
    /// @param task the task
    /// @param caller the calling thread
    public void run(TaskExecution<?> task, Caller caller) {
        // An interrupt that was there before is the caller's, and the task must not see it.
        boolean callerInterrupted = Thread.interrupted();
        var parent = TaskScope.currentContext();
        var scope = TaskScope.current();
        if (scope == null) {
            var own = new TaskScope();
            TaskScope.run(own, () -> attempts(task, caller, own));
        } else {
            attempts(task, caller, scope);
        }
        if (callerInterrupted || lateInterrupt(task, parent)) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether an interrupt that is pending after the task is the caller's: nobody interrupted the task, or the
    /// caller is itself told to stop.
    private static boolean lateInterrupt(TaskExecution<?> task, @Nullable TaskContext parent) {
        boolean pending = Thread.interrupted();
        return (pending && !task.wasInterrupted()) || (parent != null && parent.cancelled());
    }

    private void attempts(TaskExecution<?> task, Caller caller, TaskScope scope) {
        boolean interrupted = false;
        for (TaskState state = task.status(); state != TaskState.DONE; state = task.status()) {
            if (state == TaskState.QUEUED) {
                caller.current(task);
                attempts.run(task, caller, scope, host.nanoTime());
            } else {
                // Waits for its start time or backoff, or for its end; both unpark. An interrupt is kept for later: the
                // task cannot be given up half-way.
                LockSupport.park(task);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
