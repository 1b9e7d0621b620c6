// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.queue;

import org.jspecify.annotations.Nullable;

/// What waits in a [TaskQueue]: linked into it without another object. What waits extends this.
public abstract class QueueNode {
    /// Links within one list: levels or a keyed queue, guarded by the queue's lock; `after` also links the inbox,
    /// before that.
    @Nullable
    QueueNode before;

    @Nullable
    QueueNode after;

    /// Which list it is in; guarded by the queue's lock.
    @Nullable
    NodeList list;

    /// Makes a node that waits nowhere.
    protected QueueNode() {}

    /// {@return its priority, from 0 (least urgent)}
    protected abstract int level();

    /// {@return since when it waits; constant while it is in the queue}
    protected abstract long waitingSinceNanos();

    /// {@return its ordering key, or null}
    protected abstract @Nullable String orderingKey();
}
