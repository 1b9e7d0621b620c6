// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// One deadline in [Timers], linked into it without another object. Whoever needs a deadline extends this.
///
/// All fields are guarded by the lock of the node's stripe, except that `deadline` may be read without it, see
/// [#armedBy(long)].
public abstract class TimerNode {
    /// The deadline of a node that is not armed.
    static final long NOT_ARMED = Long.MAX_VALUE;

    private static final VarHandle DEADLINE;

    static {
        try {
            DEADLINE = MethodHandles.lookup().findVarHandle(TimerNode.class, "deadline", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long deadline = NOT_ARMED;

    @Nullable
    TimerNode previous;

    @Nullable
    TimerNode next;

    short slot;
    final byte stripe;

    /// Makes a node that is not armed.
    ///
    /// @param stripe which stripe of the timers it belongs to, for good; see [Timers#stripeOfThread()]
    protected TimerNode(int stripe) {
        this.stripe = (byte) stripe;
    }

    /// Called once the deadline has passed, on the host's timer thread with no lock held. Never early; it may be
    /// called although the owner no longer wants it (a cancel that came too late), so the owner looks at its own
    /// state first. Must not block or throw.
    ///
    /// @param nowNanos the time
    protected abstract void fire(long nowNanos);

    /// {@return whether it will fire no later than that}
    ///
    /// Without the lock. An owner that first publishes what it wants and then finds this true may leave the timer
    /// alone: either the node is still armed, or it has just been taken out to fire, and then `fire` sees what was
    /// published (the taking out is a volatile write, see `disarm`).
    ///
    /// @param nanos the latest acceptable time
    protected final boolean armedBy(long nanos) {
        long armed = (long) DEADLINE.getVolatile(this);
        return armed != NOT_ARMED && armed - nanos <= 0;
    }

    final long deadline() {
        return deadline;
    }

    final boolean armed() {
        return (long) DEADLINE.getVolatile(this) != NOT_ARMED;
    }

    final void arm(long nanos) {
        DEADLINE.setOpaque(this, nanos);
    }

    final void disarm() {
        DEADLINE.setVolatile(this, NOT_ARMED);
    }
}
