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
        node.list = this;
        node.after = null;
        node.before = last;
        if (last == null) {
            first = node;
        } else {
            last.after = node;
        }
        last = node;
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
