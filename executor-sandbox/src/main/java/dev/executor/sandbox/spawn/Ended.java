// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.time.Duration;
import java.util.Optional;

/// How a child process ended, as the kernel tells its parent.
///
/// @param code its exit code, if it ended itself
/// @param signal the signal that ended it, otherwise
/// @param exact whether a code is surely no signal. Where it is not, 129 to 192 may be either: a parent in between has
///     told a signal as a shell does
/// @param usage what it and those of its children that it has waited for have used, where the kernel was asked
public record Ended(int code, int signal, boolean exact, Optional<Usage> usage) {
    /// What a process has used; see getrusage(2). Its peak memory is not asked for: as the child shares this
    /// process's memory until it is another program, that would be this process's.
    ///
    /// @param user processor time in its own code
    /// @param system processor time in the kernel for it
    public record Usage(Duration user, Duration system) {}

    /// {@return the end that the kernel has told}
    static Ended exactly(int code, int signal, Usage usage) {
        return new Ended(code, signal, true, Optional.of(usage));
    }

    /// {@return the end that somebody else has passed on}
    static Ended relayed(int code) {
        return new Ended(code, 0, false, Optional.empty());
    }

    /// {@return whether a signal ended it}
    public boolean signalled() {
        return signal != 0;
    }
}
