// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a [Signal] brings with it: what the events of its transition tell, and the outcome if it decides one.
/// Immutable; short-lived, so most of them are never allocated.
sealed interface SignalData {
    /// {@return the outcome that this brings, as [Completion] encodes it}
    /// @throws IllegalStateException if it brings none: a bug of the engine
    default Object outcome() {
        throw new IllegalStateException("a signal that decides an outcome came with " + this);
    }

    /// Nothing: the signal says it all.
    enum None implements SignalData {
        NONE
    }

    /// With DISPATCHED.
    ///
    /// @param queuedNanos how long it waited in the queue
    record Started(long queuedNanos) implements SignalData {}

    /// With RETURNED.
    ///
    /// @param ranNanos how long the attempt ran
    /// @param failure what the attempt threw; empty if it returned
    /// @param denied whether another attempt was owed and the retry budget did not grant it
    /// @param outcome the outcome, as [Completion] encodes it
    record Returned(long ranNanos, Optional<Throwable> failure, boolean denied, Object outcome) implements SignalData {}

    /// With RETRY.
    ///
    /// @param ranNanos how long the attempt ran
    /// @param failure why another attempt follows; null if it succeeded and repeats
    /// @param delay until the next attempt
    record Again(long ranNanos, @Nullable Throwable failure, Duration delay) implements SignalData {}

    /// With STOP, STOP_QUIETLY and RECORDED.
    ///
    /// @param outcome the outcome, as [Completion] encodes it
    record Decided(Object outcome) implements SignalData {}
}
