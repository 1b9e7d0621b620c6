// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.queue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A doubly linked list of nodes that carry the links. Confined: its owner locks.
final class NodeList {
    private @Nullable QueueNode first;
    private @Nullable QueueNode last;
    private int size;

    int size() {
        return size;
    }

    @Nullable
    QueueNode first() {
        return first;
    }

    void addLast(QueueNode node) {
        addBetween(last, node, null);
    }

    /// Adds a node where it belongs by its age. Looks from both ends at once, so it costs the way from the nearer
    /// one.
    void addByAge(QueueNode node) {
        QueueNode younger = first; // to be the one after the node
        QueueNode older = last; // to be the one before it
        while (younger != null
                && older != null
                && younger.waitingSinceNanos() - node.waitingSinceNanos() <= 0
                && older.waitingSinceNanos() - node.waitingSinceNanos() > 0) {
            younger = younger.after;
            older = older.before;
        }
        if (older == null || older.waitingSinceNanos() - node.waitingSinceNanos() <= 0) {
            addBetween(older, node, older == null ? first : older.after);
        } else {
            addBetween(younger == null ? last : younger.before, node, younger);
        }
    }

    private void addBetween(@Nullable QueueNode before, QueueNode node, @Nullable QueueNode after) {
        node.list = this;
        node.before = before;
        node.after = after;
        if (before == null) {
            first = node;
        } else {
            before.after = node;
        }
        if (after == null) {
            last = node;
        } else {
            after.before = node;
        }
        size++;
    }

    void remove(QueueNode node) {
        QueueNode before = node.before;
        QueueNode after = node.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        node.before = null;
        node.after = null;
        node.list = null;
        size--;
    }

    void collect(List<QueueNode> nodes) {
        for (QueueNode node = first; node != null; node = node.after) {
            nodes.add(node);
        }
    }

    @Nullable
    QueueNode pollFirst() {
        QueueNode node = first;
        if (node != null) {
            remove(node);
        }
        return node;
    }
}
