// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.time.Duration;

/// A thread that moves the number of permits, and how many bodies may run meanwhile.
final class MovingLimit {
    private static final int MOST = 5;

    private final World world;
    private int now;
    private int moves;

    /// As [#now], but after a fall the number before it, until it is seen that so few permits are taken.
    private int inForce;

    MovingLimit(World world) {
        this.world = world;
        this.now = world.pool.config().concurrency();
        this.inForce = now;
    }

    void run() {
        for (int i = 0; i < 4 && !world.over; i++) {
            world.host.waits.sleepDeaf(Duration.ofMillis(world.draw.between(1, 10)));
            move(world.draw.between(1, MOST));
        }
    }

    private void move(int permits) {
        world.host.note(() -> "moves the limit to " + permits);
        world.host.count(permits > now ? Feature.LIMIT_RAISED : Feature.LIMIT_LOWERED);
        now = permits;
        moves++;
        inForce = Math.max(inForce, permits);
        world.pool.setConcurrency(permits);
    }

    /// Notes that a body has ended on a thread.
    void ended(SimThread thread) {
        thread.movesAtLastEnd = moves;
    }

    /// A thread that has ended a body since the limit fell must not begin another while too many permits are taken.
    void begins(SimThread thread) {
        int taken = world.pool.snapshot().permits().taken();
        world.check(
                thread.movesAtLastEnd != moves || taken <= now,
                thread.name + " goes on with a permit, of which " + taken + " are taken and " + now + " allowed");
    }

    /// {@return how many bodies may run at once}
    int inForce() {
        return inForce;
    }

    /// Looks how many permits are taken, while no thread can run and none is searching.
    void look() {
        if (world.pool.snapshot().permits().taken() <= now) {
            inForce = now;
        }
    }
}
