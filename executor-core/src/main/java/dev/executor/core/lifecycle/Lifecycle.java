// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import static dev.executor.core.lifecycle.Effect.ARM_DELAY;
import static dev.executor.core.lifecycle.Effect.DEQUEUE;
import static dev.executor.core.lifecycle.Effect.ENQUEUE;
import static dev.executor.core.lifecycle.Effect.INTERRUPT;
import static dev.executor.core.lifecycle.Effect.PUBLISH;
import static dev.executor.core.lifecycle.Effect.RELEASE_PERMIT;
import static dev.executor.core.lifecycle.Effect.RETIRE;
import static dev.executor.core.lifecycle.Effect.START_BODY;
import static dev.executor.core.lifecycle.Phase.ABANDONED;
import static dev.executor.core.lifecycle.Phase.BACKING_OFF;
import static dev.executor.core.lifecycle.Phase.DELAYED;
import static dev.executor.core.lifecycle.Phase.DONE;
import static dev.executor.core.lifecycle.Phase.EXPIRED;
import static dev.executor.core.lifecycle.Phase.QUEUED;
import static dev.executor.core.lifecycle.Phase.RUNNING;
import static dev.executor.core.lifecycle.Phase.STOPPING;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The state machine of a task: a pure table, no clock, no threads, no locks.
///
/// ```
///  NEW ── POSTPONED ─▶ DELAYED, NEW ── ADMITTED ─▶ QUEUED
///
///            DUE               DISPATCHED            RETURNED
///  DELAYED ───────▶ QUEUED ────────────────▶ RUNNING ─────────────────────▶ DONE
///     │               │  ▲                    │  │ │ EXPIRE        RETURNED ▲ ▲
///     │               │  │ DUE          RETRY │  │ ╰────────▶ EXPIRED ──────╯ │
///     │               │  ╰─── BACKING_OFF ◀───┴──│──────────────┤ RETRY        │
///     │               │            │             │ STOP         │ STOP         │
///     │ STOP          │ STOP       │ STOP        ▼              ▼   RETURNED   │
///     │               │            │           STOPPING ─────────── or RETRY ──┤
///     │               │            │             │ ABANDON                     │
///     │               │            │             ▼             RETURNED        │
///     │               │            │           ABANDONED ───────── or RETRY ───┤
///     ╰───────────────┴────────────┴───────────────────────────────────────────╯
/// ```
///
/// `docs/lifecycle.md` has the table with every effect; a test holds it against this code. A model test runs one task
/// against every environment.
public final class Lifecycle {
    private static final Map<Phase, Map<Signal, Transition>> BY_NAME = new EnumMap<>(Phase.class);
    private static final @Nullable Transition[][] TABLE = new Transition[Phase.values().length][Signal.values().length];

    static {
        for (Phase from : Phase.values()) {
            var row = new EnumMap<Signal, Transition>(Signal.class);
            for (Signal signal : Signal.values()) {
                Move move = decide(from, signal);
                if (move instanceof To(Phase next, var effects)) {
                    var transition = Transition.of(from, signal, next, effects);
                    TABLE[from.ordinal()][signal.ordinal()] = transition;
                    row.put(signal, transition);
                }
            }
            BY_NAME.put(from, row);
        }
    }

    private Lifecycle() {}

    /// {@return what the signal does in the phase}
    ///
    /// @param from the phase
    /// @param signal what happened
    /// @throws IllegalStateException if it cannot happen there: a bug of the engine
    public static Transition step(Phase from, Signal signal) {
        Transition transition = TABLE[from.ordinal()][signal.ordinal()];
        if (transition == null) {
            throw new IllegalStateException("signal " + signal + " cannot happen in phase " + from);
        }
        return transition;
    }

    /// {@return every legal transition, by phase and signal}
    public static Map<Phase, Map<Signal, Transition>> table() {
        return BY_NAME;
    }

