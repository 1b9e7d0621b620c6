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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One task against every environment: a breadth-first walk through all worlds that the pool, the timers, the body, the
/// recorder, a closing pool and impatient callers can bring about, with at most [#MAX_ATTEMPTS] attempts. In each world
/// and at each end it is checked that nothing is lost and nothing is had twice. The tables that are walked are those
/// that [TaskEffects] carries out.
class LifecycleModelTest {
    private static final int MAX_ATTEMPTS = 2;

    static Stream<Lifecycle> tables() {
        return Stream.of(Lifecycle.inMemory(), Lifecycle.recorded());
    }

    /// What the effects have done to what surrounds the task.
    ///
    /// @param queued whether it is in the queue
    /// @param taken whether a thread with a permit has polled it and not yet told it
    /// @param holdsKey whether it holds its ordering key
    /// @param permits how many permits are held on its account
    /// @param timer whether its timer is set for the present phase
    /// @param recording whether the recorder has its outcome
    /// @param tallied how often its outcome was counted
    /// @param published how often its outcome was published
    /// @param woken how often waiters were woken
    /// @param slots how many slots it has
    /// @param delayed what the gauge of tasks that wait for a time says
    /// @param stopping what the gauge of stopping tasks says
    /// @param interrupted whether the running body has been interrupted
    /// @param told which events were told, and how often: submitted, started, ended, finished
    record Around(
            boolean queued,
            boolean taken,
            boolean holdsKey,
            int permits,
            boolean timer,
            boolean recording,
            int tallied,
            int published,
            int woken,
            int slots,
            int delayed,
            int stopping,
            boolean interrupted,
            List<Integer> told) {}

    /// A world.
    ///
    /// @param phase the task's phase
    /// @param accepted whether it has entered its pool
    /// @param attempts how many attempts were started
    /// @param bodies how many threads run its body
    /// @param stopped whether the running body was told to stop
    /// @param missed whether it was, and was not interrupted for that
    /// @param lateExpiry whether an expiry of an earlier attempt is still on its way
    /// @param closing whether the pool is closing, and its closing thread has looked for tasks
    /// @param unheeded whether the task has become visible since then, and has not been stopped
    /// @param around the rest
    record World(
            Phase phase,
            boolean accepted,
            int attempts,
            int bodies,
            boolean stopped,
            boolean missed,
            boolean lateExpiry,
            boolean closing,
            boolean unheeded,
            Around around) {}

    private static final World BEFORE = new World(
            Phase.NEW,
            false,
            0,
            0,
            false,
            false,
            false,
            false,
            false,
            new Around(false, false, false, 0, false, false, 0, 0, 0, 1, 0, 0, false, List.of(0, 0, 0, 0)));

    private static World apply(World w, Signal signal, BiFunction<Phase, Signal, Transition> table) {
        Transition t = table.apply(w.phase, signal);
        boolean back = signal == Signal.RETURNED || signal == Signal.RETRY;
        int bodies = w.bodies - (back ? 1 : 0) + (t.startsAttempt() ? 1 : 0);
        boolean stops = signal == Signal.STOP || (signal == Signal.EXPIRE && t.moves());
        boolean visible = t.moves() && !t.to().decided() && t.to() != Phase.EXPIRED;
        var next = new World(
                t.to(),
                w.accepted || (t.moves() && !t.to().decided()),
                w.attempts + (t.startsAttempt() ? 1 : 0),
                bodies,
                bodies > 0 && (w.stopped || stops),
                w.missed || (bodies > 0 && stops && !t.has(Effect.INTERRUPT)),
                w.lateExpiry || (back && w.attempts < MAX_ATTEMPTS),
                w.closing,
                w.closing && visible && !t.has(Effect.HEED_CLOSING),
                effects(w, signal, t, back, bodies));
        return w.closing && visible && t.has(Effect.HEED_CLOSING) ? apply(next, Signal.STOP, table) : next;
    }

