// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.isolation.Limit;
import dev.executor.sandbox.work.FileThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// When an attempt has to end: when its wall time, counted from its beginning, is used up, or when the sandbox closes.
/// Immutable.
///
/// @param beginNanos when the attempt began
/// @param wallTime its wall time, if it has such a limit
/// @param stop complete when the sandbox closes
record Deadline(long beginNanos, Optional<Duration> wallTime, CompletableFuture<?> stop)
        implements FileThreads.StopCondition {
    @Override
    public long leftNanos() {
        return wallTime.map(limit -> limit.toNanos() - (System.nanoTime() - beginNanos))
                .orElse(Long.MAX_VALUE);
    }

    /// Fails if an attempt whose process has not started has to end.
    ///
    /// @param what what the attempt was doing, for the message
    /// @throws LimitReached if its wall time is used up
    /// @throws IOException if the sandbox closes
    void check(String what) throws LimitReached, IOException {
        if (stop.isDone()) {
            throw new IOException("the sandbox was closed while " + what);
        }
        if (leftNanos() <= 0) {
            throw new LimitReached(Limit.WALL_TIME);
        }
    }
}
