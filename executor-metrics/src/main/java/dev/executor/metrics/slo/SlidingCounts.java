// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.slo;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/// Counts that only grow, and what they were at times past, so that what came within a window can be told. Thread-safe.
final class SlidingCounts {
    /*
     * A counter is added to without a lock. The first thread that counts or looks after a step of time is over keeps
     * what all counters are then, in a ring. So nothing was counted between the end of that step and now, and the entry is
     * true for the whole of that time; it bears the end of the step as its time. A window is the counters now less the
     * latest entry that is at least as old as the window: exact but for its edge, which may reach back one step too far.
     * Cost of a count: an addition and a look at the clock.
     */
    private final LongAdder[] counters;
    private final long stepNanos;
    private final AtomicLong nextNanos;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final long[][] kept; // a time and the counters at it

    @GuardedBy("lock")
    private int newest;

    @GuardedBy("lock")
    private int size;

    /// @param counters how many there are
    /// @param stepNanos how far entries are apart
    /// @param steps how many entries are kept
    /// @param nowNanos the time, at which all counters are 0
    SlidingCounts(int counters, long stepNanos, int steps, long nowNanos) {
        this.counters = new LongAdder[counters];
        for (int i = 0; i < counters; i++) {
            this.counters[i] = new LongAdder();
        }
        this.stepNanos = stepNanos;
        this.nextNanos = new AtomicLong(nowNanos + stepNanos);
        this.kept = new long[steps + 2][];
        this.kept[0] = new long[counters + 1];
        this.kept[0][0] = nowNanos;
        this.size = 1;
    }

    /// Counts one, after what is due to be kept has been: what is counted now came after that.
    void count(int counter, long nowNanos) {
        keepIfDue(nowNanos);
        counters[counter].increment();
    }

    private void keepIfDue(long nowNanos) {
        long next = nextNanos.get();
        if (nowNanos - next >= 0 && nextNanos.compareAndSet(next, nowNanos + stepNanos)) {
            lock.lock();
            try {
                keep(next);
            } finally {
                lock.unlock();
            }
        }
    }

    @GuardedBy("lock")
    private void keep(long atNanos) {
        var entry = new long[counters.length + 1];
        entry[0] = atNanos;
        for (int i = 0; i < counters.length; i++) {
            entry[i + 1] = counters[i].sum();
        }
        newest = (newest + 1) % kept.length;
        kept[newest] = entry;
        size = Math.min(size + 1, kept.length);
    }

    /// {@return how much each counter has grown within the window; since the start, if that is later}
    long[] within(long windowNanos, long nowNanos) {
        keepIfDue(nowNanos);
        lock.lock();
        try {
            int at = newest;
            int seen = 1;
            while (seen < size && nowNanos - kept[at][0] < windowNanos) {
                at = (at + kept.length - 1) % kept.length;
                seen++;
            }
            var grown = new long[counters.length];
            for (int i = 0; i < counters.length; i++) {
                grown[i] = counters[i].sum() - kept[at][i + 1];
            }
            return grown;
        } finally {
            lock.unlock();
        }
    }
}
