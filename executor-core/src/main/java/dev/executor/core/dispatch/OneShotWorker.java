// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.dispatch;

import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.spi.TaskScope;
import org.jspecify.annotations.Nullable;

/// A permit that goes from thread to thread, each of which is started for one attempt: what [Worker] is where threads
/// are not reused.
///
/// The thread that starts another hands it over: no other thread touches it until that one has run its attempt, starts
/// the next, or gives the permit back and makes it idle. So a new thread costs no more than the thread.
final class OneShotWorker extends PoolThread implements ScopedValue.CallableOp<@Nullable Void, RuntimeException> {
    private final TaskScope scope = new TaskScope();
    private boolean searching; // whether its next thread has the searching flag

    OneShotWorker(Dispatcher dispatcher) {
        super(dispatcher);
    }

    /// Says what the thread that is about to be started is for.
    void prepare(TaskExecution<?> task, boolean searches) {
        current(task);
        searching = searches;
    }

    /// Runs one attempt: the body of each of its threads.
    @Override
    public void run() {
        onThread();
        dispatcher.enterThread();
        try {
            if (searching) {
                // It has its task, so the next submitter is to start another; and what was offered meanwhile needs a
                // thread, too.
                dispatcher.gate().clearSearching();
                dispatcher.signalIfWork();
            }
        } catch (Throwable e) { // of a thread that could not be started for another task: this one runs all the same
            dispatcher.failed(e);
        }
        try {
            TaskScope.call(scope, this); // itself, as a lambda would be made for each task
        } catch (Throwable e) { // not a body's: those are caught where they run
            dispatcher.failed(e);
        }
        current(null);
        Thread.interrupted(); // whatever is left of an interrupt was for that task
        if (holds()) {
            dispatcher.passOn(this);
        } else {
            dispatcher.gone(this);
        }
    }

    /// The same, within its scope.
    @Override
    public @Nullable Void call() {
        TaskExecution<?> task = current();
        if (task != null) {
            dispatcher.attempts().run(task, this, scope, dispatcher.host().nanoTime());
        }
        return null;
    }

    @Override
    void notStarted() {
        TaskExecution<?> task = current();
        if (task != null) {
            current(null);
            dispatcher.requeue(task);
        }
    }

    @Override
    void leave() {
        dispatcher.gone(this);
    }
}
