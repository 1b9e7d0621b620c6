// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

/// One world for each seed: a pool, its tasks, the threads around it, and everything that can go wrong.
///
/// Not thread-safe; each thread needs a copy of this class from a [SimLoader] of its own.
public final class Simulation implements SeedRunner {
    /// Made by name, by [SimLoader].
    public Simulation() {}

    @Override
    public Report run(long seed) {
        var draw = new SimRandom(seed);
        var host = new SimHost(seed, Faults.draw(draw));
        if (host.faults.clockOrigin() > Long.MAX_VALUE - 1_000_000_000L) {
            host.count(Feature.MONOTONIC_CLOCK_WRAPPED);
        }
        SimPoint.host = host;
        try {
            var world = new World(host, draw);
            host.start(SimThread.Role.ACTOR, "main", () -> play(world));
            host.drive();
            if (host.failure().isEmpty()) {
                new Checks(world).afterwards();
            }
        } finally {
            SimPoint.host = null;
            System.out.print(host.story());
        }
        return host.report(seed);
    }

    private static void play(World world) {
        try {
            new Setup(world).build();
            var actors = new Actors(world);
            actors.start();
            new Ending(world, actors).close();
            var checks = new Checks(world);
            checks.closed();
            actors.join();
            world.over = true;
            checks.settle();
            checks.over();
        } catch (InterruptedException e) {
            world.host.fail("the main thread was interrupted by nobody", e);
        }
    }
}
