// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// What happens between two steps although no thread has asked for it: time passes while threads could run, and parked
/// threads wake for no reason.
final class Unrest {
    /// No thread is kept from running for longer than this.
    private static final long FAR_NANOS = 300_000_000;

    private final SimHost host;
    private final SimRandom choices;
    private final Timetable timers;

    Unrest(SimHost host, SimRandom choices, Timetable timers) {
        this.host = host;
        this.choices = choices;
        this.timers = timers;
    }

    void disturb(List<SimThread> alive) {
        if (host.faults.busyTimers() && !timers.isEmpty() && choices.oneIn(8)) {
            fireSome();
        }
        if (host.faults.spuriousWakeups() && choices.oneIn(32)) {
            host.count(Feature.SPURIOUS_WAKEUP);
            LockSupport.unpark(alive.get(choices.below(alive.size())).thread);
        }
    }

    private void fireSome() {
        var first = timers.earliest();
        var any = timers.any(choices);
        var some = choices.oneIn(4) && isNear(any) ? any : first;
        if (isNear(some)) {
            host.count(Feature.TIMER_FIRED_WHILE_BUSY);
            if (some.due > first.due) {
                host.count(Feature.TIMER_FIRED_OUT_OF_ORDER);
            }
            host.fire(some);
        }
    }

    private boolean isNear(SimTimer timer) {
        return timer.due <= host.elapsed() + FAR_NANOS;
    }
}
