// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import java.util.EnumSet;
import java.util.Set;

/// What a signal does in a phase: the next phase and the effects that are due. Immutable.
///
/// @param from the phase before
/// @param signal what happened
/// @param to the phase after
/// @param effectBits what has to be done, a bit for each [Effect]: the hot path tests and walks bits
public record Transition(Phase from, Signal signal, Phase to, int effectBits) {
    /// Makes a transition. [Effect#COUNT] follows from the phases.
    static Transition of(Phase from, Signal signal, Phase to, Set<Effect> effects) {
        int bits = effects.stream().mapToInt(Effect::bit).reduce(0, (a, b) -> a | b);
        boolean counted = from.waitsForTime() != to.waitsForTime() || from.stopping() != to.stopping();
        int count = Effect.COUNT.bit();
        return new Transition(from, signal, to, counted ? bits | count : bits & ~count);
    }

    /// {@return whether the effect is due}
    /// @param effect the effect
    public boolean has(Effect effect) {
        return (effectBits & effect.bit()) != 0;
    }

    /// {@return the same without one of its effects}
    /// @param effect the effect
    public Transition without(Effect effect) {
        return new Transition(from, signal, to, effectBits & ~effect.bit());
    }

    /// {@return whether the phase changes}
    public boolean moves() {
        return from != to;
    }

    /// {@return whether this decides the outcome}; with a recorder, it becomes visible later
    public boolean decides() {
        return to.decided() && !from.decided();
    }

    /// {@return whether this starts an attempt}
    public boolean startsAttempt() {
        return to == Phase.RUNNING && moves();
    }

    /// {@return what has to be done, in order}
    public Set<Effect> effects() {
        var effects = EnumSet.allOf(Effect.class);
        effects.removeIf(effect -> !has(effect));
        return effects;
    }
}
