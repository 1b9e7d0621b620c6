// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/// One task against every environment: a breadth-first walk through all worlds that the pool, the timers, the body and
/// impatient callers can bring about, with at most [#MAX_ATTEMPTS] attempts. In each world and at each end it is
/// checked that nothing is lost and nothing is had twice.
class LifecycleModelTest {
    private static final int MAX_ATTEMPTS = 2;

    /// A world: the task's phase, and what of the environment matters to it.
    ///
    /// @param phase the task's phase
    /// @param queued whether it is in the queue
    /// @param taken whether a thread with a permit has polled it and not yet told it
    /// @param bodies how many threads run its body
    /// @param permits how many permits are held on its account
    /// @param delayArmed whether the timer for its delay is armed
    /// @param lateExpiry whether an expiry of an earlier attempt is still on its way
    /// @param attempts how many attempts were started
    /// @param published how often its outcome was published
    /// @param retired how often it left the live set
    /// @param interrupted whether the running body has been interrupted
    record World(
            Phase phase,
            boolean queued,
            boolean taken,
            int bodies,
            int permits,
            boolean delayArmed,
            boolean lateExpiry,
            int attempts,
            int published,
            int retired,
            boolean interrupted) {}

    private static World enter(Signal signal) {
        return apply(new World(Phase.NEW, false, false, 0, 0, false, false, 0, 0, 0, false), signal, Lifecycle::step);
    }

    private static World apply(World w, Signal signal, BiFunction<Phase, Signal, Transition> table) {
        Transition t = table.apply(w.phase, signal);
        boolean back = signal == Signal.RETURNED || signal == Signal.RETRY;
        int bodies = w.bodies - (back ? 1 : 0) + (t.has(Effect.START_BODY) ? 1 : 0);
        return new World(
                t.to(),
                (w.queued || t.has(Effect.ENQUEUE)) && !t.has(Effect.DEQUEUE),
                w.taken && signal != Signal.DISPATCHED,
                bodies,
                w.permits - (t.has(Effect.RELEASE_PERMIT) ? 1 : 0),
                t.has(Effect.ARM_DELAY) || (w.delayArmed && signal != Signal.DUE),
                w.lateExpiry || (back && w.attempts < MAX_ATTEMPTS),
                w.attempts + (t.has(Effect.START_BODY) ? 1 : 0),
                w.published + (t.has(Effect.PUBLISH) ? 1 : 0),
                w.retired + (t.has(Effect.RETIRE) ? 1 : 0),
                bodies > 0 && (w.interrupted || t.has(Effect.INTERRUPT)));
    }

    private static List<World> next(World w, BiFunction<Phase, Signal, Transition> table) {
        var worlds = new ArrayList<World>();
        if (w.queued) { // a thread takes a permit and polls it: from here on it holds the permit on the task's account
            worlds.add(new World(
                    w.phase,
                    false,
                    true,
                    w.bodies,
                    w.permits + 1,
                    w.delayArmed,
                    w.lateExpiry,
                    w.attempts,
                    w.published,
                    w.retired,
                    w.interrupted));
        }
        if (w.taken) {
            worlds.add(apply(w, Signal.DISPATCHED, table));
        }
        if (w.bodies > 0) {
            worlds.add(apply(w, Signal.RETURNED, table));
            if (w.attempts < MAX_ATTEMPTS) {
                worlds.add(apply(w, Signal.RETRY, table));
            }
            worlds.add(apply(w, Signal.EXPIRE, table));
        }
        if (w.bodies > 0 && w.interrupted && w.phase == Phase.STOPPING) {
            worlds.add(apply(w, Signal.ABANDON, table));
        }
        if (w.delayArmed) {
            worlds.add(apply(w, Signal.DUE, table));
        }
        if (w.lateExpiry) {
            worlds.add(apply(w, Signal.EXPIRE, table));
        }
        worlds.add(apply(w, Signal.STOP, table));
        worlds.add(apply(w, Signal.STOP_QUIETLY, table));
        return worlds;
    }

