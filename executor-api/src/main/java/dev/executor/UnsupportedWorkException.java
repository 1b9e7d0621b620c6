// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

/// An isolator was given work that it cannot run. The attempt fails with this, of kind [FailureKind#PROVISIONING]: work
/// is never run by another isolator than the one that was chosen. A pool refuses such work at submit
/// ([Rejection.Unsupported]); this is thrown if an isolator changes its answer afterwards, or is called directly.
///
/// @since 0.1
public final class UnsupportedWorkException extends RuntimeException implements ClassifiedFailure {
    private static final long serialVersionUID = 1L;

    /// Makes one.
    ///
    /// @param message what cannot be run, why, and what to do about it
    public UnsupportedWorkException(String message) {
        super(message);
    }

    @Override
    public FailureKind failureKind() {
        return FailureKind.PROVISIONING;
    }
}