    private static Around effects(World w, Signal signal, Transition t, boolean back, int bodies) {
        Around a = w.around;
        boolean atOnce = t.has(Effect.ENQUEUE); // it has its key, or waits for it in the queue
        boolean revoked = t.has(Effect.REVOKE_PERMIT);
        boolean dispatched = signal == Signal.DISPATCHED;
        boolean givesPermitBack = (back && w.phase != Phase.ABANDONED && w.phase != Phase.RECORDING_ABANDONED)
                || (dispatched && !t.startsAttempt());
        boolean counted = t.has(Effect.COUNT);
        return new Around(
                (a.queued || atOnce) && !t.has(Effect.DEQUEUE),
                a.taken && !dispatched,
                (a.holdsKey || atOnce) && !t.has(Effect.RELEASE_SLOT),
                a.permits - (revoked || givesPermitBack ? 1 : 0),
                t.has(Effect.ARM) || (a.timer && (!t.moves() || (mayBeStuck(t.from()) && mayBeStuck(t.to())))),
                (a.recording || t.has(Effect.RECORD)) && signal != Signal.RECORDED,
                a.tallied + (t.has(Effect.TALLY) ? 1 : 0),
                a.published + (t.has(Effect.PUBLISH) ? 1 : 0),
                a.woken + (t.has(Effect.WAKE) ? 1 : 0),
                a.slots - (t.has(Effect.RELEASE_SLOT) ? 1 : 0),
                a.delayed
                        + (counted
                                ? gauge(t.to().waitsForTime()) - gauge(t.from().waitsForTime())
                                : 0),
                a.stopping
                        + (counted ? gauge(t.to().stopping()) - gauge(t.from().stopping()) : 0),
                bodies > 0 && (a.interrupted || t.has(Effect.INTERRUPT)),
                t.has(Effect.TELL) ? told(a.told, signal, t) : a.told);
    }

    /// Whether the timer waits for a body that ignores its interrupt; one that is set already stays set.
    private static boolean mayBeStuck(Phase phase) {
        return phase == Phase.EXPIRED || phase == Phase.RECORDING_STOPPING || phase == Phase.STOPPING;
    }

    private static int gauge(boolean counts) {
        return counts ? 1 : 0;
    }

    private static List<Integer> told(List<Integer> before, Signal signal, Transition t) {
        var told = new ArrayList<>(before);
        switch (signal) {
            case ADMITTED, POSTPONED -> told.set(0, told.get(0) + 1);
            case DISPATCHED -> told.set(1, told.get(1) + 1);
            case RETURNED, RETRY -> told.set(2, told.get(2) + 1);
            case STOP, STOP_QUIETLY, RECORDED, DUE, EXPIRE, ABANDON -> {}
        }
        if (t.has(Effect.PUBLISH)) {
            told.set(3, told.get(3) + 1);
        }
        return List.copyOf(told);
    }

    private static List<World> next(World w, BiFunction<Phase, Signal, Transition> table) {
        var worlds = new ArrayList<World>();
        Around a = w.around;
        if (a.queued) { // a thread takes a permit and polls it: from here on it holds the permit on the task's account
            worlds.add(with(
                    w,
                    w.closing,
                    new Around(
                            false,
                            true,
                            a.holdsKey,
                            a.permits + 1,
                            a.timer,
                            a.recording,
                            a.tallied,
                            a.published,
                            a.woken,
                            a.slots,
                            a.delayed,
                            a.stopping,
                            a.interrupted,
                            a.told)));
        }
        if (!w.closing) {
            worlds.add(with(w, true, a)); // it has looked, and found this task where it was not any more or not yet
        }
        if (a.taken) {
            worlds.add(apply(w, Signal.DISPATCHED, table));
        }
        if (w.bodies > 0) {
            worlds.add(apply(w, Signal.RETURNED, table));
            if (w.attempts < MAX_ATTEMPTS) {
                worlds.add(apply(w, Signal.RETRY, table));
            }
            worlds.add(apply(w, Signal.EXPIRE, table));
        }
        boolean stops = w.phase == Phase.STOPPING || w.phase == Phase.RECORDING_STOPPING;
        if (w.bodies > 0 && a.interrupted && stops) {
            worlds.add(apply(w, Signal.ABANDON, table));
        }
        if (a.timer && w.phase.waitsForTime()) {
            worlds.add(apply(w, Signal.DUE, table));
        }
        if (w.lateExpiry) {
            worlds.add(apply(w, Signal.EXPIRE, table));
        }
        if (a.recording) {
            worlds.add(apply(w, Signal.RECORDED, table));
        }
        worlds.add(apply(w, Signal.STOP, table));
        worlds.add(apply(w, Signal.STOP_QUIETLY, table));
        return worlds;
    }

