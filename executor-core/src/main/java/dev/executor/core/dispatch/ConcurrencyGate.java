// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.dispatch;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// The permits of a pool, and the one mark that says "a thread is on its way to the queue". Thread-safe.
///
/// The mark keeps a burst of submits from waking a thread each: while it is set, whoever set it will look into the
/// queue, so nobody else needs to be woken; the thread takes the mark off when it has found a task, and wakes the next
/// if there is more. The idea is that of Go's spinning threads (runtime/proc.go, "Worker thread parking/unparking").
///
/// Threads that lent their permit and want it back go before the queue: whoever gives a permit back hands it to the
/// first of them.
final class ConcurrencyGate {
    private static final long SEARCHING = 1L << 32;
    private static final int LINE = 16;

    private final int limit;

    /// SEARCHING | permits taken. In the middle of an array, so that nothing else is on its cache line: submitters
    /// read it with each task, and it rarely changes.
    private final AtomicLongArray control = new AtomicLongArray(2 * LINE);

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Returning> returning = new ArrayDeque<>(); // guarded by lock
    private volatile int returningCount; // written under lock

    /// A thread that wants its permit back.
    private static final class Returning {
        final Thread thread = Thread.currentThread();
        volatile boolean granted;
    }

    ConcurrencyGate(int limit) {
        this.limit = limit;
    }

    int limit() {
        return limit;
    }

    /// Permits taken by threads that run something, or are about to.
    int running() {
        long c = control.get(LINE);
        return taken(c) - (searching(c) ? 1 : 0);
    }

    private static int taken(long control) {
        return (int) control;
    }

    private static boolean searching(long control) {
        return (control & SEARCHING) != 0;
    }

    /// Takes a permit and the mark, for a thread that is to be woken or started. False if no permit is free or the
    /// mark is set.
    boolean tryTakeToSearch() {
        for (; ; ) {
            long c = control.get(LINE);
            if (searching(c) || taken(c) >= limit) {
                return false;
            }
            if (control.compareAndSet(LINE, c, (c + 1) | SEARCHING)) {
                return true;
            }
        }
    }

    /// Takes the mark, for a thread that has a permit. False if it is set.
    boolean tryMarkSearching() {
        for (; ; ) {
            long c = control.get(LINE);
            if (searching(c)) {
                return false;
            }
            if (control.compareAndSet(LINE, c, c | SEARCHING)) {
                return true;
            }
        }
    }

    /// Takes the mark off; by the thread that has it.
    void found() {
        control.addAndGet(LINE, -SEARCHING);
    }

    /// Gives a permit back, and the mark if the thread has it. The caller looks into the queue afterwards.
    void give(boolean searching) {
        if (searching) {
            found();
        }
        if (returningCount != 0 && grantOne()) {
            return;
        }
        control.decrementAndGet(LINE);
        // One may have come between the look and the decrement; it looks for a free permit after it has announced
        // itself, so one of the two sees the other.
        grantFree();
    }

    /// Whether somebody wants a permit back, so that a thread between two tasks is to give its own.
    boolean wanted() {
        return returningCount != 0;
    }

    /// Waits for a permit, uninterruptibly; keeps the interrupt status.
    void takeBack() {
        if (tryTake()) {
            return;
        }
        var self = new Returning();
        lock.lock();
        try {
            returning.add(self);
            returningCount = returning.size();
        } finally {
            lock.unlock();
        }
        grantFree();
        boolean interrupted = false;
        while (!self.granted) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tryTake() {
        for (; ; ) {
            long c = control.get(LINE);
            if (taken(c) >= limit) {
                return false;
            }
            if (control.compareAndSet(LINE, c, c + 1)) {
                return true;
            }
        }
    }

    /// Passes the caller's permit to the first in line. False if nobody is.
    private boolean grantOne() {
        Returning first;
        lock.lock();
        try {
            first = returning.poll();
            returningCount = returning.size();
        } finally {
            lock.unlock();
        }
        if (first == null) {
            return false;
        }
        first.granted = true;
        LockSupport.unpark(first.thread);
        return true;
    }

    private void grantFree() {
        while (returningCount != 0 && tryTake()) {
            if (!grantOne()) {
                control.decrementAndGet(LINE);
            }
        }
    }
}
