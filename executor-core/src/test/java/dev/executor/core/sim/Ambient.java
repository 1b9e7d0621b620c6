// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.spi.ContextCarrier;

/// A context carrier whose every opened scope must be closed on its thread, in reverse order. Some throw.
final class Ambient implements ContextCarrier {
    static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    private final World world;
    private final int throwsOneIn;
    int open;

    /// @param throwsOneIn how many calls there are to one that throws; zero for none
    Ambient(World world, int throwsOneIn) {
        this.world = world;
        this.throwsOneIn = throwsOneIn;
    }

    boolean reliable() {
        return throwsOneIn == 0;
    }

    @Override
    public Snapshot capture() {
        maybeThrow("capture");
        String captured = CURRENT.get();
        return () -> open(captured);
    }

    private Scope open(String captured) {
        maybeThrow("open");
        String before = CURRENT.get();
        var opener = Thread.currentThread();
        CURRENT.set(captured);
        open++;
        boolean[] closed = new boolean[1];
        return () -> {
            if (opener != Thread.currentThread()) {
                world.host.fail("a context was opened on " + opener + " and closed on another thread");
            }
            if (closed[0]) {
                world.host.fail("a context was closed twice");
            }
            closed[0] = true;
            open--;
            CURRENT.set(before);
            maybeThrow("close");
        };
    }

    private void maybeThrow(String where) {
        if (world.host.locksHeld() != 0) {
            world.host.fail("a context carrier was called with a lock of the engine held");
        }
        if (throwsOneIn > 0 && world.draw.oneIn(throwsOneIn)) {
            world.host.count(Feature.CARRIER_THREW);
            throw new IllegalStateException("simulated: carrier failed to " + where);
        }
    }
}
