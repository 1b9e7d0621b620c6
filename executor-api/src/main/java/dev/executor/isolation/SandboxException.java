// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import dev.executor.ClassifiedFailure;
import dev.executor.FailureKind;
import org.jspecify.annotations.Nullable;

/// The sandbox itself could not do its part: the process was not started, or could not be told how it ended. Never the
/// process's own fault.
///
/// @since 0.1
public final class SandboxException extends Exception implements ClassifiedFailure {
    private static final long serialVersionUID = 1L;

    /// Makes one.
    ///
    /// @param message what could not be done, and what to do
    /// @param cause why
    public SandboxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// {@return [FailureKind#PROVISIONING]}
    @Override
    public FailureKind failureKind() {
        return FailureKind.PROVISIONING;
    }
}
