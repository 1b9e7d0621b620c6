// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where tasks wait for a permit. Thread-safe. Not bounded by itself: admission counts the places.
///
/// A submitter pushes onto a lock-free inbox and is done; whoever polls takes the lock, moves the inbox into order, and
/// takes the first. So submitters never wait for each other or for a poll, and the ordered structures are plain code
/// under one lock that only the pool's threads take.
public final class TaskQueue {
    /// How often a thread looks for the lock before it parks for it. Critical sections are shorter than a park.
    private static final int SPINS = 64;

    /// The last pushed first. Pushed by anyone, taken whole under the lock.
    private final AtomicReference<@Nullable QueueNode> inbox = new AtomicReference<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final AgeingLevels levels; // guarded by lock
    private final Lanes lanes = new Lanes(); // guarded by lock

    /// How many nodes are in the levels. Written under the lock, read by anyone.
    private volatile int ready;

    /// Makes an empty queue.
    ///
    /// @param ageingNanos how long a node waits to gain a level
    public TaskQueue(long ageingNanos) {
        levels = new AgeingLevels(ageingNanos);
    }

    /// Lets a node wait. It must not be in the queue already. Whoever offers sees to it afterwards that someone
    /// polls.
    ///
    /// @param node the node
    public void offer(QueueNode node) {
        QueueNode head;
        do {
            head = inbox.get();
            node.after = head;
        } while (!inbox.compareAndSet(head, node));
    }

    /// {@return whether a poll might find something; false is exact for what was offered before by this thread or
    /// seen by it}
    public boolean mayHaveWork() {
        return ready != 0 || inbox.get() != null;
    }

    /// {@return the node whose turn it is, or null; nodes that wait for their ordering key are passed over}
    public @Nullable QueueNode poll() {
        if (!mayHaveWork()) {
            return null;
        }
        lock();
        try {
            receive();
            var node = levels.poll();
            ready = levels.size();
            return node;
        } finally {
            lock.unlock();
        }
    }

    /// {@return the oldest node of the lowest priority, taken out; null if there is none that low}
    /// @param highest the highest priority that may be taken
    public @Nullable QueueNode pollLowest(int highest) {
        lock();
        try {
            receive();
            var node = levels.pollLowest(highest);
            ready = levels.size();
            return node;
        } finally {
            lock.unlock();
        }
    }

    /// Takes a node out, wherever in the queue it is; nothing happens if it has been polled.
    ///
    /// @param node the node
    public void remove(QueueNode node) {
        lock();
        try {
            receive();
            if (levels.holds(node)) {
                levels.remove(node);
            } else {
                lanes.removeWaiting(node);
            }
            ready = levels.size();
        } finally {
            lock.unlock();
        }
    }

    /// Gives up the node's ordering key, for good. The next one that waits for the key may run then; whoever calls
    /// sees to it that someone polls.
    ///
    /// @param node a node that is over
    public void leave(QueueNode node) {
        String key = node.orderingKey();
        if (key == null) {
            return;
        }
        lock();
        try {
            receive();
            var next = lanes.leave(key, node);
            if (next != null) {
                levels.addByAge(next);
            }
            ready = levels.size();
        } finally {
            lock.unlock();
        }
    }

    /// {@return everything that waits; nothing is taken out}
    public List<QueueNode> waiting() {
        lock();
        try {
            receive();
            ready = levels.size();
            var nodes = new ArrayList<QueueNode>(levels.size());
            levels.collect(nodes);
            lanes.collect(nodes);
            return nodes;
        } finally {
            lock.unlock();
        }
    }

    /// {@return how many wait at each level, those that wait for an ordering key included}
    public int[] depths() {
        lock();
        try {
            receive();
            ready = levels.size();
            var depths = new int[AgeingLevels.COUNT];
            for (int level = 0; level < depths.length; level++) {
                depths[level] = levels.size(level) + lanes.waiting(level);
            }
            return depths;
        } finally {
            lock.unlock();
        }
    }

    private void lock() {
        for (int i = 0; i < SPINS; i++) {
            if (lock.tryLock()) {
                return;
            }
            Thread.onSpinWait();
        }
        lock.lock();
    }

    /// Moves the inbox into the ordered structures, oldest first.
    private void receive() {
        if (inbox.get() == null) {
            return;
        }
        // Before the inbox is emptied, so that nobody who looks in between takes the queue for empty and goes idle.
        ready = levels.size() + 1;
        QueueNode newest = inbox.getAndSet(null);
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
            if (key == null || lanes.enter(key, oldest)) {
                levels.add(oldest);
            }
            oldest = above;
        }
    }
}
