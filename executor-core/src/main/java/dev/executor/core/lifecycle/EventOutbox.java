// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.event.TaskEvent;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Keeps one task's events in order without holding a lock while listeners run. Made only for pools that somebody
/// listens to.
///
/// Events are added under the task's monitor, together with the transition that caused them. Whoever adds while nobody
/// delivers claims the delivery, and delivers outside of the monitor; events that are added meanwhile, by other threads
/// or by a listener of this very event, are left for it. A transition has at most three events, which is what the plain
/// fields hold: only a busy outbox needs a queue.
final class EventOutbox {
    private @Nullable TaskEvent first; // these three: the claimant's
    private @Nullable TaskEvent second;
    private @Nullable TaskEvent third;
    private @Nullable ArrayDeque<TaskEvent> left; // guarded by the monitor
    private boolean claimed; // guarded by the monitor

    /// Who has claimed the delivery and not begun it. Read without the monitor: only the claimant finds itself
    /// there.
    private @Nullable Thread claimant;

    /// Adds events, in order. Under the monitor.
    void add(@Nullable TaskEvent a, @Nullable TaskEvent b, @Nullable TaskEvent c) {
        if (claimed) {
            leave(a);
            leave(b);
            leave(c);
        } else if (a != null || b != null || c != null) {
            claimed = true;
            claimant = Thread.currentThread();
            first = a;
            second = b;
            third = c;
        }
    }

    private void leave(@Nullable TaskEvent event) {
        if (event != null) {
            if (left == null) {
                left = new ArrayDeque<>(4);
            }
            left.add(event);
        }
    }

    /// Begins the delivery if the calling thread has claimed it. From then on, what a listener adds is left for
    /// later.
    boolean begin() {
        if (claimant != Thread.currentThread()) {
            return false;
        }
        claimant = null;
        return true;
    }

    /// {@return the next event to deliver; null if there is none at hand}
    @Nullable
    TaskEvent next() {
        TaskEvent event = null;
        while (event == null && (first != null || second != null || third != null)) {
            event = first;
            first = second;
            second = third;
            third = null;
        }
        return event;
    }

    /// Takes up what was left meanwhile, or ends the claim. Under the monitor.
    ///
    /// @return whether there is more to deliver
    boolean takeUp() {
        if (left == null || left.isEmpty()) {
            claimed = false;
            return false;
        }
        first = left.poll();
        second = left.poll();
        third = left.poll();
        return true;
    }
}
