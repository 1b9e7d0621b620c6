// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

/// A failure that knows its own kind. Whatever a body throws is of kind [FailureKind#EXCEPTION] unless it implements
/// this.
///
/// For exceptions; implement it in those of an [dev.executor.spi.Isolator] or of a sandbox.
///
/// @since 0.1
public interface ClassifiedFailure {
    /// {@return the classification, which events and metrics carry}
    FailureKind failureKind();
}
