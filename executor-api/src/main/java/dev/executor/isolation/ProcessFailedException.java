// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import dev.executor.ClassifiedFailure;
import dev.executor.FailureKind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A process ran, and it or its artifacts did not come out as expected. It is the cause of the task's failure.
///
/// @since 0.1
public final class ProcessFailedException extends Exception implements ClassifiedFailure {
    private static final long serialVersionUID = 1L;

    /// The classification.
    private final FailureKind kind;

    /// What became of the process; not serialized.
    private final transient @Nullable ProcessResult result;

    /// Makes one.
    ///
    /// @param kind the classification
    /// @param message what happened
    /// @param result what became of the process
    /// @param cause why, for artifacts that could not be kept
    public ProcessFailedException(FailureKind kind, String message, ProcessResult result, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.result = Objects.requireNonNull(result, "result");
    }

    @Override
    public FailureKind failureKind() {
        return kind;
    }

    /// {@return how it ended, what it used, its last lines and the artifacts that could be kept}
    /// @throws IllegalStateException if this exception was deserialized: the result is not part of its serialized
    ///     form
    public ProcessResult result() {
        if (result == null) {
            throw new IllegalStateException("the result is not part of the serialized form of this exception");
        }
        return result;
    }
}
