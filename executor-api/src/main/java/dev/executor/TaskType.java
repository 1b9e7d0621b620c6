// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import dev.executor.spi.Require;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A type of portable work: its name, what describes one piece of it, and what it returns. Immutable; two types are
/// equal if their names and classes are.
///
/// A type says nothing about how the work is run. An [dev.executor.spi.Isolator] of the pool or of the task runs it; a
/// pool refuses work of a type that none of them can run, see [Rejection.Unsupported].
///
/// @param <P> the payload: describes one piece of work
/// @param <R> what it returns
/// @since 0.1
public final class TaskType<P, R extends @Nullable Object> {
    private final String name;
    private final Class<P> payloadClass;
    private final Class<R> resultClass;

    private TaskType(String name, Class<P> payloadClass, Class<R> resultClass) {
        this.name = name;
        this.payloadClass = payloadClass;
        this.resultClass = resultClass;
    }

    /// {@return a type of work}
    ///
    /// @param name the name, by which another JVM knows the type; 1 to 200 characters, none a control character
    /// @param payloadClass the class of payloads, not a primitive type
    /// @param resultClass the class of results, not a primitive type
    /// @param <P> the payload
    /// @param <R> what it returns
    /// @throws IllegalArgumentException if the name is not such a name, or a class is a primitive type
    public static <P, R extends @Nullable Object> TaskType<P, R> of(
            String name, Class<P> payloadClass, Class<R> resultClass) {
        Require.name("task type", name);
        return new TaskType<>(name, boxed(name, "payloadClass", payloadClass), boxed(name, "resultClass", resultClass));
    }

    private static <C extends @Nullable Object> Class<C> boxed(String name, String option, Class<C> type) {
        if (Objects.requireNonNull(type, option).isPrimitive()) {
            throw new IllegalArgumentException(
                    option + " of task type '" + name + "' was " + type + "; give a class, such as Integer for int");
        }
        return type;
    }

    /// {@return a task that does one piece of this work, named after the type; rename it with
    /// [Task#of(String, Work.Portable)]}
    /// @param payload describes the work
    public Task<R> with(P payload) {
        return Task.of(name, new Work.Portable<>(this, payload));
    }

    /// {@return the name}
    public String name() {
        return name;
    }

    /// {@return the class of payloads}
    public Class<P> payloadClass() {
        return payloadClass;
    }

    /// {@return the class of results}
    public Class<R> resultClass() {
        return resultClass;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TaskType<?, ?> type
                && name.equals(type.name)
                && payloadClass.equals(type.payloadClass)
                && resultClass.equals(type.resultClass);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, payloadClass, resultClass);
    }

    @Override
    public String toString() {
        return "TaskType[" + name + "]";
    }
}
