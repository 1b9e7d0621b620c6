// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.DrainReport;
import dev.executor.TaskOutcome;
import java.time.Duration;
import java.util.List;

/// Ends the pool in one of its ways.
final class Ending {
    private final World world;
    private final Actors actors;

    Ending(World world, Actors actors) {
        this.world = world;
        this.actors = actors;
    }

    void close() throws InterruptedException {
        if (world.draw.oneIn(3)) {
            actors.join();
        } else {
            world.host.waits.sleepDeaf(Duration.ofMillis(world.draw.below(50)));
        }
        if (actors.submitting()) {
            world.host.count(Feature.CLOSED_WHILE_SUBMITTING);
        }
        world.host.note(() -> "closes");
        world.closing = true;
        switch (world.draw.below(6)) {
            case 0, 1 -> world.pool.close();
            case 2 -> check(world.pool.drain(limit()));
            case 3 -> drainTwice();
            case 4 -> closeInterrupted();
            default -> drainInterrupted();
        }
        world.pool.close();
    }

    private Duration limit() {
        return Duration.ofMillis(world.draw.between(-1, 60));
    }

    private void drainTwice() throws InterruptedException {
        world.host.count(Feature.CLOSED_TWICE);
        var other = world.host.start(SimThread.Role.ACTOR, "other-closer", () -> {
            if (world.draw.oneIn(2)) {
                world.pool.close();
            } else {
                drainQuietly();
            }
        });
        check(world.pool.drain(limit()));
        world.host.waits.join(other);
    }

    private void drainQuietly() {
        try {
            check(world.pool.drain(limit()));
        } catch (InterruptedException e) {
            world.host.fail("a drain was interrupted by nobody");
        }
    }

    private void closeInterrupted() {
        world.host.count(Feature.CLOSE_INTERRUPTED);
        if (world.draw.oneIn(2)) {
            Thread.currentThread().interrupt();
            world.pool.close();
        } else {
            var closer = Thread.currentThread();
            var interrupter = world.host.start(SimThread.Role.ACTOR, "interrupter", () -> {
                world.host.waits.sleepDeaf(limit().plusMillis(1));
                closer.interrupt();
            });
            world.pool.close();
            world.host.waits.join(interrupter);
        }
        world.check(Thread.interrupted(), "close was interrupted and did not set the interrupt status again");
    }

    private void drainInterrupted() {
        Thread.currentThread().interrupt();
        try {
            world.pool.drain(limit());
        } catch (InterruptedException e) {
            world.check(!Thread.currentThread().isInterrupted(), "drain threw and left the interrupt status set");
        }
        Thread.interrupted();
    }

    private void check(DrainReport report) {
        world.host.count(report.clean() ? Feature.DRAINED_CLEAN : Feature.DRAIN_CANCELLED);
        world.check(
                report.cancelled().size() == report.cancelledCount(), "drain counts what it does not list: " + report);
        for (var plan : List.copyOf(world.plans)) {
            if (plan.accepted() && report.cancelled().contains(plan.handle.id())) {
                world.check(
                        plan.handle.outcome().orElse(null) instanceof TaskOutcome.Cancelled<?>(var reason, var _)
                                && reason == TaskOutcome.Reason.SHUTDOWN,
                        "drain says it cancelled " + plan + ", which ended with " + plan.handle.outcome());
            }
        }
    }
}
