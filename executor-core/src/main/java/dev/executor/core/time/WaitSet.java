// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.time;

import dev.executor.core.sync.WaitLine;
import dev.executor.spi.Host;
import dev.executor.spi.Require;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Threads that wait, up to a limit, for something that others make true. For rare waits, such as for the end of a
/// pool. Thread-safe.
///
/// A waiting thread joins the line before it looks at the condition; a thread that changes something changes it before
/// it wakes the line. So one of the two always sees the other.
public final class WaitSet {
    private final Host host;
    private final Timers timers;
    private final Object waitedFor;
    private final WaitLine<Object> line = new WaitLine<>(); // nobody is answered: each looks at its own condition

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
        var ticket = line.join();
        if (limit.compareTo(Require.LONGEST) < 0) { // longer means for ever, and needs no timer
            timers.arm(timed, Timers.later(host.nanoTime(), limit));
        }
        try {
            while (!condition.getAsBoolean() && !timed.expired()) {
                if (!host.drive(timed, waitedFor::toString)) {
                    LockSupport.park(this);
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            return condition.getAsBoolean();
        } finally {
            timers.cancel(timed);
            line.leave(ticket);
        }
    }

    /// Lets every waiting thread look at its condition again. One read if nobody waits.
    public void changed() {
        line.wakeAll();
    }
}