    private static World with(World w, boolean closing, Around around) {
        return new World(
                w.phase,
                w.accepted,
                w.attempts,
                w.bodies,
                w.stopped,
                w.missed,
                w.lateExpiry,
                closing,
                w.unheeded,
                around);
    }

    private static Set<World> explore(BiFunction<Phase, Signal, Transition> table) {
        var seen = new HashSet<World>();
        var todo = new ArrayDeque<>(List.of(
                apply(BEFORE, Signal.ADMITTED, table),
                apply(BEFORE, Signal.POSTPONED, table),
                apply(BEFORE, Signal.STOP, table),
                apply(BEFORE, Signal.STOP_QUIETLY, table),
                apply(with(BEFORE, true, BEFORE.around), Signal.ADMITTED, table),
                apply(with(BEFORE, true, BEFORE.around), Signal.POSTPONED, table)));
        while (!todo.isEmpty()) {
            World w = todo.poll();
            if (seen.add(w)) {
                check(w);
                todo.addAll(next(w, table));
            }
        }
        return seen;
    }

    private static void check(World w) {
        String world = w.toString();
        Around a = w.around;
        boolean visible = w.phase.decided() && !records(w.phase);
        assertThat(w.bodies).as(world).isEqualTo(runs(w.phase) ? 1 : 0);
        assertThat(a.published).as(world).isEqualTo(visible ? 1 : 0);
        assertThat(a.woken).as(world).isEqualTo(visible ? 1 : 0);
        assertThat(a.tallied).as(world).isEqualTo(visible && w.accepted ? 1 : 0);
        assertThat(a.recording).as(world).isEqualTo(records(w.phase));
        assertThat(a.slots).as(world).isEqualTo(w.phase == Phase.DONE && w.accepted ? 0 : 1);
        assertThat(a.permits).as(world).isEqualTo((a.taken ? 1 : 0) + (holdsPermit(w.phase) ? 1 : 0));
        assertThat(a.delayed).as(world).isEqualTo(gauge(w.phase.waitsForTime()));
        assertThat(a.stopping).as(world).isEqualTo(gauge(w.phase.stopping()));
        assertThat(a.queued && (a.taken || w.phase != Phase.QUEUED)).as(world).isFalse();
        assertThat(w.unheeded).as("a closing pool overlooks it: " + world).isFalse();
        assertThat(w.missed).as("its body is not stopped: " + world).isFalse();
        if (w.phase == Phase.QUEUED) {
            assertThat(a.queued || a.taken).as("lost from the queue: " + world).isTrue();
        }
        if (w.phase == Phase.DONE) {
            assertThat(a.holdsKey && !a.taken)
                    .as("nobody else can have its key: " + world)
                    .isFalse();
        }
        if (timed(w)) {
            assertThat(a.timer).as("nothing watches its deadline: " + world).isTrue();
        }
        assertThat(a.told)
                .as(world)
                .isEqualTo(
                        List.of(w.accepted ? 1 : 0, w.attempts, w.attempts - w.bodies, visible && w.accepted ? 1 : 0));
    }

