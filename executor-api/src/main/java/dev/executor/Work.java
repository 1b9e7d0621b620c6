// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a task does. A closed set of two kinds, so that an [dev.executor.spi.Isolator] can say which it runs:
///
/// - *inline*: a [TaskBody], which lives and dies with this JVM;
/// - *portable*: a [TaskType] and a payload, which mean the same in another JVM or process. A command is portable.
///
/// A further kind would be a breaking change for a `switch`.
///
/// @param <T> what it returns
/// @since 0.1
public sealed interface Work<T extends @Nullable Object> permits TaskBody, Work.Portable {
    /// Work that is data: the payload says what to do, and the type says what kind of payload it is. Immutable if
    /// the payload is.
    ///
    /// @param type the type of work
    /// @param payload what to do
    /// @param <P> the payload
    /// @param <T> what it returns
    record Portable<P, T extends @Nullable Object>(TaskType<P, T> type, P payload) implements Work<T> {
        /// Checks the payload.
        ///
        /// @throws ClassCastException if the payload is not of the type's payload class, which only an
        ///     unchecked cast makes possible
        public Portable {
            Objects.requireNonNull(type, "type");
            if (!type.payloadClass().isInstance(Objects.requireNonNull(payload, "payload"))) {
                throw new ClassCastException("payload of " + type + " was a "
                        + payload.getClass().getName() + "; it must be a "
                        + type.payloadClass().getName());
            }
        }

        /// {@return the type without the payload, which may be large or private}
        @Override
        public String toString() {
            return "work of type '" + type.name() + "'";
        }
    }

    /// {@return the kind of some work, for messages}
    /// @param work the work
    static String describe(Work<?> work) {
        Objects.requireNonNull(work, "work");
        return work instanceof Portable<?, ?> portable ? portable.toString() : "an inline body";
    }
}
