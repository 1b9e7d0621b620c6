// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

/// Throws whatever it is asked.
@SuppressWarnings("serial")
public final class HostileException extends RuntimeException implements ClassifiedFailure {
    /// Makes one.
    public HostileException() {}

    @Override
    public String getMessage() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String toString() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StackTraceElement[] getStackTrace() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FailureKind failureKind() {
        throw new UnsupportedOperationException();
    }
}
