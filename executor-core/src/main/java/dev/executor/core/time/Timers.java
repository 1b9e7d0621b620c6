// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.time;

import dev.executor.core.sync.SpinLock;
import dev.executor.spi.Host;
import dev.executor.spi.Require;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every deadline of a pool: timeouts, backoffs, delays, waits. Thread-safe.
///
/// Split into stripes by the thread that makes a node, so that submitters on different cores do not meet on one lock.
/// Each stripe is a [TimingWheel] under a lock, and keeps one call of [Host#after] for its next deadline. Arm and
/// cancel cost a short lock and a few writes, whatever the number of armed nodes. A node fires at its deadline or up to
/// about a millisecond late, never early.
public final class Timers {
    private static final Logger log = LoggerFactory.getLogger(Timers.class);

    private static final int STRIPES = 8;

    /// How many nodes a stripe buffers, at first and at most: it grows while most of them are still armed when it
    /// is full.
    private static final int BUFFER_MIN = 256;

    private static final int BUFFER_MAX = 8_192;

    private static final long LONGEST_NANOS = Require.LONGEST.toNanos();

    private final Host host;
    private final Stripe[] stripes = new Stripe[STRIPES];
    private volatile boolean closed;

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
        return deadline == TimerNode.NOT_ARMED ? deadline + 1 : deadline; // a nanosecond late, not early
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
        if (!node.armed()) {
            return;
        }
        if (node.place() == TimerNode.Place.BUFFER) {
            node.disarm();
        }
        if (node.place() != TimerNode.Place.BUFFER) {
            stripes[node.stripe].remove(node);
        }
        if (closed) {
            stripes[node.stripe].callOffIfEmpty();
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

    /// Calls off the wake-ups that nothing needs any more, now and after each cancel from now on: a closed pool
    /// must not be kept alive by the limit of a wait that has long ended.
    public void close() {
        closed = true;
        for (var stripe : stripes) {
            stripe.callOffIfEmpty();
        }
    }

    /// One wheel and its buffer, their lock, and their one pending wake-up.
    private final class Stripe {
        private final SpinLock lock = new SpinLock();
        private final TimingWheel wheel = new TimingWheel(host.nanoTime()); // guarded by lock
        private @Nullable TimerNode[] buffer = new TimerNode[BUFFER_MIN]; // guarded by lock
        private int buffered; // guarded by lock
        private long wakeAtNanos = TimerNode.NOT_ARMED; // guarded by lock; when the pending wake-up comes
        private Host.@Nullable Cancellable pending; // guarded by lock

        void arm(TimerNode node, long deadlineNanos) {
            lock.lock();
            try {
                if (node.armed() && node.deadline() - deadlineNanos <= 0) {
                    return;
                }
                if (node.place() == TimerNode.Place.WHEEL) {
                    wheel.remove(node);
                    node.placeIn(TimerNode.Place.OUT);
                }
                node.arm(deadlineNanos);
                if (node.place() == TimerNode.Place.OUT) { // else it is in the buffer, armed or not, and stays there
                    node.placeInBuffer();
                    buffer[buffered++] = node;
                    if (buffered == buffer.length) {
                        makeRoom();
                    }
                }
                if (wakeAtNanos == TimerNode.NOT_ARMED || deadlineNanos - wakeAtNanos < 0) {
                    wakeAt(deadlineNanos);
                }
            } finally {
                lock.unlock();
            }
        }

        /// Forgets what has been cancelled. If that does not help much, what is armed is most of what has been
        /// armed lately: then it needs a larger buffer, or is here to stay and belongs into the wheel.
        private void makeRoom() {
            int kept = 0;
            for (int i = 0; i < buffered; i++) {
                TimerNode node = buffer[i];
                buffer[i] = null;
                if (node == null) {
                    continue;
                }
                if (node.armed()) {
                    buffer[kept++] = node;
                } else {
                    node.leaveBuffer();
                }
            }
            buffered = kept;
            if (kept > buffer.length / 2) {
                if (buffer.length < BUFFER_MAX) {
                    buffer = Arrays.copyOf(buffer, 2 * buffer.length);
                } else {
                    emptyBuffer();
                }
            }
        }

        /// Moves what is still armed into the wheel.
        private void emptyBuffer() {
            for (int i = 0; i < buffered; i++) {
                TimerNode node = buffer[i];
                buffer[i] = null;
                if (node == null) {
                    continue;
                }
                long deadline = node.deadline(); // once: it may be disarmed at any moment
                if (deadline == TimerNode.NOT_ARMED) {
                    node.leaveBuffer();
                    continue;
                }
                wheel.add(node, deadline);
                node.placeIn(TimerNode.Place.WHEEL);
                if (!node.armed()) { // cancelled in this instant, by someone who still saw it in the buffer
                    wheel.remove(node);
                    node.placeIn(TimerNode.Place.OUT);
                }
            }
            buffered = 0;
        }

        void remove(TimerNode node) {
            lock.lock();
            try {
                if (node.place() == TimerNode.Place.WHEEL) {
                    wheel.remove(node);
                    node.placeIn(TimerNode.Place.OUT);
                }
                node.disarm();
            } finally {
                lock.unlock();
            }
        }

        List<TimerNode> nodes() {
            lock.lock();
            try {
                emptyBuffer();
                return wheel.nodes();
            } finally {
                lock.unlock();
            }
        }

        void callOffIfEmpty() {
            lock.lock();
            try {
                emptyBuffer();
                if (wheel.isEmpty()) {
                    callOff();
                }
            } finally {
                lock.unlock();
            }
        }

        /// Replaces the pending wake-up. `Host.after` neither blocks nor calls back from within, so the lock
        /// may be held.
        private void wakeAt(long nanos) {
            callOff();
            wakeAtNanos = nanos;
            pending = host.after(Duration.ofNanos(Math.max(0, nanos - host.nanoTime())), this::wake);
        }

        private void callOff() {
            if (pending != null) {
                pending.cancel();
            }
            pending = null;
            wakeAtNanos = TimerNode.NOT_ARMED;
        }

        /// On the host's timer thread: fires what is due, one node at a time with the lock released, then
        /// sleeps until the next deadline. A late wake-up that was replaced but could not be called off does
        /// the same work and is harmless.
        private void wake() {
            for (TimerNode node = nextDue(); node != null; node = nextDue()) {
                try {
                    node.fire(host.nanoTime());
                } catch (Throwable e) { // the others are not to suffer from it
                    log.error("a timer failed; this is a bug in the engine", e);
                }
            }
        }

        private @Nullable TimerNode nextDue() {
            lock.lock();
            try {
                emptyBuffer();
                var node = wheel.pollDue(host.nanoTime());
                if (node != null) {
                    node.placeIn(TimerNode.Place.OUT);
                    node.disarm();
                    return node;
                }
                // This may be a late wake-up, and another one pending: it is replaced, too.
                if (wheel.isEmpty()) {
                    callOff();
                } else {
                    wakeAt(wheel.nextWakeNanos());
                }
                return null;
            } finally {
                lock.unlock();
            }
        }
    }
}
