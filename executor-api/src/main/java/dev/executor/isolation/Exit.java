// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

/// How a process ended.
public sealed interface Exit {
    /// It ended itself.
    ///
    /// @param code its exit code, from 0 to 255
    record Exited(int code) implements Exit {}

    /// A signal ended it that was not the answer to a limit: its own fault (such as 11, SIGSEGV), or somebody's
    /// (such as 9, SIGKILL).
    ///
    /// In the profiles with their own view of processes the exit codes 129 to 192 stand for signals 1 to 64, as in
    /// shells, for it is not visible from outside which of the two it was.
    ///
    /// @param signal its number
    record Signalled(int signal) implements Exit {
        /// The signal of a system call that the profile forbids.
        public static final int SIGSYS = 31;
    }

    /// A limit ended it, or it ended with an unexpected code after it had hit one.
    ///
    /// @param limit which
    record LimitExceeded(Limit limit) implements Exit {}
}
