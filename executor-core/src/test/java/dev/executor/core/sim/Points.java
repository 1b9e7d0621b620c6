// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

/// Decides at which points of woven code the running thread gives way.
final class Points {
    private final SimHost host;
    private final SimRandom choices;
    private final int every;
    private int untilNext;

    Points(SimHost host, SimRandom choices) {
        this.host = host;
        this.choices = choices;
        this.every = host.faults.pointEvery();
        this.untilNext = next();
    }

    void here() {
        if (every > 0 && --untilNext <= 0) {
            untilNext = next();
            host.count(Feature.SWITCHED_AT_A_POINT);
            Thread.yield();
        }
    }

    private int next() {
        return every > 0 ? 1 + choices.below(2 * every) : 0;
    }

    /// One turn of a loop that waits for another thread without parking: now and then the other one has to run, in
    /// a ranked schedule as well.
    void spin(SimThread spinner) {
        if (choices.oneIn(4)) {
            spinner.rank = Long.MIN_VALUE;
            Thread.yield();
            spinner.rank = choices.nextLong();
        }
    }
}
