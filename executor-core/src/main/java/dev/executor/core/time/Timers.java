// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.time;

import dev.executor.spi.Host;
import dev.executor.spi.Require;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Every deadline of a pool: timeouts, backoffs, delays, waits. Thread-safe.
///
/// Split into stripes by the thread that makes a node, so that submitters on different cores do not meet on one lock.
/// Each stripe is a [TimingWheel] under a lock, and keeps one call of [Host#after] for its next deadline. Arm and
/// cancel cost a short lock and a few writes, whatever the number of armed nodes. A node fires at its deadline or up to
/// about a millisecond late, never early.
public final class Timers {
    private static final int STRIPES = 8;
    private static final long LONGEST_NANOS = Require.LONGEST.toNanos();

    private final Host host;
    private final Stripe[] stripes = new Stripe[STRIPES];

    /// Makes an empty set of timers.
    ///
    /// @param host the clock and the source of delay
    public Timers(Host host) {
        this.host = host;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    /// {@return the stripe for a node that the calling thread makes}
    public static int stripeOfThread() {
        return (int) Thread.currentThread().threadId() & (STRIPES - 1);
    }

    /// {@return a deadline so long after a time; a hundred years at most, so that it can be compared by
    /// subtraction}
    /// @param nowNanos the time
    /// @param delayNanos how long
    public static long later(long nowNanos, long delayNanos) {
        long deadline = nowNanos + Math.min(delayNanos, LONGEST_NANOS);
        return deadline == TimerNode.NOT_ARMED ? deadline - 1 : deadline;
    }

    /// {@return a deadline so long after a time; a hundred years at most, so that it can be compared by
    /// subtraction}
    /// @param nowNanos the time
    /// @param delay how long
    public static long later(long nowNanos, Duration delay) {
        return later(nowNanos, delay.compareTo(Require.LONGEST) >= 0 ? LONGEST_NANOS : delay.toNanos());
    }

    /// Sees to it that a node fires no later than that. A node already armed for an earlier time is left as it is.
    ///
    /// @param node the node
    /// @param deadlineNanos the time by the host's clock
    public void arm(TimerNode node, long deadlineNanos) {
        stripes[node.stripe].arm(node, deadlineNanos);
    }

    /// Takes a node out. It may still be called if it is being fired at this moment.
    ///
    /// @param node the node, armed or not
    public void cancel(TimerNode node) {
        // An unarmed node costs one read: most tasks have no deadline at all. Only the owner arms, so a stale read here
        // means that it is being fired.
        if (node.armed()) {
            stripes[node.stripe].cancel(node);
        }
    }

    /// Calls back for every armed node, at the moment of the call; with no lock held.
    ///
    /// @param action what to call
    public void forEach(Consumer<TimerNode> action) {
        for (var stripe : stripes) {
            stripe.nodes().forEach(action);
        }
    }

    /// Calls off the pending wake-ups. To be called when nothing is armed any more.
    public void close() {
        for (var stripe : stripes) {
            stripe.close();
        }
    }

    /// One wheel, its lock, and its one pending wake-up.
    private final class Stripe {
        private final ReentrantLock lock = new ReentrantLock();
        private final TimingWheel wheel = new TimingWheel(host.nanoTime()); // guarded by lock
        private long wakeAtNanos = TimerNode.NOT_ARMED; // guarded by lock; when the pending wake-up comes
        private Host.@Nullable Cancellable pending; // guarded by lock
        private boolean closed; // guarded by lock

        void arm(TimerNode node, long deadlineNanos) {
            lock.lock();
            try {
                if (node.armed()) {
                    if (node.deadline() - deadlineNanos <= 0) {
                        return;
                    }
                    wheel.remove(node);
                }
                node.arm(deadlineNanos);
                wheel.add(node);
                if (wakeAtNanos == TimerNode.NOT_ARMED || deadlineNanos - wakeAtNanos < 0) {
                    wakeAt(deadlineNanos);
                }
            } finally {
                lock.unlock();
            }
        }

        void cancel(TimerNode node) {
            lock.lock();
            try {
                if (node.armed()) {
                    wheel.remove(node);
                    node.disarm();
                }
            } finally {
                lock.unlock();
            }
        }

        List<TimerNode> nodes() {
            lock.lock();
            try {
                return wheel.nodes();
            } finally {
                lock.unlock();
            }
        }

        void close() {
            lock.lock();
            try {
                closed = true;
                if (pending != null) {
                    pending.cancel();
                }
                pending = null;
                wakeAtNanos = TimerNode.NOT_ARMED;
            } finally {
                lock.unlock();
            }
        }

        /// Replaces the pending wake-up. `Host.after` neither blocks nor calls back from within, so the lock
        /// may be held.
        private void wakeAt(long nanos) {
            if (pending != null) {
                pending.cancel();
            }
            wakeAtNanos = nanos;
            pending = closed ? null : host.after(Duration.ofNanos(Math.max(0, nanos - host.nanoTime())), this::wake);
        }

        /// On the host's timer thread: fires what is due, one node at a time with the lock released, then
        /// sleeps until the next deadline. A late wake-up that was replaced but could not be called off does
        /// the same work and is harmless.
        private void wake() {
            for (TimerNode node = nextDue(); node != null; node = nextDue()) {
                node.fire(host.nanoTime());
            }
        }

        private @Nullable TimerNode nextDue() {
            lock.lock();
            try {
                var node = wheel.pollDue(host.nanoTime());
                if (node != null) {
                    node.disarm();
                    return node;
                }
                pending = null;
                wakeAtNanos = TimerNode.NOT_ARMED;
                if (!wheel.isEmpty()) {
                    wakeAt(wheel.nextWakeNanos());
                }
                return null;
            } finally {
                lock.unlock();
            }
        }
    }
}
