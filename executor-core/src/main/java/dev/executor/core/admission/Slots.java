// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.admission;

import dev.executor.core.sync.CacheLines;
import dev.executor.core.sync.WaitLine;
import dev.executor.core.time.TimedWait;
import dev.executor.core.time.Timers;
import dev.executor.spi.Host;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The slots of a pool: one for each live task, from its admission until its body is back. Thread-safe.
///
/// One counter, so that the bound holds at every instant whatever the tasks do (a retry needs no new slot). Submitters
/// that wait are granted slots in order; while one waits, newcomers do not overtake it.
public final class Slots {
    private static final int TAKEN = CacheLines.index(0);
    private static final int FREED = CacheLines.index(1);

    private final int bound;
    private final Host host;
    private final Timers timers;
    private final Runnable onRelease;

    /// Two counters that only grow, so that submitters and the threads that free slots do not write to the same
    /// cache line: what is live is the difference.
    private final AtomicLongArray counters = new AtomicLongArray(CacheLines.length(2));

    private final AtomicLong unused = new AtomicLong();

    /// What `freed` was when a submitter last looked. Stale, it makes the pool look fuller than it is, and is
    /// looked at again.
    private volatile long freedSeen;

    private final WaitLine<Grant> line = new WaitLine<>();
    private volatile boolean closed;

    /// How a wait for a slot ended.
    public enum Grant {
        /// The slot is the caller's.
        GRANTED,
        /// There was none in time.
        FULL,
        /// The pool drains.
        CLOSED
    }

    /// Makes free slots.
    ///
    /// @param bound how many there are
    /// @param host the clock
    /// @param timers for waits with a limit
    /// @param onRelease called after each release, when the slot is free
    public Slots(int bound, Host host, Timers timers, Runnable onRelease) {
        this.bound = bound;
        this.host = host;
        this.timers = timers;
        this.onRelease = onRelease;
    }

    /// {@return how many slots there are}
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

    /// {@return how many tasks have ever had a slot}
    public long accepted() {
        return counters.get(TAKEN) - unused.get();
    }

    /// {@return whether a slot was free and is the caller's now}
    public boolean tryTake() {
        return line.isEmpty() && takeFree();
    }

    /// Takes a slot beyond the bound, for a task that its submitter waits for.
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

    /// Waits in line for a slot.
    ///
    /// @param maxWaitNanos how long at most
    /// @param withdrawn whether the caller needs no slot any more; asked when the caller is unparked. The
    ///     caller looks again afterwards, as a slot may have come together with that
    /// @return how it ended
    /// @throws InterruptedException if interrupted meanwhile; then the caller has no slot
    public Grant take(long maxWaitNanos, BooleanSupplier withdrawn) throws InterruptedException {
        if (tryTake()) {
            return Grant.GRANTED;
        }
        if (maxWaitNanos <= 0) {
            return Grant.FULL;
        }
        var limit = new TimedWait();
        var ticket = line.join();
        if (closed) { // it may have been closed before this thread was in line
            line.answerWhile(() -> true, Grant.CLOSED);
        } else {
            grantFree(); // a slot may have been freed before this thread was in line
        }
        timers.arm(limit, Timers.later(host.nanoTime(), maxWaitNanos));
        try {
            while (ticket.answer() == null && !limit.expired() && !withdrawn.getAsBoolean()) {
                if (!host.drive(ticket, this::toString)) {
                    LockSupport.park(this);
                }
                if (Thread.interrupted()) {
                    if (line.leave(ticket) == Grant.GRANTED) {
                        releaseUnused(); // it came together with the interrupt: to the next in line
                    }
                    throw new InterruptedException();
                }
            }
            Grant grant = line.leave(ticket);
            return grant == null ? Grant.FULL : grant;
        } finally {
            timers.cancel(limit);
        }
    }

    /// Frees a slot that no task has had: its taker changed its mind.
    public void releaseUnused() {
        unused.incrementAndGet(); // before the release, which may be what ends a drain
        release();
    }

    /// Frees a slot.
    public void release() {
        counters.incrementAndGet(FREED);
        // The count comes before this look; a submitter joins the line before it looks for a free slot: one of
        // the two sees the other.
        grantFree();
        onRelease.run();
    }

    private void grantFree() {
        line.answerWhile(this::takeFree, Grant.GRANTED);
    }

    @Override
    public String toString() {
        return "a slot in the pool, of which " + live() + " of " + bound + " are taken";
    }

    /// Sends everyone in line away, now and from now on.
    public void close() {
        closed = true;
        line.answerWhile(() -> true, Grant.CLOSED);
    }
}
