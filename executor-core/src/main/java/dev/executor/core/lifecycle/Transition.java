// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import java.util.EnumSet;
import java.util.Set;

/// What a signal does in a phase: the next phase and the effects that are due. Immutable, one instance for each pair.
///
/// @param from the phase before
/// @param signal what happened
/// @param to the phase after
/// @param effectBits what has to be done, a bit for each [Effect]: asked several times for each task, so a bit test
/// @param claimed whether whoever made it delivers its events, and nobody else does meanwhile; said of a task's own
///     transition ([StateCell]), never in the table
public record Transition(Phase from, Signal signal, Phase to, int effectBits, boolean claimed) {
    static Transition of(Phase from, Signal signal, Phase to, Set<Effect> effects) {
        return new Transition(
                from, signal, to, effects.stream().mapToInt(Transition::bit).sum(), false);
    }

    /// The same, by a thread that has claimed the delivery of its events.
    Transition claim() {
        return new Transition(from, signal, to, effectBits, true);
    }

    private static int bit(Effect effect) {
        return 1 << effect.ordinal();
    }

    /// {@return whether the effect is due}
    /// @param effect the effect
    public boolean has(Effect effect) {
        return (effectBits & bit(effect)) != 0;
    }

    /// {@return whether the phase changes}
    public boolean moves() {
        return from != to;
    }

    /// Whether listeners hear of it. What never entered its pool has no events.
    boolean told() {
        return moves()
                && switch (signal) {
                    case ADMITTED, POSTPONED, DISPATCHED, RETURNED, RETRY -> true;
                    case STOP, STOP_QUIETLY -> from != Phase.NEW;
                    case DUE, EXPIRE, ABANDON -> false;
                };
    }

    /// {@return what has to be done}
    public Set<Effect> effects() {
        var effects = EnumSet.allOf(Effect.class);
        effects.removeIf(effect -> !has(effect));
        return effects;
    }
}
