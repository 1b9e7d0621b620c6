// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import dev.executor.TaskOutcome;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// What a pool has counted. Thread-safe.
///
/// Successes, which nearly every task is, are counted on cache lines of their own, one of four by thread; the others
/// are rare.
final class Tally {
    private static final int LINE = 16; // longs between two counters: two cache lines
    private static final int STRIPES = 4;

    private final AtomicLongArray succeeded = new AtomicLongArray((STRIPES + 1) * LINE);
    final LongAdder refused = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder timedOut = new LongAdder();
    final LongAdder cancelled = new LongAdder();
    final LongAdder shed = new LongAdder();
    final LongAdder callbackErrors = new LongAdder();
    final AtomicInteger delayed = new AtomicInteger();
    final AtomicInteger stopping = new AtomicInteger();
    final AtomicInteger stuck = new AtomicInteger();

    /// Counts an outcome; anything that is not another outcome is a success, see
    /// [dev.executor.core.lifecycle.Completion].
    void decided(Object encoded) {
        // Apart, as the first use of a switch over types costs milliseconds, and most tasks succeed.
        if (!(encoded instanceof TaskOutcome<?>)) {
            countSuccess();
            return;
        }
        switch (encoded) {
            case TaskOutcome.Failed<?> _ -> failed.increment();
            case TaskOutcome.TimedOut<?> _ -> timedOut.increment();
            case TaskOutcome.Cancelled<?> _ -> cancelled.increment();
            case TaskOutcome.Rejected<?> _ -> shed.increment();
            default -> countSuccess();
        }
    }

    private void countSuccess() {
        int stripe = (int) Thread.currentThread().threadId() & (STRIPES - 1);
        succeeded.getAndIncrement((stripe + 1) * LINE);
    }

    long succeeded() {
        long sum = 0;
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            sum += succeeded.get((stripe + 1) * LINE);
        }
        return sum;
    }

    long finished() {
        return succeeded() + failed.sum() + timedOut.sum() + cancelled.sum() + shed.sum();
    }
}