    private static Move decide(Phase from, Signal signal) {
        return switch (from) {
            case NEW ->
                switch (signal) {
                    case ADMITTED -> to(QUEUED, ENQUEUE);
                    case POSTPONED -> to(DELAYED, ARM_DELAY);
                    case STOP, STOP_QUIETLY -> to(DONE, PUBLISH); // it never had a place in the pool
                    case DUE, DISPATCHED, EXPIRE, RETURNED, RETRY, ABANDON -> illegal();
                };
            case DELAYED ->
                switch (signal) {
                    case DUE -> to(QUEUED, ENQUEUE);
                    case STOP, STOP_QUIETLY -> to(DONE, PUBLISH, RETIRE);
                    case ADMITTED, POSTPONED, DISPATCHED, EXPIRE, RETURNED, RETRY, ABANDON -> illegal();
                };
            case QUEUED ->
                switch (signal) {
                    case DISPATCHED -> to(RUNNING, START_BODY);
                    case STOP, STOP_QUIETLY -> to(DONE, DEQUEUE, PUBLISH, RETIRE);
                    case DUE, EXPIRE, ABANDON -> to(from); // late: a timer of the phase or attempt before
                    case ADMITTED, POSTPONED, RETURNED, RETRY -> illegal();
                };
            case RUNNING ->
                switch (signal) {
                    case RETURNED -> to(DONE, RELEASE_PERMIT, PUBLISH, RETIRE);
                    case RETRY -> to(BACKING_OFF, RELEASE_PERMIT, ARM_DELAY);
                    case EXPIRE -> to(EXPIRED, INTERRUPT);
                    case STOP -> to(STOPPING, PUBLISH, INTERRUPT);
                    case STOP_QUIETLY -> to(STOPPING, PUBLISH);
                    case DUE, ABANDON -> to(from); // late
                    case ADMITTED, POSTPONED, DISPATCHED -> illegal();
                };
            case EXPIRED ->
                switch (signal) {
                    case RETURNED -> to(DONE, RELEASE_PERMIT, PUBLISH, RETIRE);
                    case RETRY -> to(BACKING_OFF, RELEASE_PERMIT, ARM_DELAY);
                    case STOP -> to(STOPPING, PUBLISH, INTERRUPT);
                    case STOP_QUIETLY -> to(STOPPING, PUBLISH);
                    case EXPIRE, DUE, ABANDON -> to(from); // late
                    case ADMITTED, POSTPONED, DISPATCHED -> illegal();
                };
            case BACKING_OFF ->
                switch (signal) {
                    case DUE -> to(QUEUED, ENQUEUE);
                    case STOP, STOP_QUIETLY -> to(DONE, PUBLISH, RETIRE);
                    case EXPIRE, ABANDON -> to(from); // late: the attempt is back
                    case ADMITTED, POSTPONED, DISPATCHED, RETURNED, RETRY -> illegal();
                };
            case STOPPING ->
                switch (signal) {
                    case RETURNED, RETRY -> to(DONE, RELEASE_PERMIT, RETIRE);
                    case ABANDON -> to(ABANDONED, RELEASE_PERMIT);
                    case STOP -> to(from, INTERRUPT); // the shutdown's, after a quiet stop or a swallowed interrupt
                    case STOP_QUIETLY, EXPIRE, DUE -> to(from); // late
                    case ADMITTED, POSTPONED, DISPATCHED -> illegal();
                };
            case ABANDONED ->
                switch (signal) {
                    case RETURNED, RETRY -> to(DONE, RETIRE);
                    case STOP -> to(from, INTERRUPT);
                    case STOP_QUIETLY, EXPIRE, DUE, ABANDON -> to(from); // late
                    case ADMITTED, POSTPONED, DISPATCHED -> illegal();
                };
            case DONE ->
                switch (signal) {
                    case DISPATCHED ->
                        to(from, RELEASE_PERMIT); // stopped between the poll and now: the permit must not be lost
                    case STOP, STOP_QUIETLY, EXPIRE, DUE, ABANDON -> to(from); // late
                    case ADMITTED, POSTPONED, RETURNED, RETRY -> illegal();
                };
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
