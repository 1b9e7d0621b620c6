// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.time;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Deadlines sorted just as far as needed. Confined: its owner locks.
final class TimingWheel {
    /*
     * A hierarchical timing wheel (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", SOSP 1987, scheme
     * 7), laid out as in tokio's timer: the level of a node is the highest group of six bits in which its tick
     * differs from the current tick. So a slot never wraps, a node moves down at most LEVELS - 1 times, and the
     * next slot to look at is found by one bit scan for each level. A tick is 2^20 ns, about a millisecond; seven
     * levels of 64 slots reach 146 years. Adding and removing are a few writes. Within a tick the exact deadline
     * decides, so a node never fires early; what is approximate is that in a tick with many nodes one may fire up
     * to a tick late.
     *
     * Most timeouts are cancelled: they never leave the slot they were put in.
     */
    private static final int TICK_BITS = 20;
    private static final int SLOT_BITS = 6;
    private static final int SLOTS = 1 << SLOT_BITS;
    private static final int LEVELS = 7;

    /// In a tick with more nodes than this, nodes are fired together at its end: looking for the earliest, and
    /// waking for each, would cost too much.
    private static final int SCAN_LIMIT = 16;

    private final long originNanos;
    private final @Nullable TimerNode[] heads = new TimerNode[LEVELS * SLOTS];
    private final long[] occupied = new long[LEVELS]; // bit s of level l: slot s has a node
    private long tick; // the current tick; all nodes of earlier ticks are out
    private int size;

    TimingWheel(long originNanos) {
        this.originNanos = originNanos;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(TimerNode node, long deadlineNanos) {
        // One that has been cancelled without the lock since it was looked at counts as due: it is soon taken out.
        long when = deadlineNanos == TimerNode.NOT_ARMED ? tick : Math.max(tick, tickOf(deadlineNanos));
        int level = when == tick ? 0 : (63 - Long.numberOfLeadingZeros(when ^ tick)) / SLOT_BITS;
        int position = (int) (when >>> (level * SLOT_BITS)) & (SLOTS - 1);
        int slot = level * SLOTS + position;
        TimerNode head = heads[slot];
        node.slot = (short) slot;
        node.previous = null;
        node.next = head;
        if (head != null) {
            head.previous = node;
        }
        heads[slot] = node;
        occupied[level] |= 1L << position;
        size++;
    }

    void remove(TimerNode node) {
        TimerNode previous = node.previous;
        TimerNode next = node.next;
        if (previous != null) {
            previous.next = next;
        } else {
            heads[node.slot] = next;
            if (next == null) {
                occupied[node.slot >> SLOT_BITS] &= ~(1L << (node.slot & (SLOTS - 1)));
            }
        }
        if (next != null) {
            next.previous = previous;
        }
        node.previous = null;
        node.next = null;
        size--;
    }

    /// Takes out one node whose deadline has passed; null if there is none.
    @Nullable
    TimerNode pollDue(long nowNanos) {
        long nowTick = tickOf(nowNanos);
        for (int slot = nextSlot(); slot >= 0 && slotTick(slot) <= nowTick; slot = nextSlot()) {
            tick = Math.max(tick, slotTick(slot));
            if (slot < SLOTS) {
                TimerNode node = dueIn(slot, nowNanos);
                if (node == null) {
                    return null; // what is left in this slot is due later within the current tick
                }
                remove(node);
                return node;
            }
            cascade(slot);
        }
        // Everything before the next slot is out, so the wheel may turn up to now: a shorter way down for what is added
        // next.
        tick = Math.max(tick, nowTick);
        return null;
    }

    /// The time at which to call [#pollDue] again. Only if not empty.
    long nextWakeNanos() {
        int slot = nextSlot();
        if (slot >= SLOTS) {
            return originNanos + (slotTick(slot) << TICK_BITS);
        }
        long earliest = Long.MAX_VALUE;
        long latest = Long.MIN_VALUE;
        int scanned = 0;
        for (TimerNode node = heads[slot]; node != null && scanned < SCAN_LIMIT; node = node.next) {
            long deadline = node.deadline();
            long offset = deadline == TimerNode.NOT_ARMED ? 0 : deadline - originNanos;
            earliest = Math.min(earliest, offset);
            latest = Math.max(latest, offset);
            scanned++;
        }
        boolean crowded = scanned == SCAN_LIMIT && earliest != latest;
        return originNanos + (crowded ? (slotTick(slot) + 1) << TICK_BITS : earliest);
    }

    private @Nullable TimerNode dueIn(int slot, long nowNanos) {
        int scanned = 0;
        for (TimerNode node = heads[slot]; node != null && scanned < SCAN_LIMIT; node = node.next) {
            long deadline = node.deadline();
            if (deadline == TimerNode.NOT_ARMED || deadline - nowNanos <= 0) {
                return node;
            }
            scanned++;
        }
        return null;
    }

    /// All nodes, in no particular order.
    List<TimerNode> nodes() {
        var nodes = new ArrayList<TimerNode>(size);
        for (var head : heads) {
            for (TimerNode node = head; node != null; node = node.next) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    private long tickOf(long nanos) {
        return Math.max(0, nanos - originNanos) >>> TICK_BITS;
    }

    /// The first occupied slot in the order of time; -1 if there is none. A lower level is always earlier than a
    /// higher one.
    private int nextSlot() {
        for (int level = 0; level < LEVELS; level++) {
            if (occupied[level] != 0) {
                return level * SLOTS + Long.numberOfTrailingZeros(occupied[level]);
            }
        }
        return -1;
    }

    /// The tick at which a slot begins.
    private long slotTick(int slot) {
        int level = slot >> SLOT_BITS;
        int shift = level * SLOT_BITS;
        long above = tick >>> (shift + SLOT_BITS) << (shift + SLOT_BITS);
        return above | (long) (slot & (SLOTS - 1)) << shift;
    }

    private void cascade(int slot) {
        TimerNode node = heads[slot];
        heads[slot] = null;
        occupied[slot >> SLOT_BITS] &= ~(1L << (slot & (SLOTS - 1)));
        while (node != null) {
            TimerNode next = node.next;
            size--;
            add(node, node.deadline());
            node = next;
        }
    }
}
