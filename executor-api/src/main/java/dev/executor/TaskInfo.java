// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import dev.executor.spi.Host;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What identifies a submitted task: who it is and what was asked for. Every [dev.executor.event.TaskEvent] carries
/// one; [TaskHandle#info()] and [TaskContext#info()] give the same.
///
/// It has no verbs, and nothing leads from it to the task's state. So a listener can neither stop a task nor keep its
/// result alive. Immutable and thread-safe. Two are equal if their ids are.
///
/// @since 0.1
public final class TaskInfo {
    private static final VarHandle ID;

    static {
        try {
            ID = MethodHandles.lookup().findVarHandle(TaskInfo.class, "id", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Task<?> task;
    private final String pool;

    /// The [TaskId]; until somebody asks for it, the [Host] that makes it. One field for both, as a pool may hold a
    /// million tasks and hardly any is ever asked.
    private volatile Object id;

    private TaskInfo(Task<?> task, String pool, Object id) {
        this.task = Objects.requireNonNull(task, "task");
        this.pool = Objects.requireNonNull(pool, "pool");
        this.id = Objects.requireNonNull(id, "id");
    }

    /// {@return what identifies a task whose id is known}
    /// @param id the id
    /// @param task the description that was submitted
    /// @param pool the name of its pool
    public static TaskInfo of(TaskId id, Task<?> task, String pool) {
        return new TaskInfo(task, pool, id);
    }

    /// {@return what identifies a task whose id is made when it is first asked for, and is stays the same}; for
    /// engines
    /// @param ids what makes the id. Where two threads ask first, it may make one that nobody sees
    /// @param task the description that was submitted
    /// @param pool the name of its pool
    public static TaskInfo identifiedBy(Host ids, Task<?> task, String pool) {
        return new TaskInfo(task, pool, ids);
    }

    /// {@return the id, made on first use and stays the same}
    public TaskId id() {
        Object known = id;
        if (known instanceof Host ids) {
            var made = new TaskId(ids.nextId());
            var other = ID.compareAndExchange(this, known, made);
            known = other == known ? made : other;
        }
        return (TaskId) known;
    }

    /// {@return the description that was submitted}
    public Task<?> task() {
        return task;
    }

    /// {@return the name of the pool that the task was submitted to}
    public String pool() {
        return pool;
    }

    /// {@return the task's name, which is the name of its description}
    public String name() {
        return task.name();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof TaskInfo info && id().equals(info.id()));
    }

    @Override
    public int hashCode() {
        return id().hashCode();
    }

    @Override
    public String toString() {
        return "Task '" + name() + "' (" + id() + ") in pool '" + pool + "'";
    }
}
