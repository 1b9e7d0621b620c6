// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.dispatch;

import dev.executor.core.sync.CacheLines;
import dev.executor.core.sync.WaitLine;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/// The permits of a pool, and the one flag that says "a thread is on its way to the queue". Thread-safe.
///
/// The searching flag keeps a burst of submits from waking a thread each: while it is set, the thread that set it polls
/// the queue, so submitters need not wake another. The thread clears the flag when it has found a task, and wakes the
/// next if there is more. The idea is that of Go's spinning threads (runtime/proc.go, "Worker thread
/// parking/unparking").
///
/// Threads that lent their permit and want it back go before the queue: a thread that gives a permit back hands it to
/// the first of them.
///
/// The limit may move at any time. When it falls below the number of permits that are taken, nobody is stopped: a
/// thread between two tasks gives its permit back, and a permit that is given back is not handed on, until the number
/// is right.
final class ConcurrencyGate {
    private static final long SEARCHING = 1L << 32;
    private static final int CONTROL = CacheLines.index(0);

    private volatile int limit;

    /// SEARCHING | permits taken. On a cache line of its own: submitters read it with each task, and it rarely
    /// changes.
    private final AtomicLongArray control = new AtomicLongArray(CacheLines.length(1));

    /// The threads that want their permit back; the answer is a permit.
    private final WaitLine<Boolean> returning = new WaitLine<>();

    ConcurrencyGate(int limit) {
        this.limit = limit;
    }

    int limit() {
        return limit;
    }

    /// Moves the limit. The caller polls the queue afterwards, as there may be free permits now.
    void limit(int permits) {
        limit = permits;
        grantFree();
    }

    /// Permits taken by threads that run something, or are about to.
    int running() {
        long c = control.get(CONTROL);
        return taken(c) - (searching(c) ? 1 : 0);
    }

    private static int taken(long control) {
        return (int) control;
    }

    private static boolean searching(long control) {
        return (control & SEARCHING) != 0;
    }

    /// Takes a permit and sets the searching flag, for a thread that is to be woken or started. False if no permit
    /// is free or the flag is set.
    boolean tryAcquireForSearch() {
        for (; ; ) {
            long c = control.get(CONTROL);
            if (searching(c) || taken(c) >= limit) {
                return false;
            }
            if (control.compareAndSet(CONTROL, c, (c + 1) | SEARCHING)) {
                return true;
            }
        }
    }

    /// Sets the searching flag, for a thread that has a permit. False if it is set.
    boolean trySetSearching() {
        for (; ; ) {
            long c = control.get(CONTROL);
            if (searching(c)) {
                return false;
            }
            if (control.compareAndSet(CONTROL, c, c | SEARCHING)) {
                return true;
            }
        }
    }

    /// Clears the searching flag; by the thread that set it.
    void clearSearching() {
        control.addAndGet(CONTROL, -SEARCHING);
    }

    /// Gives a permit back, and clears the searching flag if the thread has it. The caller polls the queue
    /// afterwards.
    void release(boolean searching) {
        if (searching) {
            clearSearching();
        }
        if (!overLimit() && returning.answerFirst(true)) {
            return;
        }
        control.decrementAndGet(CONTROL);
        // One may have come between the look and the decrement; it looks for a free permit after it has joined the
        // line, so one of the two sees the other.
        grantFree();
    }

    private boolean overLimit() {
        return taken(control.get(CONTROL)) > limit;
    }

    /// Whether a thread between two tasks is to give its permit back: somebody wants one back, or there are too
    /// many.
    boolean wanted() {
        return !returning.isEmpty() || overLimit();
    }

    /// Waits for a permit, uninterruptibly; keeps the interrupt status.
    void reacquire() {
        if (tryTake()) {
            return;
        }
        var ticket = returning.join();
        grantFree();
        boolean interrupted = false;
        while (ticket.answer() == null) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tryTake() {
        for (; ; ) {
            long c = control.get(CONTROL);
            if (taken(c) >= limit) {
                return false;
            }
            if (control.compareAndSet(CONTROL, c, c + 1)) {
                return true;
            }
        }
    }

    /// Hands free permits to those who want one back.
    private void grantFree() {
        returning.answerWhile(this::tryTake, true);
    }
}
