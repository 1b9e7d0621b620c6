// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.event;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A bounded queue of many writers and one reader that never blocks: an offer to a full ring is refused. Thread-safe
/// for one reader at a time.
///
/// A writer claims a position by moving `tail`, then fills the slot; the reader stops at a slot that is claimed but not
/// filled. So elements that one writer offers after another has returned come in that order.
///
/// @param <E> what it holds
final class EventRing<E> {
    private final AtomicReferenceArray<@Nullable E> slots;
    private final int mask;
    private final AtomicLong tail = new AtomicLong(); // next to write
    private final AtomicLong head = new AtomicLong(); // next to read; only the reader moves it

    /// Makes an empty ring.
    ///
    /// @param capacity how many it holds at least; rounded up to a power of two
    EventRing(int capacity) {
        int size = Integer.highestOneBit(Math.max(2, capacity) - 1) << 1;
        slots = new AtomicReferenceArray<>(size);
        mask = size - 1;
    }

    boolean offer(E element) {
        for (; ; ) {
            long position = tail.get();
            if (position - head.get() > mask) {
                return false;
            }
            if (tail.compareAndSet(position, position + 1)) {
                slots.setRelease((int) position & mask, element);
                return true;
            }
        }
    }

    /// {@return the next element; null if there is none yet}
    @Nullable
    E poll() {
        long position = head.get();
        int slot = (int) position & mask;
        E element = slots.getAcquire(slot);
        if (element != null) {
            slots.setRelease(slot, null);
            head.setRelease(position + 1);
        }
        return element;
    }

    /// {@return whether everything claimed has been read}
    boolean isEmpty() {
        return head.get() == tail.get();
    }
}
