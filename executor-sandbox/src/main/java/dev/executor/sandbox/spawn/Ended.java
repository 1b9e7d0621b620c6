// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import dev.executor.isolation.ByteSize;
import java.time.Duration;
import java.util.Optional;

/// How a child process ended, as the kernel tells its parent.
///
/// @param code its exit code, if it ended itself
/// @param signal the signal that ended it, otherwise
/// @param usage what it and those of its children that it has waited for have used, where the kernel was asked
public record Ended(int code, int signal, Optional<Usage> usage) {
    /// What a process has used; see getrusage(2).
    ///
    /// @param user processor time in its own code
    /// @param system processor time in the kernel for it
    /// @param peakMemory the most memory that one of them had
    public record Usage(Duration user, Duration system, ByteSize peakMemory) {}

    /// {@return whether a signal ended it}
    public boolean signalled() {
        return signal != 0;
    }
}
