// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.sandbox.spawn.Ended;

/// What other threads send to the thread of an attempt while its process runs.
sealed interface RunSignal {
    /// The process has ended.
    record ProcessEnded(Ended ended) implements RunSignal {}

    /// The process did not run, or how it ended cannot be found out.
    record EndUnknown(Throwable cause) implements RunSignal {}

    /// The process has written more than its output limit.
    record OutputExceeded() implements RunSignal {}

    /// The folders that count as disk were measured.
    ///
    /// @param bytes their size together
    /// @param tookNanos how long measuring took
    record DiskMeasured(long bytes, long tookNanos) implements RunSignal {}

    /// The sandbox is closing.
    record SandboxClosing() implements RunSignal {}
}
