// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import dev.executor.TaskOutcome;
import dev.executor.core.sync.StripedCounter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// What a pool has counted. Thread-safe.
final class Tally {
    final StripedCounter succeeded = new StripedCounter(); // nearly every task
    final LongAdder refused = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder timedOut = new LongAdder();
    final LongAdder cancelled = new LongAdder();
    final LongAdder shed = new LongAdder();
    final AtomicInteger delayed = new AtomicInteger();
    final AtomicInteger stopping = new AtomicInteger();
    final AtomicInteger stuck = new AtomicInteger();

    /// Counts an outcome; anything that is not another outcome is a success, see
    /// [dev.executor.core.lifecycle.Completion].
    void decided(Object encoded) {
        // Apart, as the first use of a switch over types costs milliseconds, and most tasks succeed.
        if (!(encoded instanceof TaskOutcome<?>)) {
            succeeded.increment();
            return;
        }
        switch (encoded) {
            case TaskOutcome.Failed<?> _ -> failed.increment();
            case TaskOutcome.TimedOut<?> _ -> timedOut.increment();
            case TaskOutcome.Cancelled<?> _ -> cancelled.increment();
            case TaskOutcome.Rejected<?> _ -> shed.increment();
            default -> succeeded.increment();
        }
    }

    long finished() {
        return succeeded.sum() + failed.sum() + timedOut.sum() + cancelled.sum() + shed.sum();
    }
}