    private static Set<World> explore(BiFunction<Phase, Signal, Transition> table) {
        var seen = new HashSet<World>();
        var todo = new ArrayDeque<>(List.of(enter(Signal.ADMITTED), enter(Signal.POSTPONED)));
        while (!todo.isEmpty()) {
            World w = todo.poll();
            if (!seen.add(w)) {
                continue;
            }
            check(w);
            todo.addAll(next(w, table));
        }
        return seen;
    }

    private static void check(World w) {
        String world = w.toString();
        assertThat(w.bodies).as(world).isBetween(0, 1);
        assertThat(w.published).as(world).isEqualTo(w.phase.decided() ? 1 : 0);
        assertThat(w.retired).as(world).isEqualTo(w.phase == Phase.DONE ? 1 : 0);
        assertThat(w.permits).as(world).isEqualTo((w.taken ? 1 : 0) + (holdsPermit(w) ? 1 : 0));
        assertThat(w.bodies).as(world).isEqualTo(runs(w) ? 1 : 0);
        assertThat(w.queued && (w.taken || w.phase != Phase.QUEUED)).as(world).isFalse();
        if (w.phase == Phase.QUEUED) {
            assertThat(w.queued || w.taken).as("lost from the queue: " + world).isTrue();
        }
        if (w.phase == Phase.DELAYED || w.phase == Phase.BACKING_OFF) {
            assertThat(w.delayArmed).as("nothing will wake it: " + world).isTrue();
        }
    }

    private static boolean runs(World w) {
        return switch (w.phase) {
            case RUNNING, EXPIRED, STOPPING, ABANDONED -> true;
            case NEW, DELAYED, QUEUED, BACKING_OFF, DONE -> false;
        };
    }

    private static boolean holdsPermit(World w) {
        return runs(w) && w.phase != Phase.ABANDONED;
    }

    @Test
    void inEveryWorldThereIsOneOutcomeAndEveryPermitComesHome() {
        var worlds = explore(Lifecycle::step);
        assertThat(worlds).hasSizeGreaterThan(20);
        var entered = EnumSet.complementOf(EnumSet.of(Phase.NEW));
        assertThat(worlds).extracting(World::phase).containsAll(entered);
    }

    @Test
    void fromEveryWorldTheEndCanBeReached() {
        for (World world : explore(Lifecycle::step)) {
            World w = world;
            for (int i = 0; i < 10 && !(w.phase == Phase.DONE && !w.taken && !w.queued); i++) {
                Signal signal = w.taken ? Signal.DISPATCHED : w.bodies > 0 ? Signal.RETURNED : Signal.STOP;
                w = apply(w, signal, Lifecycle::step);
            }
            assertThat(w.phase).as("from " + world).isEqualTo(Phase.DONE);
            assertThat(w.permits).as("from " + world).isZero();
        }
    }

    /// The walk is worth something only if it finds a wrong table: each effect of each transition, left out, is
    /// found.
    @Test
    void everyEffectThatIsLeftOutIsFound() {
        for (var row : Lifecycle.table().values()) {
            for (Transition transition : row.values()) {
                for (Effect effect : transition.effects()) {
                    if (effect == Effect.INTERRUPT || transition.from() == Phase.NEW) {
                        continue; // an interrupt is a request: no invariant of one task depends on it
                    }
                    assertThatThrownBy(() -> explore((phase, signal) -> without(transition, effect, phase, signal)))
                            .as(transition + " without " + effect)
                            .isInstanceOf(AssertionError.class);
                }
            }
        }
    }

    private static Transition without(Transition mutated, Effect effect, Phase phase, Signal signal) {
        Transition original = Lifecycle.step(phase, signal);
        if (original != mutated) {
            return original;
        }
        var effects = original.effects();
        effects.remove(effect);
        return Transition.of(original.from(), original.signal(), original.to(), effects);
    }

    @Test
    void aSignalThatCannotHappenIsRefusedByName() {
        assertThatThrownBy(() -> Lifecycle.step(Phase.DELAYED, Signal.DISPATCHED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("signal DISPATCHED cannot happen in phase DELAYED");
    }
}
