// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.testing;

import dev.executor.TaskHandle;
import dev.executor.TaskInfo;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps every event in the order in which it heard of it. Thread-safe.
///
/// @since 0.1
public final class RecordingListener implements TaskListener {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<TaskEvent> events = new ArrayList<>(); // guarded by lock

    /// Makes a listener that has heard nothing.
    public RecordingListener() {}

    @Override
    public void onEvent(TaskEvent event) {
        lock.lock();
        try {
            events.add(event);
        } finally {
            lock.unlock();
        }
    }

    /// {@return every event so far}
    public List<TaskEvent> all() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    /// {@return every event of this type so far}
    /// @param type the type
    /// @param <E> the type
    public <E extends TaskEvent> List<E> all(Class<E> type) {
        return all().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// {@return every event of this task so far}
    /// @param task what identifies it
    public List<TaskEvent> of(TaskInfo task) {
        return all().stream().filter(event -> event.task().equals(task)).toList();
    }

    /// {@return every event of this task so far}
    /// @param task its handle
    public List<TaskEvent> of(TaskHandle<?> task) {
        return of(task.info());
    }

    /// {@return the kinds of this task's events so far, such as `Submitted, Started, AttemptEnded, Finished`}
    /// @param task its handle
    public List<String> kinds(TaskHandle<?> task) {
        return of(task).stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    /// Forgets everything.
    public void clear() {
        lock.lock();
        try {
            events.clear();
        } finally {
            lock.unlock();
        }
    }
}
