// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

/// What goes wrong in the machine of one seed.
///
/// @param busyTimers whether timers also fire, and the clock jumps, while threads could run. Without, a race between
///     a timer and a thread is never met
/// @param spuriousWakeups whether parked threads wake for no reason, as `LockSupport.park` allows
/// @param ranked whether the schedule prefers threads by a random rank that changes now and then, instead of choosing
///     evenly
/// @param pointEvery at how many points on average a thread gives way; zero for never
/// @param creepingClock whether the monotonic clock moves on by itself as it is read
/// @param clockOrigin where the monotonic clock begins; it may wrap
/// @param wallJumps whether the wall clock jumps
/// @param threadFailureOneIn how many starts of a task thread there are to one failure; zero for no failure
/// @param extremeRandom whether the engine's random numbers are often extreme
record Faults(
        boolean busyTimers,
        boolean spuriousWakeups,
        boolean ranked,
        int pointEvery,
        boolean creepingClock,
        long clockOrigin,
        boolean wallJumps,
        int threadFailureOneIn,
        boolean extremeRandom) {

    /// {@return a machine that never fails, on which time passes only when nobody can run}
    static Faults none() {
        return new Faults(false, false, false, 0, false, 0, false, 0, false);
    }

    static Faults draw(SimRandom random) {
        // Half of the worlds keep exact time, so that "not late" can be checked there.
        boolean exact = random.oneIn(2);
        return new Faults(
                !exact,
                random.oneIn(3),
                random.oneIn(3),
                random.oneOf(0, 0, 3, 8, 20, 60),
                !exact && random.oneIn(3),
                random.oneOf(0L, 1L << 40, Long.MAX_VALUE - 20_000_000L, Long.MIN_VALUE, -30_000_000L),
                random.oneIn(4),
                random.oneIn(4) ? random.oneOf(2, 4, 8) : 0,
                random.oneIn(8));
    }

    /// {@return whether time passes only when nobody can run}
    boolean exactTime() {
        return !busyTimers && !creepingClock;
    }
}
