// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import static dev.executor.core.lifecycle.Effect.ARM;
import static dev.executor.core.lifecycle.Effect.DEQUEUE;
import static dev.executor.core.lifecycle.Effect.ENQUEUE;
import static dev.executor.core.lifecycle.Effect.HEED_CLOSING;
import static dev.executor.core.lifecycle.Effect.INTERRUPT;
import static dev.executor.core.lifecycle.Effect.PUBLISH;
import static dev.executor.core.lifecycle.Effect.RECORD;
import static dev.executor.core.lifecycle.Effect.RELEASE_SLOT;
import static dev.executor.core.lifecycle.Effect.REVOKE_PERMIT;
import static dev.executor.core.lifecycle.Effect.TALLY;
import static dev.executor.core.lifecycle.Effect.TELL;
import static dev.executor.core.lifecycle.Effect.WAKE;
import static dev.executor.core.lifecycle.Phase.ABANDONED;
import static dev.executor.core.lifecycle.Phase.BACKING_OFF;
import static dev.executor.core.lifecycle.Phase.DELAYED;
import static dev.executor.core.lifecycle.Phase.DONE;
import static dev.executor.core.lifecycle.Phase.EXPIRED;
import static dev.executor.core.lifecycle.Phase.QUEUED;
import static dev.executor.core.lifecycle.Phase.RECORDING;
import static dev.executor.core.lifecycle.Phase.RECORDING_ABANDONED;
import static dev.executor.core.lifecycle.Phase.RECORDING_STOPPING;
import static dev.executor.core.lifecycle.Phase.RUNNING;
import static dev.executor.core.lifecycle.Phase.STOPPING;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The state machine of a task: a pure table, no clock, no threads, no locks. Immutable.
///
/// ```
///  NEW ── POSTPONED ─▶ DELAYED, NEW ── ADMITTED ─▶ QUEUED
///
///            DUE               DISPATCHED            RETURNED
///  DELAYED ───────▶ QUEUED ────────────────▶ RUNNING ──────────────────▶ recording ─▶ DONE
///     │               │  ▲                    │  │ │ EXPIRE     RETURNED ▲ ▲
///     │               │  │ DUE          RETRY │  │ ╰────────▶ EXPIRED ───╯ │
///     │               │  ╰─── BACKING_OFF ◀───┴──│──────────────┤ RETRY     │
///     │               │            │             │ STOP         │ STOP      │
///     │ STOP          │ STOP       │ STOP        ▼              ▼           │
///     │               │            │          recording ─▶ STOPPING ── RETURNED or RETRY ─▶ DONE
///     │               │            │                          │ ABANDON     │
///     │               │            │                          ▼             │
///     │               │            │                      ABANDONED ── RETURNED or RETRY ─▶ DONE
///     ╰───────────────┴────────────┴────────────────────────────────────────╯
/// ```
///
/// An outcome is decided, then recorded, then told. Where the pool has a recorder, a task waits for it in one of the
/// RECORDING phases. Without a recorder nothing needs to be waited for: the [table in memory][#inMemory()] makes one
/// transition of each pair "decide" and "recorded". So there is one table, and the second follows from it.
///
/// `docs/lifecycle.md` has the tables with every effect; a test holds it against this code. A model test runs one task
/// against every environment.
public final class Lifecycle {
    private static final Lifecycle RECORDED = new Lifecycle(Lifecycle::decide);
    private static final Lifecycle IN_MEMORY = new Lifecycle(Lifecycle::decideAndTell);

    private final Map<Phase, Map<Signal, Transition>> byName = new EnumMap<>(Phase.class);
    private final @Nullable Transition[][] table = new Transition[Phase.values().length][Signal.values().length];
    private final @Nullable Transition[][] silent = new Transition[Phase.values().length][Signal.values().length];

    private interface Decision {
        Move decide(Phase from, Signal signal);
    }

    private Lifecycle(Decision decision) {
        for (Phase from : Phase.values()) {
            for (Signal signal : Signal.values()) {
                if (decision.decide(from, signal) instanceof To(Phase next, var effects)) {
                    var transition = Transition.of(from, signal, next, effects);
                    table[from.ordinal()][signal.ordinal()] = transition;
                    silent[from.ordinal()][signal.ordinal()] =
                            transition.has(TELL) ? transition.without(TELL) : transition;
                    byName.computeIfAbsent(from, _ -> new EnumMap<>(Signal.class))
                            .put(signal, transition);
                }
            }
        }
    }

