// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.time.Instant;

/// The two clocks of a simulated machine, and what goes wrong with them.
final class SimClock {
    private final SimHost host;
    private final SimRandom choices;
    private long elapsed;
    private long wallSkewMillis;
    private int wallJumps;

    SimClock(SimHost host, SimRandom choices) {
        this.host = host;
        this.choices = choices;
    }

    /// {@return the virtual nanoseconds since the world began}
    long elapsed() {
        return elapsed;
    }

    void advanceTo(long moment) {
        elapsed = Math.max(elapsed, moment);
    }

    long nanoTime() {
        if (host.faults.creepingClock() && choices.oneIn(4)) {
            host.count(Feature.MONOTONIC_CLOCK_CREPT);
            elapsed += choices.below(200_000);
        }
        return host.faults.clockOrigin() + elapsed;
    }

    Instant wallTime() {
        if (host.faults.wallJumps() && choices.oneIn(3)) {
            host.count(Feature.WALL_CLOCK_JUMPED);
            // Two hours either way, two days, ten years, and back.
            wallJumps++;
            wallSkewMillis = choices.oneOf(-7_200_000L, 7_200_000L, 172_800_000L, 315_360_000_000L, 0L);
        }
        return steadyWallTime();
    }

    /// {@return what the wall clock shows unless it jumps just now}
    Instant steadyWallTime() {
        return Instant.ofEpochSecond(1_750_000_000L, elapsed).plusMillis(wallSkewMillis);
    }

    /// {@return how often the wall clock has jumped by now}
    int wallJumps() {
        return wallJumps;
    }
}
