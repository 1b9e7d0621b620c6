// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// The ways in which simulated user code waits. The engine has its own.
final class Waits {
    private final SimHost host;

    Waits(SimHost host) {
        this.host = host;
    }

    /// Sleeps in virtual time.
    void sleep(Duration time) throws InterruptedException {
        var me = Thread.currentThread();
        var timer = wakeAfter(time, me);
        while (!timer.cancelled) {
            if (Thread.interrupted()) {
                timer.cancel();
                throw new InterruptedException("woken from a simulated sleep");
            }
            LockSupport.park(this);
        }
    }

    /// Sleeps in virtual time, whatever happens. The interrupt status is as it was, or set.
    void sleepDeaf(Duration time) {
        var timer = wakeAfter(time, Thread.currentThread());
        boolean interrupted = false;
        while (!timer.cancelled) {
            interrupted |= Thread.interrupted();
            LockSupport.park(this);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private SimTimer wakeAfter(Duration time, Thread sleeper) {
        var timer = new SimTimer[1];
        timer[0] = host.callAfter(time, () -> {
            timer[0].cancelled = true;
            LockSupport.unpark(sleeper);
        });
        return timer[0];
    }

    /// Waits until nothing else can run at this moment of the virtual clock.
    void awaitIdle() {
        host.unparkWhenIdle(Thread.currentThread());
        boolean interrupted = false;
        while (host.isIdler(Thread.currentThread())) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until a thread has ended.
    void join(SimThread other) {
        boolean interrupted = false;
        while (!other.ended) {
            other.joiner = Thread.currentThread();
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
