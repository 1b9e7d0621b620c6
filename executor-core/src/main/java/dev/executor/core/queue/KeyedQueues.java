// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// For each ordering key in use, who holds it and who waits for it, in order. Confined: its owner locks.
///
/// A node holds its key from the moment it may run until it [releases][#release(String, QueueNode)] it, over all its
/// attempts. A key that no node holds is forgotten.
final class KeyedQueues {
    private final Map<String, KeyedQueue> keyed = new HashMap<>(); // its order decides nothing
    private final int[] waiting = new int[AgeingLevels.COUNT];

    private record KeyedQueue(QueueNode holder, NodeList waiting) {}

    int waiting(int level) {
        return waiting[level];
    }

    /// Adds all nodes that wait for a key.
    void collect(List<QueueNode> nodes) {
        keyed.values().forEach(queue -> queue.waiting.collect(nodes));
    }

    /// {@return whether the node holds its key now and may run; if not, it waits here}
    boolean acquire(String key, QueueNode node) {
        KeyedQueue queue = keyed.get(key);
        if (queue == null) {
            keyed.put(key, new KeyedQueue(node, new NodeList()));
            return true;
        }
        if (queue.holder == node) {
            return true; // back for another attempt
        }
        queue.waiting.addLast(node);
        waiting[node.level()]++;
        return false;
    }

    /// Takes out a node that waits for its key.
    void removeWaiting(QueueNode node) {
        if (node.list != null) {
            node.list.remove(node);
            waiting[node.level()]--;
        }
    }

    /// Releases the node's key if it holds it.
    ///
    /// @return the next holder, which may run now; null if nobody waits or the node does not hold the key
    @Nullable
    QueueNode release(String key, QueueNode node) {
        KeyedQueue queue = keyed.get(key);
        if (queue == null || queue.holder != node) {
            return null;
        }
        QueueNode next = queue.waiting.pollFirst();
        if (next == null) {
            keyed.remove(key);
            return null;
        }
        waiting[next.level()]--;
        keyed.put(key, new KeyedQueue(next, queue.waiting));
        return next;
    }
}
