// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.time;

import java.util.concurrent.locks.LockSupport;

/// Lets one thread wait for a condition of its owner up to a deadline, by the timers instead of a timed park, so that
/// virtual time sees it.
///
/// The waiting thread makes one, arms it, and parks until its own condition holds or [#expired()]; the thread that
/// makes the condition true unparks it. Spurious wake-ups are possible, as with any park.
public final class TimedWait extends TimerNode {
    private final Thread thread = Thread.currentThread();
    private volatile boolean expired;

    /// Makes one for the calling thread.
    public TimedWait() {
        super(Timers.stripeOfThread());
    }

    /// {@return whether the deadline has passed}
    public boolean expired() {
        return expired;
    }

    @Override
    protected void fire(long nowNanos) {
        expired = true;
        LockSupport.unpark(thread);
    }
}