    /// {@return the table of a pool that records each outcome before it is told}
    public static Lifecycle recorded() {
        return RECORDED;
    }

    /// {@return the table of a pool without a recorder}
    public static Lifecycle inMemory() {
        return IN_MEMORY;
    }

    /// {@return what the signal does in the phase}
    ///
    /// @param from the phase
    /// @param signal what happened
    /// @throws IllegalStateException if it cannot happen there: a bug of the engine
    public Transition step(Phase from, Signal signal) {
        Transition transition = table[from.ordinal()][signal.ordinal()];
        if (transition == null) {
            throw new IllegalStateException("signal " + signal + " cannot happen in phase " + from);
        }
        return transition;
    }

    /// {@return the transition without its events}
    /// @param transition one of this table
    Transition silent(Transition transition) {
        Transition found =
                silent[transition.from().ordinal()][transition.signal().ordinal()];
        return found == null ? transition.without(TELL) : found; // all transitions of a table have one
    }

    /// {@return every legal transition, by phase and signal}
    public Map<Phase, Map<Signal, Transition>> table() {
        return byName;
    }

    private static Move decide(Phase from, Signal signal) {
        return switch (from) {
            case NEW ->
                switch (signal) {
                    case ADMITTED -> to(QUEUED, ARM, TELL, ENQUEUE, HEED_CLOSING);
                    case POSTPONED -> to(DELAYED, ARM, TELL, HEED_CLOSING);
                    case STOP, STOP_QUIETLY -> to(DONE, PUBLISH, WAKE); // no slot, no events: it was never accepted
                    case DUE, DISPATCHED, EXPIRE, RETURNED, RETRY, ABANDON, RECORDED -> illegal();
                };
            case DELAYED ->
                switch (signal) {
                    case DUE -> to(QUEUED, ARM, ENQUEUE, HEED_CLOSING);
                    case STOP, STOP_QUIETLY -> to(RECORDING, RECORD);
                    case ADMITTED, POSTPONED, DISPATCHED, EXPIRE, RETURNED, RETRY, ABANDON, RECORDED -> illegal();
                };
            case QUEUED ->
                switch (signal) {
                    case DISPATCHED -> to(RUNNING, ARM, TELL, HEED_CLOSING);
                    case STOP, STOP_QUIETLY -> to(RECORDING, DEQUEUE, RECORD);
                    case DUE, EXPIRE, ABANDON -> to(from); // late: a timer of the phase or attempt before
                    case ADMITTED, POSTPONED, RETURNED, RETRY, RECORDED -> illegal();
                };
            case RUNNING ->
                switch (signal) {
                    case RETURNED -> to(RECORDING, TELL, RECORD);
                    case RETRY -> to(BACKING_OFF, ARM, TELL, HEED_CLOSING);
                    case EXPIRE -> to(EXPIRED, INTERRUPT, ARM);
                    case STOP -> to(RECORDING_STOPPING, INTERRUPT, ARM, RECORD);
                    case STOP_QUIETLY -> to(RECORDING_STOPPING, RECORD);
                    case DUE, ABANDON -> to(from); // late
                    case ADMITTED, POSTPONED, DISPATCHED, RECORDED -> illegal();
                };
            case EXPIRED ->
                switch (signal) {
                    case RETURNED -> to(RECORDING, TELL, RECORD);
                    case RETRY -> to(BACKING_OFF, ARM, TELL, HEED_CLOSING);
                    case STOP -> to(RECORDING_STOPPING, INTERRUPT, RECORD);
                    case STOP_QUIETLY -> to(RECORDING_STOPPING, RECORD);
                    case EXPIRE, DUE, ABANDON -> to(from); // late
                    case ADMITTED, POSTPONED, DISPATCHED, RECORDED -> illegal();
                };
            case BACKING_OFF ->
                switch (signal) {
                    case DUE -> to(QUEUED, ARM, ENQUEUE, HEED_CLOSING);
                    case STOP, STOP_QUIETLY -> to(RECORDING, RECORD);
                    case EXPIRE, ABANDON -> to(from); // late: the attempt is back
                    case ADMITTED, POSTPONED, DISPATCHED, RETURNED, RETRY, RECORDED -> illegal();
                };
            case RECORDING_STOPPING ->
                switch (signal) {
                    case RECORDED -> to(STOPPING, TALLY, PUBLISH, TELL, WAKE);
                    case RETURNED, RETRY -> to(RECORDING, TELL);
                    case ABANDON -> to(RECORDING_ABANDONED, REVOKE_PERMIT);
                    case STOP -> to(from, INTERRUPT, ARM); // as in STOPPING
                    case STOP_QUIETLY, EXPIRE, DUE -> to(from); // late
                    case ADMITTED, POSTPONED, DISPATCHED -> illegal();
                };
            case RECORDING_ABANDONED ->
                switch (signal) {
                    case RECORDED -> to(ABANDONED, TALLY, PUBLISH, TELL, WAKE);
                    case RETURNED, RETRY -> to(RECORDING, TELL);
                    case STOP -> to(from, INTERRUPT);
                    case STOP_QUIETLY, EXPIRE, DUE, ABANDON -> to(from); // late
                    case ADMITTED, POSTPONED, DISPATCHED -> illegal();
                };
            case RECORDING ->
                switch (signal) {
                    case RECORDED -> to(DONE, TALLY, PUBLISH, TELL, RELEASE_SLOT, WAKE);
                    case DISPATCHED -> to(from); // as in DONE
                    case STOP, STOP_QUIETLY, EXPIRE, DUE, ABANDON -> to(from); // late
                    case ADMITTED, POSTPONED, RETURNED, RETRY -> illegal();
                };
            case STOPPING ->
                switch (signal) {
                    case RETURNED, RETRY -> to(DONE, TELL, RELEASE_SLOT);
                    case ABANDON -> to(ABANDONED, REVOKE_PERMIT);
                    case STOP -> to(from, INTERRUPT, ARM); // a shutdown's, after a quiet stop or a swallowed interrupt
                    case STOP_QUIETLY, EXPIRE, DUE -> to(from); // late
                    case ADMITTED, POSTPONED, DISPATCHED, RECORDED -> illegal();
                };
            case ABANDONED ->
                switch (signal) {
                    case RETURNED, RETRY -> to(DONE, TELL, RELEASE_SLOT);
                    case STOP -> to(from, INTERRUPT);
                    case STOP_QUIETLY, EXPIRE, DUE, ABANDON -> to(from); // late
                    case ADMITTED, POSTPONED, DISPATCHED, RECORDED -> illegal();
                };
            case DONE ->
                switch (signal) {
                    case DISPATCHED -> to(from); // stopped between poll and start: the thread goes on without it
                    case STOP, STOP_QUIETLY, EXPIRE, DUE, ABANDON -> to(from); // late
                    case ADMITTED, POSTPONED, RETURNED, RETRY, RECORDED -> illegal();
                };
        };
    }

    /// The table without a recorder: what decides an outcome also tells it.
    private static Move decideAndTell(Phase from, Signal signal) {
        return switch (from) {
            case RECORDING, RECORDING_STOPPING, RECORDING_ABANDONED -> illegal();
            case NEW, DELAYED, QUEUED, RUNNING, EXPIRED, BACKING_OFF, STOPPING, ABANDONED, DONE -> {
                if (decide(from, signal) instanceof To(Phase recording, var deciding)
                        && deciding.contains(RECORD)
                        && decide(recording, Signal.RECORDED) instanceof To(Phase told, var telling)) {
                    var both = EnumSet.copyOf(deciding);
                    both.remove(RECORD);
                    both.addAll(telling);
                    yield new To(told, both);
                }
                yield decide(from, signal);
            }
        };
    }

    private sealed interface Move permits To, Illegal {}

    private record To(Phase next, EnumSet<Effect> effects) implements Move {}

    private record Illegal() implements Move {}

    private static Move to(Phase next, Effect... effects) {
        var set = EnumSet.noneOf(Effect.class);
        set.addAll(List.of(effects));
        return new To(next, set);
    }

    private static Move illegal() {
        return new Illegal();
    }
}
