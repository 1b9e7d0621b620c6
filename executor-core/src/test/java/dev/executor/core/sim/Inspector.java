// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.PoolSnapshot;
import dev.executor.PoolState;
import dev.executor.policy.OverflowPolicy;
import java.time.Duration;

/// Looks at the pool whenever nothing can run, and finds work that nobody does: what a lost wake-up leaves behind.
///
/// A pool that is merely slow never fails to end, so the end of a world does not show it.
final class Inspector {
    private static final int MOST_LOOKS = 25;

    private final World world;

    Inspector(World world) {
        this.world = world;
    }

    void run() {
        for (int i = 0; i < MOST_LOOKS && !world.over; i++) {
            world.host.waits.awaitIdle();
            SimPoint.quietly(this::look);
            world.host.waits.sleepDeaf(Duration.ofMillis(world.draw.between(1, 6)));
        }
    }

    private void look() {
        world.limit.look();
        if (world.inlineListenerBlocks || world.host.faults.threadFailureOneIn() > 0) {
            return; // both keep work waiting for good reason
        }
        var snapshot = world.pool.snapshot();
        boolean keyed =
                world.plans.stream().anyMatch(plan -> plan.task.orderingKey().isPresent());
        if (!keyed
                && snapshot.queue().size() > 0
                && snapshot.permits().taken() < snapshot.permits().limit()) {
            world.host.fail(
                    "nothing can run, tasks wait, and permits are free: " + snapshot + "\n" + world.host.stacks());
        }
        if (world.pool.config().overflow() instanceof OverflowPolicy.Block) {
            lookAtTheLine(snapshot);
        }
    }

    private void lookAtTheLine(PoolSnapshot snapshot) {
        boolean waiting = world.plans.stream().anyMatch(plan -> plan.submitting && plan.parent.isEmpty());
        world.check(
                !waiting || snapshot.tasks().live() >= snapshot.tasks().bound() || snapshot.state() != PoolState.OPEN,
                "nothing can run, submitters wait, and slots are free: " + snapshot);
        world.check(
                !waiting || snapshot.state() == PoolState.OPEN,
                "nothing can run, submitters wait, and the pool takes nothing: " + snapshot);
    }
}
