// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.core.time.TimerNode;
import dev.executor.core.time.Timers;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The one timer of a task that needs one. Apart from the task, so that most tasks do without, and so that a timer
/// which is cancelled and not yet forgotten does not keep a task and its result alive.
public final class TaskAlarm extends TimerNode {
    private static final VarHandle TASK;

    static {
        try {
            TASK = MethodHandles.lookup().findVarHandle(TaskAlarm.class, "task", TaskExecution.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable TaskExecution<?> task;

    TaskAlarm(TaskExecution<?> task) {
        super(Timers.stripeOfThread());
        this.task = task;
    }

    /// {@return whose timer it is; null once the task is over}
    public @Nullable TaskExecution<?> task() {
        return task;
    }

    /// Lets go of the task, which is over.
    void release() {
        TASK.setRelease(this, null); // a thread that still reads it finds a task that is done
    }

    @Override
    protected boolean over() {
        return task == null;
    }

    @Override
    protected void fire(long nowNanos) {
        TaskExecution<?> owner = task;
        if (owner != null) {
            owner.fire(nowNanos);
        }
    }
}
