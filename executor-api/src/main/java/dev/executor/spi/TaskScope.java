// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import dev.executor.TaskContext;
import org.jspecify.annotations.Nullable;

/// Says which attempt a thread runs, for [TaskContext#current()]. For engines only.
///
/// An engine's thread enters a scope once and names the attempt in it before each body, so that a thread which runs
/// many bodies binds its `ScopedValue` once. Confined to that thread (of several, one after the other), but readable by
/// forks of a `StructuredTaskScope` inside a body: they start after it was set and end before it changes.
///
/// @since 0.1
public final class TaskScope {
    private static final ScopedValue<TaskScope> CURRENT = ScopedValue.newInstance();

    private final ScopedValue.Carrier binding = ScopedValue.where(CURRENT, this);
    private @Nullable TaskContext context;

    /// Makes a scope with no attempt.
    public TaskScope() {}

    /// Runs with a scope bound to the calling thread.
    ///
    /// @param scope the scope
    /// @param body what to run
    public static void run(TaskScope scope, Runnable body) {
        scope.binding.run(body);
    }

    /// Runs with a scope bound to the calling thread.
    ///
    /// @param scope the scope
    /// @param body what to run
    /// @param <R> what it returns
    /// @param <X> what it throws
    /// @return what it returns
    /// @throws X what it throws
    public static <R extends @Nullable Object, X extends Throwable> R call(
            TaskScope scope, ScopedValue.CallableOp<R, X> body) throws X {
        return scope.binding.call(body);
    }

    /// {@return the scope bound to the calling thread, or null}
    public static @Nullable TaskScope current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /// {@return the context of the attempt that the calling thread runs, or null}
    public static @Nullable TaskContext currentContext() {
        var scope = current();
        return scope == null ? null : scope.context;
    }

    /// Names the attempt that the thread runs from now on.
    ///
    /// @param next the attempt, or null for none
    /// @return the one before, or null
    public @Nullable TaskContext enter(@Nullable TaskContext next) {
        var previous = context;
        context = next;
        return previous;
    }
}
