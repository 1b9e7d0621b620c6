// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.sandbox.spawn.Ended;

/// What the thread of an attempt is told while its process runs.
sealed interface Notice {
    /// The process that was started has ended.
    record Over(Ended ended) implements Notice {}

    /// How the process ended will never be known, or it was never run.
    record Unknown(Throwable cause) implements Notice {}

    /// It has written more than it may.
    record TooMuchOutput() implements Notice {}

    /// The folders that count as disk were measured.
    ///
    /// @param bytes how large they are together
    /// @param tookNanos how long that took
    record Measured(long bytes, long tookNanos) implements Notice {}

    /// The sandbox is closing.
    record Closing() implements Notice {}
}
