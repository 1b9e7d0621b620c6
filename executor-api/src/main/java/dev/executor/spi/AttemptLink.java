// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import dev.executor.TaskContext;
import dev.executor.event.ProcessEvent;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The engine's end of an attempt that runs outside of its thread: where a sandbox says what happened there, and
/// where it gets the submitter's context for it. An engine's [TaskContext] is one. Thread-safe.
///
/// @since 0.1
public interface AttemptLink extends TaskContext {
    /// Publishes an event of this attempt, in order with the task's others. Returns at once where nobody
    /// listens.
    ///
    /// @param event what happened; its task is [#info()]
    /// @throws IllegalArgumentException if it is of another task
    void tell(ProcessEvent event);

    /// Registers what tells the result of this attempt as far as it has come, for
    /// [dev.executor.OutcomeDetails#find(Class)] of whatever outcome the task ends in. Registered early, so
    /// that a stop that comes first still finds it; a later attempt replaces it.
    ///
    /// @param soFar called on any thread that looks at the outcome, at any time, also after the attempt;
    ///     thread-safe, quick, does not block; null while there is nothing to tell
    void reportResult(Supplier<? extends @Nullable Object> soFar);

    /// {@return whether anybody listens}, so that an event need not be made for nobody
    boolean observed();

    /// Makes the attempt's context current on the calling thread, which is not the attempt's own but works
    /// for it.
    ///
    /// @return what restores the one before, to be closed on the same thread
    ContextCarrier.Scope openContext();

    /// {@return the environment variables that hand the attempt's context on to a process}; with the same
    /// name, those of the carrier added last
    Map<String, String> environment();

    /// {@return the engine's end of an attempt; empty if its engine has none}
    ///
    /// @param attempt the attempt
    static Optional<AttemptLink> of(TaskContext attempt) {
        return attempt instanceof AttemptLink link ? Optional.of(link) : Optional.empty();
    }
}
