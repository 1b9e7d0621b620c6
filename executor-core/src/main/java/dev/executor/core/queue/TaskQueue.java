// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.queue;

import dev.executor.core.sync.CacheLines;
import dev.executor.core.sync.SpinLock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Where tasks wait for a permit. Thread-safe. Not bounded by itself: admission counts the slots.
///
/// A submitter pushes onto a lock-free inbox and is done. A thread that polls takes the lock, moves what it needs from
/// the inboxes into order, and takes the first. So submitters never wait for each other or for a poll, and the ordered
/// structures are plain code under one lock that only the pool's threads take.
///
/// There is an inbox for each level. What is in it is younger than everything in the level's list, so it need not be
/// looked at while the list has something: under load submitters and threads of the pool meet on an inbox once for many
/// tasks. Nodes with an ordering key have an inbox of their own, because their order goes across levels.
public final class TaskQueue {
    private static final int KEYED = AgeingLevels.COUNT;

    private static final int READY = CacheLines.index(0);

    /// The heads of the inboxes, the last pushed first. Pushed to by anyone, taken whole under the lock.
    private final AtomicReferenceArray<@Nullable QueueNode> inboxes =
            new AtomicReferenceArray<>(CacheLines.length(AgeingLevels.COUNT + 1));

    private final SpinLock lock = new SpinLock();
    private final AgeingLevels levels; // guarded by lock
    private final KeyedQueues keyed = new KeyedQueues(); // guarded by lock

    /// How many nodes are in the levels. Written under the lock, read by anyone; with room around it, because it
    /// changes with each poll, and submitters read this object's other fields with each offer.
    private final AtomicIntegerArray ready = new AtomicIntegerArray(CacheLines.length(1));

    /// Makes an empty queue.
    ///
    /// @param ageingNanos how long a node waits to gain a level
    public TaskQueue(long ageingNanos) {
        levels = new AgeingLevels(ageingNanos);
    }

    /// Lets a node wait. It must not be in the queue already. The caller wakes or starts a polling thread
    /// afterwards.
    ///
    /// @param node the node
    public void offer(QueueNode node) {
        int inbox = CacheLines.index(node.orderingKey() == null ? node.level() : KEYED);
        QueueNode head;
        do {
            head = inboxes.get(inbox);
            node.after = head;
        } while (!inboxes.compareAndSet(inbox, head, node));
    }

    /// {@return whether a poll might find something; false is exact for what was offered before by this thread or
    /// seen by it}
    public boolean mayHaveWork() {
        // The inboxes first: what leaves them is counted in `ready` before, so it is seen in one of the two.
        for (int inbox = KEYED; inbox >= 0; inbox--) {
            if (inboxes.get(CacheLines.index(inbox)) != null) {
                return true;
            }
        }
        return ready.get(READY) != 0;
    }

    /// {@return the node whose turn it is, or null; nodes that wait for their ordering key are passed over}
    public @Nullable QueueNode poll() {
        if (!mayHaveWork()) {
            return null;
        }
        lock.lock();
        try {
            receiveNeeded();
            var node = levels.poll();
            ready.set(READY, levels.size());
            return node;
        } finally {
            lock.unlock();
        }
    }

    /// {@return the oldest node of the lowest priority, taken out; null if there is none that low}
    /// @param highest the highest priority that may be taken
    public @Nullable QueueNode pollLowest(int highest) {
        lock.lock();
        try {
            receiveAll();
            var node = levels.pollLowest(highest);
            ready.set(READY, levels.size());
            return node;
        } finally {
            lock.unlock();
        }
    }

    /// Takes a node out, wherever in the queue it is; nothing happens if it has been polled.
    ///
    /// @param node the node
    public void remove(QueueNode node) {
        lock.lock();
        try {
            receiveAll();
            if (levels.holds(node)) {
                levels.remove(node);
            } else {
                keyed.removeWaiting(node);
            }
            ready.set(READY, levels.size());
        } finally {
            lock.unlock();
        }
    }

    /// Releases the ordering key. The next node that waits for the key may run then; the caller wakes or
    /// starts a polling thread.
    ///
    /// @param node a node that is over
    public void releaseKey(QueueNode node) {
        String key = node.orderingKey();
        if (key == null) {
            return;
        }
        lock.lock();
        try {
            receiveAll();
            var next = keyed.release(key, node);
            if (next != null) {
                levels.add(next);
            }
            ready.set(READY, levels.size());
        } finally {
            lock.unlock();
        }
    }

    /// {@return everything that waits; nothing is taken out}
    public List<QueueNode> waiting() {
        lock.lock();
        try {
            receiveAll();
            ready.set(READY, levels.size());
            var nodes = new ArrayList<QueueNode>(levels.size());
            levels.collect(nodes);
            keyed.collect(nodes);
            return nodes;
        } finally {
            lock.unlock();
        }
    }

    /// {@return how many wait at each level, those that wait for an ordering key included}
    public int[] depths() {
        lock.lock();
        try {
            receiveAll();
            ready.set(READY, levels.size());
            var depths = new int[AgeingLevels.COUNT];
            for (int level = 0; level < depths.length; level++) {
                depths[level] = levels.size(level) + keyed.waiting(level);
            }
            return depths;
        } finally {
            lock.unlock();
        }
    }

    private void receiveAll() {
        for (int inbox = KEYED; inbox >= 0; inbox--) {
            receive(inbox);
        }
    }

    /// Moves what could be next: see the class comment.
    private void receiveNeeded() {
        receive(KEYED);
        for (int level = KEYED - 1; level >= 0; level--) {
            if (levels.size(level) == 0) {
                receive(level);
            }
        }
    }

    /// Moves an inbox into the ordered structures, oldest first.
    private void receive(int inbox) {
        int slot = CacheLines.index(inbox);
        if (inboxes.get(slot) == null) {
            return;
        }
        // Before the inbox is emptied, so that no thread that looks in between takes the queue for empty and goes idle.
        ready.set(READY, levels.size() + 1);
        QueueNode newest = inboxes.getAndSet(slot, null);
        QueueNode oldest = null;
        while (newest != null) { // reverse the stack
            QueueNode below = newest.after;
            newest.after = oldest;
            oldest = newest;
            newest = below;
        }
        while (oldest != null) {
            QueueNode above = oldest.after;
            String key = oldest.orderingKey();
            if (key == null || keyed.acquire(key, oldest)) {
                levels.add(oldest);
            }
            oldest = above;
        }
    }
}
