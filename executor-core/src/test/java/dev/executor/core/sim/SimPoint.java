// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

/// Where woven code tells the simulation that a switch of threads would be possible. One simulation at a time for
/// each class loader.
///
/// All of it runs on the one thread that drives the simulation, whichever virtual thread it carries, so that nothing
/// here needs a lock.
public final class SimPoint {
    static SimHost host;

    /// How many monitors the running thread is in. A virtual thread that gave way inside one could make another
    /// wait for the monitor, and that one would be woken by a thread of the JDK, outside of the schedule.
    static int monitors;

    /// How many checks the running thread is in, which want to see the engine at one moment.
    static int quiet;

    private SimPoint() {}

    /// Runs checks that ask the engine and must not be interleaved with anything.
    static void quietly(Runnable checks) {
        quiet++;
        try {
            checks.run();
        } finally {
            quiet--;
        }
    }

    /// Here another thread may go first.
    public static void here() {
        if (monitors == 0 && quiet == 0 && host != null) {
            host.point();
        }
    }

    /// The thread waits for another one without parking.
    public static void spin() {
        if (monitors == 0 && host != null) {
            // Even checks have to let whoever they wait for go on.
            int before = quiet;
            quiet = 0;
            host.spin();
            quiet = before;
        }
    }

    /// A monitor is about to be entered.
    public static void enter() {
        monitors++;
    }

    /// A monitor was left.
    public static void exit() {
        monitors--;
    }

    /// {@return a number of the thread that a replay of the seed gives it again}
    public static long threadId(Thread thread) {
        return host == null ? thread.threadId() : host.numberOf(thread);
    }

    /// A lock was taken.
    public static void locked() {
        if (host != null) {
            host.locked(1);
        }
    }

    /// A lock is about to be released.
    public static void unlocking() {
        if (host != null) {
            host.locked(-1);
        }
    }
}
