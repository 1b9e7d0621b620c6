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
public record Transition(Phase from, Signal signal, Phase to, int effectBits) {
    static Transition of(Phase from, Signal signal, Phase to, Set<Effect> effects) {
        return new Transition(
                from, signal, to, effects.stream().mapToInt(Transition::bit).sum());
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

    /// {@return what has to be done}
    public Set<Effect> effects() {
        var effects = EnumSet.allOf(Effect.class);
        effects.removeIf(effect -> !has(effect));
        return effects;
    }
}
