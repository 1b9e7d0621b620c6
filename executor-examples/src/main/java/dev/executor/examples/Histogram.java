// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;

/// Counts durations, and tells their percentiles. Thread-safe; recording takes no lock, and the size does not
/// depend on how many there are.
final class Histogram {
    /*
     * Idea: buckets that grow with the value, as in HdrHistogram by Gil Tene. Each power of two is cut in 64 equal
     * buckets, so that a bucket is never wider than 1/64 of the values in it; below 128 ns each value has its own.
     */
    private static final int CUT_BITS = 6;
    private static final int CUT = 1 << CUT_BITS;

    private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - CUT_BITS) * CUT);
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    void record(long nanos) {
        long value = Math.max(0, nanos);
        counts.incrementAndGet(bucket(value));
        longest.accumulate(value);
    }

    /// The smallest duration that so many percent of all do not exceed, at most 1/64 too long.
    ///
    /// @param percent from 0 to 100; 100 is the longest of all, exactly
    /// @return empty if there is no duration
    Optional<Duration> percentile(double percent) {
        long total = 0;
        for (int i = 0; i < counts.length(); i++) {
            total += counts.get(i);
        }
        if (total == 0) {
            return Optional.empty();
        }
        long rank = Math.max(1, (long) Math.ceil(total * percent / 100));
        int bucket = 0;
        for (long seen = counts.get(0); seen < rank; seen += counts.get(bucket)) {
            bucket++;
        }
        return Optional.of(Duration.ofNanos(Math.min(highest(bucket), longest.get())));
    }

    private static int bucket(long value) {
        int shift = Math.max(0, Long.SIZE - 1 - CUT_BITS - Long.numberOfLeadingZeros(value));
        return shift * CUT + (int) (value >>> shift);
    }

    private static long highest(int bucket) {
        int shift = Math.max(0, bucket / CUT - 1);
        return ((bucket - (long) shift * CUT + 1) << shift) - 1;
    }
}
