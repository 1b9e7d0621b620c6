// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import java.util.Objects;
import java.util.function.Consumer;

/// The classification that every failure carries. A closed set, so that it is safe as a metric tag.
///
/// A minor version may add a member; `docs/compatibility.md` says what that means for a `switch`.
///
/// @since 0.1
public enum FailureKind {
    /// The body threw.
    EXCEPTION,
    /// A queue, attempt or total timeout ended it.
    TIMEOUT,
    /// A command exited with a code that was not expected.
    NONZERO_EXIT,
    /// A command was ended by a signal that the pool did not send.
    SIGNALLED,
    /// The body or its process ran out of memory.
    OUT_OF_MEMORY,
    /// A kernel-enforced limit other than memory was hit.
    LIMIT_EXCEEDED,
    /// The work tried something that its sandbox forbids.
    SANDBOX_VIOLATION,
    /// The place to run could not be made: a thread, process or container did not start.
    PROVISIONING,
    /// The process or machine that ran it disappeared without a word.
    LOST,
    /// An artifact could not be kept.
    ARTIFACT,
    /// Cancelled by a caller or by the closing pool.
    CANCELLED,
    /// Refused: no slot in the pool.
    REJECTED_FULL,
    /// Accepted, then displaced by more urgent work while it waited.
    REJECTED_SHED,
    /// Refused: the pool is draining or closed.
    REJECTED_CLOSED,
    /// Refused by an admission policy.
    REJECTED_POLICY,
    /// Refused: no isolator of the task or the pool can run its work.
    REJECTED_UNSUPPORTED,
    /// Refused: the submitting thread was interrupted while it waited for a slot.
    REJECTED_INTERRUPTED,
    /// Refused: the submitter needed it no more while it waited for a slot.
    REJECTED_WITHDRAWN;

    /// {@return the classification of what a body threw}
    ///
    /// What it says of itself as a [ClassifiedFailure], [#OUT_OF_MEMORY] for an `OutOfMemoryError`, otherwise
    /// [#EXCEPTION]. A failure that throws when it is asked, or names no kind, is treated as if it had not
    /// been asked.
    ///
    /// @param thrown what it threw
    public static FailureKind of(Throwable thrown) {
        return of(thrown, _ -> {});
    }

    /// {@return the same}
    /// @param thrown what it threw
    /// @param problem told what the failure threw when it was asked for its kind
    public static FailureKind of(Throwable thrown, Consumer<? super Throwable> problem) {
        if (thrown instanceof ClassifiedFailure classified) {
            try {
                return Objects.requireNonNull(classified.failureKind(), "failureKind");
            } catch (Throwable e) { // user code, and a failure has a kind whatever it does
                problem.accept(e);
            }
        }
        return thrown instanceof OutOfMemoryError ? OUT_OF_MEMORY : EXCEPTION;
    }
}