    private static boolean records(Phase phase) {
        return switch (phase) {
            case RECORDING, RECORDING_STOPPING, RECORDING_ABANDONED -> true;
            case NEW, DELAYED, QUEUED, RUNNING, EXPIRED, BACKING_OFF, STOPPING, ABANDONED, DONE -> false;
        };
    }

    private static boolean runs(Phase phase) {
        return switch (phase) {
            case RUNNING, EXPIRED, RECORDING_STOPPING, RECORDING_ABANDONED, STOPPING, ABANDONED -> true;
            case NEW, DELAYED, QUEUED, BACKING_OFF, RECORDING, DONE -> false;
        };
    }

    private static boolean holdsPermit(Phase phase) {
        return runs(phase) && phase != Phase.ABANDONED && phase != Phase.RECORDING_ABANDONED;
    }

    /// Whether the present phase has a deadline: for the total timeout, if for nothing else, and for a body that
    /// was interrupted and may be stuck.
    private static boolean timed(World w) {
        return switch (w.phase) {
            case DELAYED, QUEUED, RUNNING, EXPIRED, BACKING_OFF -> true;
            case RECORDING_STOPPING, STOPPING -> w.stopped;
            case NEW, RECORDING_ABANDONED, RECORDING, ABANDONED, DONE -> false;
        };
    }

    @ParameterizedTest
    @MethodSource("tables")
    void inEveryWorldThereIsOneOutcomeAndEveryPermitComesHome(Lifecycle lifecycle) {
        var worlds = explore(lifecycle::step);
        assertThat(worlds).hasSizeGreaterThan(20);
        var entered = EnumSet.copyOf(lifecycle.table().keySet());
        entered.remove(Phase.NEW);
        assertThat(worlds).extracting(World::phase).containsAll(entered);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void fromEveryWorldTheEndCanBeReached(Lifecycle lifecycle) {
        for (World world : explore(lifecycle::step)) {
            World w = world;
            for (int i = 0; i < 10 && !(w.phase == Phase.DONE && !w.around.taken && !w.around.queued); i++) {
                w = apply(w, towardsTheEnd(w), lifecycle::step);
            }
            assertThat(w.phase).as("from " + world).isEqualTo(Phase.DONE);
            assertThat(w.around.permits).as("from " + world).isZero();
            assertThat(w.around.holdsKey).as("from " + world).isFalse();
        }
    }

    private static Signal towardsTheEnd(World w) {
        if (w.around.taken) {
            return Signal.DISPATCHED;
        }
        if (w.bodies > 0) {
            return Signal.RETURNED;
        }
        return w.around.recording ? Signal.RECORDED : Signal.STOP;
    }

    /// The walk is worth something only if it finds a wrong table: each effect of each transition, left out, is
    /// found.
    @ParameterizedTest
    @MethodSource("tables")
    void everyEffectThatIsLeftOutIsFound(Lifecycle lifecycle) {
        for (var row : lifecycle.table().values()) {
            for (Transition transition : row.values()) {
                for (Effect effect : transition.effects()) {
                    assertThatThrownBy(() -> explore((phase, signal) -> {
                                Transition original = lifecycle.step(phase, signal);
                                return original == transition ? original.without(effect) : original;
                            }))
                            .as(transition + " without " + effect)
                            .isInstanceOf(AssertionError.class);
                }
            }
        }
    }

    @Test
    void withoutARecorderWhatIsDecidedIsToldAtOnce() {
        var table = Lifecycle.inMemory().table();
        assertThat(table.keySet()).noneMatch(LifecycleModelTest::records);
        assertThat(table.values()).allSatisfy(row -> assertThat(row.values()).noneMatch(t -> t.has(Effect.RECORD)));
    }

    @Test
    void aSignalThatCannotHappenIsRefusedByName() {
        assertThatThrownBy(() -> Lifecycle.inMemory().step(Phase.DELAYED, Signal.DISPATCHED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("signal DISPATCHED cannot happen in phase DELAYED");
    }
}
