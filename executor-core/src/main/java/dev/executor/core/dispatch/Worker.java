// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.dispatch;

import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.queue.QueueNode;
import dev.executor.spi.TaskScope;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A thread that takes task after task from the queue, and gives its permit back when there is none. It is started or
/// woken with one.
///
/// Its fields are its own thread's, except `wake`, which the thread that wakes it writes. While it is idle it has no
/// permit, although [#holds()] says so: no thread asks, because it runs nothing.
final class Worker extends PoolThread {
    /// How often an empty queue is looked at before the thread goes idle: a submitter that is a little slower than
    /// this thread then needs no wake-up.
    private static final int SPINS = 200;

    private enum Wake {
        NONE,
        WORK,
        EXIT
    }

    private final ConcurrencyGate gate;
    private final TaskScope scope = new TaskScope();
    private boolean hasPermit = true; // while it is not idle; taken from it by others only as [#holds()] says
    private boolean searching = true; // whether it has set the searching flag
    private long nowNanos; // the time of the last look at the clock
    private boolean stale; // whether time has passed since
    private volatile Wake wake = Wake.NONE;

    /// Makes a thread that has the searching flag.
    Worker(Dispatcher dispatcher) {
        super(dispatcher);
        this.gate = dispatcher.gate();
    }

    @Override
    public void run() {
        onThread();
        dispatcher.enterThread();
        try {
            TaskScope.run(scope, this::work);
        } catch (Throwable e) { // not a body's: those are caught where they run
            dispatcher.failed(e);
            if (hasPermit && holds()) {
                releasePermit();
                dispatcher.signalIfWork();
            }
        } finally {
            dispatcher.gone(this);
        }
    }

    private void work() {
        stale = true;
        boolean more = true;
        while (more) {
            more = runNext();
        }
    }

    /// Waits for a task and runs it. A method of its own, so that while the thread is idle no frame of it refers to the
    /// task before, which would keep that and its result alive.
    ///
    /// @return false if this thread is to end
    private boolean runNext() {
        TaskExecution<?> task = next();
        if (task == null) {
            return false;
        }
        // Between two tasks in a row no time passes worth another look at the clock.
        long startNanos = stale ? dispatcher.host().nanoTime() : nowNanos;
        stale = false;
        current(task);
        nowNanos = dispatcher.attempts().run(task, this, scope, startNanos);
        current(null);
        Thread.interrupted(); // whatever is left of an interrupt was for that task
        return true;
    }

    /// {@return the next task; null if this thread is to end, and then it has no permit}
    private @Nullable TaskExecution<?> next() {
        while (holds()) {
            if (gate.wanted()) {
                releasePermit();
                if (!resume()) {
                    return null;
                }
            }
            QueueNode node = dispatcher.queue().poll();
            if (node != null) {
                if (searching) {
                    // Clear first, then look: a submitter that still sees the flag has offered before this look.
                    searching = false;
                    gate.clearSearching();
                    dispatcher.signalIfWork();
                }
                return (TaskExecution<?>) node; // only tasks are offered
            }
            stale = true;
            if (searching || gate.trySetSearching()) {
                searching = true;
                if (spin()) {
                    continue;
                }
            }
            releasePermit();
            if (!resume()) {
                return null;
            }
        }
        return null;
    }

    private boolean spin() {
        for (int i = 0; i < SPINS; i++) {
            if (dispatcher.queue().mayHaveWork()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private void releasePermit() {
        hasPermit = false;
        gate.release(searching);
        searching = false;
    }

    /// After the permit is given back: takes another if there is work after all, or goes idle until there is. False
    /// if this thread is to end.
    private boolean resume() {
        stale = true;
        // The submitter offers, then looks at the gate; this thread has changed the gate and looks at the queue: one of
        // the two sees the other.
        if (dispatcher.queue().mayHaveWork() && gate.tryAcquireForSearch()) {
            searching = true;
            hasPermit = true;
            return true;
        }
        dispatcher.signalIfWork();
        if (!dispatcher.goIdle(this)) {
            return false;
        }
        while (wake == Wake.NONE) {
            LockSupport.park(this);
            Thread.interrupted();
        }
        boolean work = wake == Wake.WORK;
        wake = Wake.NONE;
        searching = work;
        hasPermit = work;
        return work;
    }

    /// Wakes this idle thread with a permit and the searching flag. Called by the thread that took it off the idle
    /// stack.
    void wakeToSearch() {
        wake = Wake.WORK;
        LockSupport.unpark(thread());
    }

    @Override
    void notStarted() {} // what it would have searched for is still in the queue

    @Override
    void leave() {
        wake = Wake.EXIT;
        LockSupport.unpark(thread());
    }
}
