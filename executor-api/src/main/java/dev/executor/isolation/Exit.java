// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

/// How a process ended.
///
/// A minor version may add a member; `docs/compatibility.md` says what that means for a `switch`.
///
/// @since 0.1
public sealed interface Exit {
    /// It ended itself.
    ///
    /// @param code its exit code, from 0 to 255
    record Exited(int code) implements Exit {}

    /// A signal ended it that was not the answer to a limit: its own fault (such as 11, SIGSEGV), or somebody's
    /// (such as 9, SIGKILL).
    ///
    /// In the profiles with their own view of processes, and where processes are started without native
    /// access, the exit codes 129 to 192 stand for signals 1 to 64, as in shells, for it is not visible from
    /// outside which of the two it was; a code that was expected is a code.
    ///
    /// @param signal its number
    record Signalled(int signal) implements Exit {
        /// The signal of a system call that the profile forbids.
        public static final int SIGSYS = 31;
    }

    /// A limit ended it, or it ended otherwise than expected after it had hit one. Told only where the kernel or
    /// the sandbox has counted that, never by a code or a signal alone.
    ///
    /// @param limit which
    record LimitExceeded(Limit limit) implements Exit {}

    /// It has not ended yet, or how it ended could not be found out. Only in the result so far that the details
    /// of an outcome have; see [dev.executor.OutcomeDetails#find(Class)].
    record Running() implements Exit {}
}
