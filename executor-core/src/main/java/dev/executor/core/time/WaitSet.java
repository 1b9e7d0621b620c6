// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.time;

import dev.executor.spi.Host;
import dev.executor.spi.Require;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Threads that wait, up to a limit, for something that others make true. For rare waits, such as for the end of a
/// pool. Thread-safe.
///
/// A waiting thread announces itself before it looks at the condition; whoever changes something changes it before it
/// looks for waiting threads. So one of the two always sees the other.
public final class WaitSet {
    private final Host host;
    private final Timers timers;
    private final Object waitedFor;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Thread> waiting = new LinkedHashSet<>(); // guarded by lock; leaving costs the same at any size
    private volatile int count; // written under lock

    /// Makes an empty set.
    ///
    /// @param host the clock
    /// @param timers for the limits
    /// @param waitedFor what its threads wait for, for messages
    public WaitSet(Host host, Timers timers, Object waitedFor) {
        this.waitedFor = waitedFor;
        this.host = host;
        this.timers = timers;
    }

    /// Waits until the condition holds or the limit has passed.
    ///
    /// @param condition asked on the calling thread, without a lock
    /// @param limit how long at most; zero or less looks once, [Require#LONGEST] is for ever
    /// @return whether it holds
    /// @throws InterruptedException if it does not hold and the thread is interrupted, meanwhile or before
    public boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
        if (condition.getAsBoolean()) {
            return true;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!limit.isPositive()) {
            return condition.getAsBoolean();
        }
        var timed = new TimedWait();
        announce(true);
        if (limit.compareTo(Require.LONGEST) < 0) { // longer means for ever, and needs no timer
            timers.arm(timed, Timers.later(host.nanoTime(), limit));
        }
        try {
            while (!condition.getAsBoolean() && !timed.expired()) {
                if (!host.drive(timed, waitedFor)) {
                    LockSupport.park(this);
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            return condition.getAsBoolean();
        } finally {
            timers.cancel(timed);
            announce(false);
        }
    }

    private void announce(boolean here) {
        lock.lock();
        try {
            if (here) {
                waiting.add(Thread.currentThread());
            } else {
                waiting.remove(Thread.currentThread());
            }
            count = waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /// Lets every waiting thread look at its condition again. One read if nobody waits.
    public void changed() {
        if (count == 0) {
            return;
        }
        lock.lock();
        try {
            waiting.forEach(LockSupport::unpark);
        } finally {
            lock.unlock();
        }
    }
}
