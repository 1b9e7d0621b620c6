// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.console;

/// An argument, or what it names, cannot be used. The message says which, what it was, and what to do.
public final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    /// Makes one.
    ///
    /// @param message which, what it was, and what to do
    public UnusableException(String message) {
        super(message);
    }

    /// Makes one.
    ///
    /// @param message which, what it was, and what to do
    /// @param cause why
    public UnusableException(String message, Throwable cause) {
        super(message, cause);
    }
}
