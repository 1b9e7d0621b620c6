// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.dispatch;

import dev.executor.core.lifecycle.PermitHolder;
import org.jspecify.annotations.Nullable;

/// A thread of the pool, or several one after the other, in the dispatcher's list of all. It is started with a permit.
abstract sealed class PoolThread extends PermitHolder implements Runnable permits Worker, OneShotWorker {
    final Dispatcher dispatcher;

    @Nullable
    PoolThread previous; // links of the dispatcher's list, guarded by its lock

    @Nullable
    PoolThread next;

    PoolThread(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /// Does without the thread that could not be started. Before its permit is given back.
    abstract void notStarted();

    /// Ends it while it is idle. Called by the thread that took it off the idle stack.
    abstract void leave();

    @Override
    protected void giveBack() {
        dispatcher.gate().release(false);
        dispatcher.signalIfWork();
    }

    @Override
    protected void takeBack() {
        dispatcher.gate().reacquire();
        // On the way it may have held a permit that a submitter found taken, and given it back again.
        dispatcher.signalIfWork();
    }
}
