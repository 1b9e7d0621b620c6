// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.time.Duration;
import java.util.Optional;

/// How a child process ended, as the kernel reports it to the parent.
///
/// @param code its exit code, if it ended itself
/// @param signal the signal that ended it, otherwise
/// @param exact whether a code is certainly not a signal. If false, 129 to 192 may be either: a process in between
///     reports signals as a shell does
/// @param usage what it and the children that it waited for have used, where the kernel was asked
public record Ended(int code, int signal, boolean exact, Optional<Usage> usage) {
    /// What a process has used; see getrusage(2). Its peak memory is left out: the child shares this process's
    /// memory until it executes its program, so the figure would be this process's.
    ///
    /// @param user processor time in its own code
    /// @param system processor time in the kernel for it
    public record Usage(Duration user, Duration system) {}

    /// {@return an end that the kernel reported}
    static Ended exactly(int code, int signal, Usage usage) {
        return new Ended(code, signal, true, Optional.of(usage));
    }

    /// {@return an end that a process in between reported}
    static Ended relayed(int code) {
        return new Ended(code, 0, false, Optional.empty());
    }

    /// {@return whether a signal ended it}
    public boolean signalled() {
        return signal != 0;
    }
}
