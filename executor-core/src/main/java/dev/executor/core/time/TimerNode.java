// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// One deadline in [Timers], linked into it without another object. Whoever needs a deadline extends this.
///
/// The links and `slot` are guarded by the lock of the node's stripe. `deadline` and `place` are read, and the deadline
/// is taken back, without it; see [Timers] for why that is fine.
public abstract class TimerNode {
    /// The deadline of a node that is not armed.
    static final long NOT_ARMED = Long.MAX_VALUE;

    /// Where a node is.
    enum Place {
        /// In no stripe.
        OUT,
        /// In its stripe's buffer.
        BUFFER,
        /// In its stripe's wheel.
        WHEEL
    }

    private static final VarHandle DEADLINE;
    private static final VarHandle PLACE;

    static {
        try {
            var lookup = MethodHandles.lookup();
            DEADLINE = lookup.findVarHandle(TimerNode.class, "deadline", long.class);
            PLACE = lookup.findVarHandle(TimerNode.class, "place", Place.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long deadline = NOT_ARMED;
    private Place place = Place.OUT;

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
    public final boolean armedBy(long nanos) {
        long armed = (long) DEADLINE.getVolatile(this);
        return armed != NOT_ARMED && armed - nanos <= 0;
    }

    /// {@return whether it will never be armed again}; then its stripe forgets it without a write to it, whose
    /// cache line is likely another core's
    protected boolean over() {
        return false;
    }

    /// Under the lock: it is cancelled, and no more in the buffer.
    final void leaveBuffer() {
        if (!over()) {
            PLACE.setRelease(this, Place.OUT);
        }
    }

    final long deadline() {
        return (long) DEADLINE.getOpaque(this);
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

    final Place place() {
        return (Place) PLACE.getVolatile(this);
    }

    /// Under the lock, with a full fence: for a move that a cancel without the lock must not miss.
    final void placeIn(Place value) {
        PLACE.setVolatile(this, value);
    }

    /// Under the lock, whose release orders it.
    final void placeInBuffer() {
        PLACE.setRelease(this, Place.BUFFER);
    }
}
