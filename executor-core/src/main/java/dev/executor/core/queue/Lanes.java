// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// For each ordering key in use, who holds it and who waits for it, in order. Confined: its owner locks.
///
/// A node holds its key from the moment it may run until it [leaves][#leave(QueueNode)], over all its attempts. A key
/// that nobody holds is forgotten.
final class Lanes {
    private final Map<String, Lane> lanes = new HashMap<>(); // its order decides nothing
    private final int[] waiting = new int[AgeingLevels.COUNT];

    private record Lane(QueueNode holder, NodeList waiting) {}

    int waiting(int level) {
        return waiting[level];
    }

    /// Adds all nodes that wait for a key.
    void collect(List<QueueNode> nodes) {
        lanes.values().forEach(lane -> lane.waiting.collect(nodes));
    }

    /// {@return whether the node holds its key now and may run; if not, it waits here}
    boolean enter(String key, QueueNode node) {
        Lane lane = lanes.get(key);
        if (lane == null) {
            lanes.put(key, new Lane(node, new NodeList()));
            return true;
        }
        if (lane.holder == node) {
            return true; // back for another attempt
        }
        lane.waiting.addLast(node);
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

    /// Gives up the node's key if it holds it.
    ///
    /// @return the next holder, which may run now; null if nobody waits or the node does not hold the key
    @Nullable
    QueueNode leave(String key, QueueNode node) {
        Lane lane = lanes.get(key);
        if (lane == null || lane.holder != node) {
            return null;
        }
        QueueNode next = lane.waiting.pollFirst();
        if (next == null) {
            lanes.remove(key);
            return null;
        }
        waiting[next.level()]--;
        lanes.put(key, new Lane(next, lane.waiting));
        return next;
    }
}
