// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Nodes that may run, by priority with ageing. Confined: its owner locks.
final class AgeingLevels {
    /*
     * Each node has a virtual time: since when it waits, plus one ageing step for each level below the highest. The
     * node with the earliest virtual time is next. Since all nodes of a level are shifted by the same amount, and
     * each level is first in first out, only the heads need comparing: constant time, no heap, and removal is an
     * unlink.
     *
     * The starvation bound follows: a node at level l is overtaken only by nodes that began to wait at most
     * (highest - l) steps after it. The idea is that of earliest deadline first (Liu and Layland, 1973) with a
     * deadline for each class; it equals "one level up for each step waited".
     *
     * Approximate: submitters stamp a node before they push it, so two nodes of one level that were submitted
     * within microseconds of each other on different threads may be in either order.
     */
    static final int COUNT = 4;

    private final long ageingNanos;
    private final NodeList[] levels = new NodeList[COUNT];
    private int size;

    AgeingLevels(long ageingNanos) {
        this.ageingNanos = Math.min(ageingNanos, Long.MAX_VALUE / COUNT); // so that all steps together do not wrap
        for (int i = 0; i < COUNT; i++) {
            levels[i] = new NodeList();
        }
    }

    int size() {
        return size;
    }

    int size(int level) {
        return levels[level].size();
    }

    /// Adds a node where it belongs by its age: nearly always last, but one that has waited elsewhere (for a slot,
    /// for its key) not behind those that came after it.
    void add(QueueNode node) {
        levels[node.level()].addByAge(node);
        size++;
    }

    void remove(QueueNode node) {
        levels[node.level()].remove(node);
        size--;
    }

    boolean holds(QueueNode node) {
        return node.list == levels[node.level()];
    }

    @Nullable
    QueueNode poll() {
        if (size == 0) {
            return null;
        }
        QueueNode best = null;
        long bestTime = 0;
        // From the highest level down, so that of two equal virtual times the higher priority wins.
        for (int level = COUNT - 1; level >= 0; level--) {
            QueueNode head = levels[level].first();
            if (head == null) {
                continue;
            }
            long time = head.waitingSinceNanos() + (COUNT - 1 - level) * ageingNanos;
            if (best == null || time - bestTime < 0) {
                best = head;
                bestTime = time;
            }
        }
        if (best != null) {
            remove(best);
        }
        return best;
    }

    /// Adds all nodes, level by level.
    void collect(List<QueueNode> nodes) {
        for (var level : levels) {
            level.collect(nodes);
        }
    }

    /// Takes out the oldest node of the lowest occupied level; null if that level is above the given one.
    @Nullable
    QueueNode pollLowest(int highest) {
        for (int level = 0; level <= highest; level++) {
            QueueNode node = levels[level].first();
            if (node != null) {
                remove(node);
                return node;
            }
        }
        return null;
    }
}
