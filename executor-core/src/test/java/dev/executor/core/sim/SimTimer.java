// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.spi.Host;

/// A call that is due at a moment of the virtual clock.
final class SimTimer implements Host.Cancellable {
    private final Timetable timetable;
    final long due;
    final long order;
    final Runnable action;

    /// Whether the engine asked for it: such a call takes locks, so it needs a thread that can wait. The others
    /// only unpark a thread.
    final boolean engines;

    boolean cancelled;

    SimTimer(Timetable timetable, long due, long order, Runnable action, boolean engines) {
        this.timetable = timetable;
        this.due = due;
        this.order = order;
        this.action = action;
        this.engines = engines;
    }

    @Override
    public void cancel() {
        cancelled = true;
        timetable.remove(this);
    }

    boolean before(SimTimer other) {
        return due < other.due || (due == other.due && order < other.order);
    }
}
