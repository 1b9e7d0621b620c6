// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.executor.TaskId;
import dev.executor.core.dispatch.Dispatcher;
import dev.executor.core.lifecycle.TaskAlarm;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.queue.TaskQueue;
import dev.executor.core.time.Timers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The tasks that are in a pool, found where they are: in the queue, in the timers, on a thread of the pool, or on the
/// thread of their submitter. Thread-safe. There is no list of all of them, because it would cost each task.
final class LiveTasks {
    private final TaskQueue queue;
    private final Timers timers;
    private final Dispatcher dispatcher;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Set<TaskExecution<?>> callers = new LinkedHashSet<>(); // run by their submitters

    LiveTasks(TaskQueue queue, Timers timers, Dispatcher dispatcher) {
        this.queue = queue;
        this.timers = timers;
        this.dispatcher = dispatcher;
    }

    /// Keeps track of a task that its submitter runs, which no thread of the pool would show.
    void callerStarts(TaskExecution<?> task) {
        lock.lock();
        try {
            callers.add(task);
        } finally {
            lock.unlock();
        }
    }

    void callerEnds(TaskExecution<?> task) {
        lock.lock();
        try {
            callers.remove(task);
        } finally {
            lock.unlock();
        }
    }

    /// {@return those that wait: in the queue, for a start time, for their backoff}
    List<TaskExecution<?>> waiting() {
        var tasks = new ArrayList<TaskExecution<?>>();
        for (var node : queue.waiting()) {
            tasks.add((TaskExecution<?>) node); // only tasks are offered
        }
        timers.forEach(node -> {
            TaskExecution<?> task = node instanceof TaskAlarm alarm ? alarm.task() : null;
            if (task != null) {
                switch (task.status()) {
                    case DELAYED, QUEUED, BACKING_OFF -> tasks.add(task);
                    case RUNNING, STOPPING, DONE -> {}
                }
            }
        });
        return tasks;
    }

    /// {@return those that run, on threads of the pool and of their submitters}
    List<TaskExecution<?>> running() {
        var tasks = new ArrayList<>(dispatcher.current());
        lock.lock();
        try {
            tasks.addAll(callers);
        } finally {
            lock.unlock();
        }
        return tasks;
    }

    /// {@return those whose bodies ignore their interrupt}
    ///
    /// @param max how many at most
    List<TaskId> stuck(int max) {
        return running().stream()
                .filter(TaskExecution::isStuck)
                .limit(max)
                .map(TaskExecution::id)
                .toList();
    }
}
