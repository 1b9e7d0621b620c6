// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.isolation.Limit;
import dev.executor.sandbox.work.FileThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Until when an attempt may go on: its wall time counts from its beginning, and the sandbox may close. Immutable.
///
/// @param beginNanos when the attempt began
/// @param wall its wall time, if it has such a limit
/// @param stop complete when the sandbox closes
record Deadline(long beginNanos, Optional<Duration> wall, CompletableFuture<?> stop) implements FileThreads.Patience {
    @Override
    public long leftNanos() {
        return wall.map(limit -> limit.toNanos() - (System.nanoTime() - beginNanos))
                .orElse(Long.MAX_VALUE);
    }

    /// Says why an attempt ends whose process was not started yet.
    ///
    /// @param what what was going on
    /// @throws LimitReached if its wall time is over
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
