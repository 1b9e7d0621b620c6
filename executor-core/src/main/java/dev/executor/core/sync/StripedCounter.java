// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sync;

import java.util.concurrent.atomic.AtomicLongArray;

/// A count that every task adds to: four counters on cache lines of their own, one of them by thread. Thread-safe.
///
/// A `LongAdder` in its place was measured to cost 60 ns a task, a sixth of the throughput of a no-op task: virtual
/// threads come and go, and each probes anew. For rare counts a `LongAdder` is right.
public final class StripedCounter {
    private static final int STRIPES = 4;

    private final AtomicLongArray stripes = new AtomicLongArray(CacheLines.length(STRIPES));

    /// Makes a counter at zero.
    public StripedCounter() {}

    /// Adds one.
    public void increment() {
        int stripe = (int) Thread.currentThread().threadId() & (STRIPES - 1);
        stripes.getAndIncrement(CacheLines.index(stripe));
    }

    /// {@return the count}; exact once nobody adds to it
    public long sum() {
        long sum = 0;
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            sum += stripes.get(CacheLines.index(stripe));
        }
        return sum;
    }
}
