// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.admission;

import dev.executor.core.time.TimedWait;
import dev.executor.core.time.Timers;
import dev.executor.spi.Host;
import java.util.LinkedHashSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The places of a pool: one for each live task, from its admission until its body is back. Thread-safe.
///
/// One counter, so that the bound holds at every instant whatever the tasks do (a retry needs no new place). Submitters
/// that wait are granted places in order; while one waits, newcomers do not overtake it.
public final class Places {
    /// Longs between two counters: two cache lines, as processors fetch them in pairs.
    private static final int LINE = 16;

    private static final int TAKEN = LINE;
    private static final int FREED = 3 * LINE;

    private final int bound;
    private final Host host;
    private final Timers timers;
    private final Runnable onRelease;

    /// Two counters that only grow, so that submitters and the threads that free places do not write to the same
    /// cache line: what is live is the difference.
    private final AtomicLongArray counters = new AtomicLongArray(5 * LINE);

    private final AtomicLong unused = new AtomicLong();

    /// What `freed` was when a submitter last looked. Stale, it makes the pool look fuller than it is, and is
    /// looked at again.
    private volatile long freedSeen;

    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashSet<Submitter> line =
            new LinkedHashSet<>(); // guarded by lock; leaving costs the same at any length
    private volatile int waiting; // the length of the line; written under lock
    private volatile boolean closed;

    /// How a wait for a place ended.
    public enum Grant {
        /// The place is the caller's.
        GRANTED,
        /// There was none in time.
        FULL,
        /// The pool drains.
        CLOSED
    }

    private static final class Submitter {
        final Thread thread = Thread.currentThread();
        volatile @Nullable Grant grant;
    }

    /// Makes free places.
    ///
    /// @param bound how many there are
    /// @param host the clock
    /// @param timers for waits with a limit
    /// @param onRelease called after each release, when the place is free
    public Places(int bound, Host host, Timers timers, Runnable onRelease) {
        this.bound = bound;
        this.host = host;
        this.timers = timers;
        this.onRelease = onRelease;
    }

    /// {@return how many places there are}
    public int bound() {
        return bound;
    }

    /// {@return how many are taken; above the bound by the tasks that submitters run themselves}
    public int live() {
        for (; ; ) {
            long taken = counters.get(TAKEN);
            long freed = counters.get(FREED);
            if (counters.get(TAKEN) == taken) { // then the difference was true at the moment of the second read
                return (int) (taken - freed);
            }
        }
    }

    /// {@return how many tasks have ever had a place}
    public long accepted() {
        return counters.get(TAKEN) - unused.get();
    }

    /// {@return whether a place was free and is the caller's now}
    public boolean tryTake() {
        return waiting == 0 && takeFree();
    }

    /// Takes a place beyond the bound, for a task that its submitter waits for.
    public void takeBeyond() {
        counters.incrementAndGet(TAKEN);
    }

    private boolean takeFree() {
        for (; ; ) {
            long taken = counters.get(TAKEN);
            if (taken - freedSeen >= bound) {
                long freed = counters.get(FREED);
                freedSeen = freed;
                if (taken - freed >= bound) {
                    return false;
                }
            }
            if (counters.compareAndSet(TAKEN, taken, taken + 1)) {
                return true;
            }
        }
    }

    /// Waits in line for a place.
    ///
    /// @param maxWaitNanos how long at most
    /// @param withdrawn whether the caller needs no place any more; asked when the caller is unparked. The
    ///     caller looks again afterwards, as a place may have come together with that
    /// @return how it ended
    /// @throws InterruptedException if interrupted meanwhile; then the caller has no place
    public Grant take(long maxWaitNanos, BooleanSupplier withdrawn) throws InterruptedException {
        if (tryTake()) {
            return Grant.GRANTED;
        }
        if (maxWaitNanos <= 0) {
            return Grant.FULL;
        }
        var self = new Submitter();
        var limit = new TimedWait();
        join(self);
        timers.arm(limit, Timers.later(host.nanoTime(), maxWaitNanos));
        try {
            while (self.grant == null && !limit.expired() && !withdrawn.getAsBoolean()) {
                if (!host.drive(self, this)) {
                    LockSupport.park(this);
                }
                if (Thread.interrupted()) {
                    if (leave(self) == Grant.GRANTED) {
                        releaseUnused(); // it came together with the interrupt: to the next in line
                    }
                    throw new InterruptedException();
                }
            }
            return leave(self);
        } finally {
            timers.cancel(limit);
        }
    }

    private void join(Submitter self) {
        lock.lock();
        try {
            if (closed) {
                self.grant = Grant.CLOSED;
                return;
            }
            line.addLast(self);
            waiting = line.size();
        } finally {
            lock.unlock();
        }
        grantFree(); // a place may have been freed before the line was seen
    }

    /// Leaves the line, with what was granted up to then.
    private Grant leave(Submitter self) {
        lock.lock();
        try {
            Grant grant = self.grant;
            if (grant == null) {
                line.remove(self);
                waiting = line.size();
                grant = Grant.FULL;
            }
            return grant;
        } finally {
            lock.unlock();
        }
    }

    /// Frees a place that no task has had: its taker changed its mind.
    public void releaseUnused() {
        unused.incrementAndGet(); // before the release, which may be what ends a drain
        release();
    }

    /// Frees a place.
    public void release() {
        counters.incrementAndGet(FREED);
        // The count comes before this look; a submitter announces itself before it looks for a free place: one of
        // the two sees the other.
        if (waiting != 0) {
            grantFree();
        }
        onRelease.run();
    }

    private void grantFree() {
        lock.lock();
        try {
            while (!line.isEmpty() && takeFree()) {
                Submitter first = line.removeFirst();
                waiting = line.size();
                first.grant = Grant.GRANTED;
                LockSupport.unpark(first.thread);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "a place in the pool, of which " + live() + " of " + bound + " are taken";
    }

    /// Sends everyone in line away, now and from now on.
    public void close() {
        lock.lock();
        try {
            closed = true;
            for (Submitter submitter : line) {
                submitter.grant = Grant.CLOSED;
                LockSupport.unpark(submitter.thread);
            }
            line.clear();
            waiting = 0;
        } finally {
            lock.unlock();
        }
    }
}
