// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.event.TaskEvent;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Keeps one task's events in order without holding a lock while listeners run: appended under the task's monitor
/// together with the transition that caused them, delivered outside of it by one thread at a time. Guarded by the
/// task's monitor. Made only for pools that somebody listens to.
final class EventOutbox {
    private final ArrayDeque<TaskEvent> events = new ArrayDeque<>(4);
    private boolean delivering;

    void add(@Nullable TaskEvent event) {
        if (event != null) {
            events.add(event);
        }
    }

    /// {@return whether the calling thread is to deliver now; if not, another does and will find what was added}
    boolean begin() {
        if (delivering || events.isEmpty()) {
            return false;
        }
        delivering = true;
        return true;
    }

    /// {@return the next event; null ends the delivery}
    @Nullable
    TaskEvent next() {
        TaskEvent event = events.poll();
        delivering = event != null;
        return event;
    }
}
