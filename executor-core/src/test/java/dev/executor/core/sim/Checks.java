// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.PoolSnapshot;
import dev.executor.PoolState;
import dev.executor.TaskState;
import java.time.Duration;
import java.util.List;

/// What must hold of a whole pool: at any moment, when it is closed, and when nothing of it is left.
final class Checks {
    private final World world;
    private final Outcomes outcomes;

    Checks(World world) {
        this.world = world;
        this.outcomes = new Outcomes(world);
    }

    /// Checks what holds at any moment.
    static void snapshotInBounds(World world) {
        SimPoint.quietly(() -> {
            long before = beyondTheBound(world);
            var snapshot = world.pool.snapshot();
            // The snapshot may have waited for a lock, and others went on meanwhile.
            long beyond = Math.max(before, beyondTheBound(world));
            world.check(
                    snapshot.tasks().live() >= 0
                            && snapshot.tasks().live() <= snapshot.tasks().bound() + beyond
                            && snapshot.queue().size() <= snapshot.tasks().bound() + beyond,
                    "the pool holds more than it may, with " + beyond + " submits under way: " + snapshot);
        });
    }

    /// A task that its submitter runs itself is live above the bound.
    private static long beyondTheBound(World world) {
        return world.plans.stream().filter(plan -> plan.submitting).count() + (world.viewUsed ? 1 : 0);
    }

    /// Checks a closed pool; bodies that ignore their interrupt may still run.
    void closed() {
        var snapshot = world.pool.snapshot();
        world.check(snapshot.state() == PoolState.CLOSED, "the pool is closed and says it is " + snapshot);
        for (var plan : List.copyOf(world.plans)) {
            world.check(
                    !plan.accepted() || plan.decided() || !world.punctual(),
                    "the pool is closed and " + plan + " has no outcome");
        }
    }

    /// Waits for the last bodies, listeners and callbacks.
    void settle() {
        int waits = 0;
        do {
            world.host.waits.sleepDeaf(Duration.ofMillis(10));
            world.host.waits.awaitIdle();
        } while (!settled() && ++waits < 200);
    }

    private boolean settled() {
        var snapshot = world.pool.snapshot();
        return world.floor.empty()
                && snapshot.tasks().live() == 0
                && snapshot.permits().taken() == 0;
    }

    /// Checks what is left when all is over: nothing.
    void over() {
        var snapshot = world.pool.snapshot();
        world.check(world.floor.empty(), "a body is still running at the end");
        world.check(
                snapshot.permits().taken() == 0
                        && snapshot.tasks().live() == 0
                        && snapshot.tasks().stopping() == 0
                        && snapshot.tasks().stuck() == 0
                        && snapshot.tasks().delayed() == 0
                        && snapshot.queue().size() == 0,
                "something is left in a closed pool: " + snapshot);
        world.check(
                snapshot.submissions().accepted() == snapshot.outcomes().total(),
                "accepted and finished tasks differ: " + snapshot);
        world.check(
                snapshot.retries().scheduled() <= world.mostRetries,
                "the budget allows " + world.mostRetries + " retries: " + snapshot);
        world.plans.forEach(this::over);
        if (!world.viewUsed) {
            countsOf(snapshot);
        }
        if (snapshot.listeners().droppedEvents() > 0) {
            world.host.count(Feature.EVENTS_DROPPED);
        }
    }

    private void over(Plan plan) {
        if (plan.handle == null) {
            world.check(plan.entered == 0, plan + " ran and was not accepted");
            return;
        }
        var outcome = plan.handle.outcome().orElse(null);
        if (outcome == null) {
            world.host.fail(plan + " has no outcome at the end");
            return;
        }
        world.check(plan.handle.status() == TaskState.DONE, plan + " is " + plan.handle.status() + " at the end");
        world.host.fold(outcome.getClass().getSimpleName().hashCode() + 31L * plan.entered);
        outcomes.check(plan, outcome);
    }

    private void countsOf(PoolSnapshot snapshot) {
        long accepted = world.plans.stream().filter(Plan::accepted).count();
        long refused = world.plans.stream().filter(plan -> plan.refusal != null).count();
        world.check(snapshot.submissions().accepted() == accepted, accepted + " tasks were accepted: " + snapshot);
        world.check(snapshot.submissions().refused() == refused, refused + " tasks were refused: " + snapshot);
    }

    /// Checks what other threads had to do after the pool was closed, when all of them are gone.
    void afterwards() {
        for (var plan : world.plans) {
            world.check(
                    plan.callbacksAsked == plan.callbacksRun,
                    plan + " had " + plan.callbacksAsked + " callbacks, and " + plan.callbacksRun + " calls of them");
        }
        // Whatever a world waits for is milliseconds away, or as far as its wall clock jumps, but the limits of its
        // waits may be a hundred years: who is
        // not woken
        // is let go in the end, and found here.
        world.check(
                world.host.elapsed() < Duration.ofDays(10_000).toNanos(),
                "somebody waited in vain until the limit: the world took " + Duration.ofNanos(world.host.elapsed()));
        if (world.witness != null) {
            heardAll();
        }
        if (world.ambient != null) {
            world.check(world.ambient.open == 0, world.ambient.open + " contexts were left open");
        }
        if (world.buffered != null && world.pool.snapshot().listeners().droppedEvents() == 0) {
            world.check(world.buffered.firstFault.isEmpty(), world.buffered.firstFault);
            world.buffered.checkEnds();
        }
    }

    private void heardAll() {
        world.witness.checkEnds();
        for (var plan : world.plans) {
            var track = world.witness.byTask.get(plan.name);
            if (track == null) {
                world.host.fail("no listener heard of " + plan);
            } else if (plan.accepted()) {
                var outcome = plan.handle.outcome().orElseThrow();
                world.check(
                        track.finished == 1 && outcome.equals(track.outcome),
                        plan + " ended with " + outcome + ", and its events say " + track.outcome + ":" + track.story);
            } else {
                world.check(track.at == Tracks.At.REFUSED, plan + " was refused, and its events say:" + track.story);
            }
        }
        var snapshot = world.pool.snapshot();
        long retries = world.witness.byTask.values().stream()
                .mapToLong(track -> track.retries)
                .sum();
        world.check(
                snapshot.retries().scheduled() == retries, "the events tell of " + retries + " retries: " + snapshot);
    }
}
