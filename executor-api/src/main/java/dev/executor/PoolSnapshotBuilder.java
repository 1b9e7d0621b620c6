// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// Collects the figures of a [PoolSnapshot]; each is zero unless set. Confined to one thread.
///
/// @since 0.1
public final class PoolSnapshotBuilder {
    private final String pool;
    private final Map<Priority, Integer> queued = new EnumMap<>(Priority.class);
    private PoolState state = PoolState.OPEN;
    private int live;
    private int bound;
    private int delayed;
    private int stopping;
    private int stuck;
    private int permitsTaken;
    private int permitLimit;
    private long accepted;
    private long refused;
    private long succeeded;
    private long failed;
    private long timedOut;
    private long cancelled;
    private long shed;
    private long retriesScheduled;
    private long retriesDenied;
    private long droppedEvents;
    private long listenerErrors;
    private long threadsStarted;

    PoolSnapshotBuilder(String pool) {
        this.pool = pool;
        for (var priority : Priority.values()) {
            queued.put(priority, 0);
        }
    }

    /// {@return this}
    /// @param value where the pool is in its life
    public PoolSnapshotBuilder state(PoolState value) {
        state = Objects.requireNonNull(value, "state");
        return this;
    }

    /// {@return this}
    /// @param priority a priority
    /// @param value how many tasks of it wait in the queue
    public PoolSnapshotBuilder queued(Priority priority, int value) {
        queued.put(Objects.requireNonNull(priority, "priority"), value);
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Tasks#live()]
    public PoolSnapshotBuilder live(int value) {
        live = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Tasks#bound()]
    public PoolSnapshotBuilder bound(int value) {
        bound = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Tasks#delayed()]
    public PoolSnapshotBuilder delayed(int value) {
        delayed = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Tasks#stopping()]
    public PoolSnapshotBuilder stopping(int value) {
        stopping = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Tasks#stuck()]
    public PoolSnapshotBuilder stuck(int value) {
        stuck = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Permits#taken()]
    public PoolSnapshotBuilder permitsTaken(int value) {
        permitsTaken = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Permits#limit()]
    public PoolSnapshotBuilder permitLimit(int value) {
        permitLimit = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Submissions#accepted()]
    public PoolSnapshotBuilder accepted(long value) {
        accepted = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Submissions#refused()]
    public PoolSnapshotBuilder refused(long value) {
        refused = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Outcomes#succeeded()]
    public PoolSnapshotBuilder succeeded(long value) {
        succeeded = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Outcomes#failed()]
    public PoolSnapshotBuilder failed(long value) {
        failed = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Outcomes#timedOut()]
    public PoolSnapshotBuilder timedOut(long value) {
        timedOut = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Outcomes#cancelled()]
    public PoolSnapshotBuilder cancelled(long value) {
        cancelled = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Outcomes#shed()]
    public PoolSnapshotBuilder shed(long value) {
        shed = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Retries#scheduled()]
    public PoolSnapshotBuilder retriesScheduled(long value) {
        retriesScheduled = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Retries#denied()]
    public PoolSnapshotBuilder retriesDenied(long value) {
        retriesDenied = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Listeners#droppedEvents()]
    public PoolSnapshotBuilder droppedEvents(long value) {
        droppedEvents = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot.Listeners#errors()]
    public PoolSnapshotBuilder listenerErrors(long value) {
        listenerErrors = value;
        return this;
    }

    /// {@return this}
    /// @param value see [PoolSnapshot#threadsStarted()]
    public PoolSnapshotBuilder threadsStarted(long value) {
        threadsStarted = value;
        return this;
    }

    /// {@return the snapshot}
    public PoolSnapshot build() {
        return new PoolSnapshot(new PoolSnapshot.Figures(
                pool,
                state,
                Collections.unmodifiableMap(new EnumMap<>(queued)),
                live,
                bound,
                delayed,
                stopping,
                stuck,
                permitsTaken,
                permitLimit,
                accepted,
                refused,
                succeeded,
                failed,
                timedOut,
                cancelled,
                shed,
                retriesScheduled,
                retriesDenied,
                droppedEvents,
                listenerErrors,
                threadsStarted));
    }
}
