// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.util.ArrayList;

/// The calls that are due at later moments of the virtual clock.
final class Timetable {
    // A world has a handful of timers at a time: a scan is as fast as a heap.
    private final ArrayList<SimTimer> timers = new ArrayList<>();
    private long orders;

    SimTimer add(long due, Runnable action, boolean engines) {
        var timer = new SimTimer(this, due, orders++, action, engines);
        timers.add(timer);
        return timer;
    }

    void remove(SimTimer timer) {
        timers.remove(timer);
    }

    boolean isEmpty() {
        return timers.isEmpty();
    }

    SimTimer earliest() {
        var first = timers.getFirst();
        for (var timer : timers) {
            if (timer.before(first)) {
                first = timer;
            }
        }
        return first;
    }

    SimTimer any(SimRandom choices) {
        return timers.get(choices.below(timers.size()));
    }

    boolean engineHasOne() {
        return timers.stream().anyMatch(timer -> timer.engines);
    }
}
