// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.Task;
import dev.executor.TaskOutcome;
import dev.executor.event.TaskEvent;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Carries out the effects of a task's transitions: the one place that does what [Lifecycle] says.
///
/// The thread that brought the signal and won runs this, with no lock held. So two transitions of one task may be
/// carried out at the same time. What has to come in order (events) or once (the outcome, the slot) is ordered by the
/// state word.
///
/// @param <T> what the task returns
abstract class TaskEffects<T extends @Nullable Object> extends TaskClocks<T> {
    private volatile @Nullable TaskAlarm alarm;

    TaskEffects(Task<T> task, PoolEffects pool, Origin origin, long nowNanos) {
        super(task, pool, origin, nowNanos);
    }

    /// This, whole.
    abstract TaskExecution<T> self();

    /// Cancels it because the pool closes.
    abstract boolean shutdown();

    /// Does all that a transition asks for.
    ///
    /// An effect that throws (no memory or no stack is left) does not keep the later ones from being carried
    /// out, so that no waiter and no slot is lost. The first failure is thrown at the end.
    ///
    /// @param attempt the number of the attempt at the transition
    /// @param data what the signal brought
    final void carryOut(Transition transition, int attempt, SignalData data) {
        Waiter waiters = null;
        Throwable thrown = null;
        for (int due = transition.effectBits(); due != 0; due &= due - 1) {
            try {
                switch (Effect.first(due)) {
                    case COUNT -> pool.count(transition.from(), transition.to());
                    case TALLY -> pool.decided(self(), data.outcome());
                    case PUBLISH -> waiters = publishOutcome(data.outcome());
                    case INTERRUPT -> interruptBody(attempt);
                    case REVOKE_PERMIT -> revokePermit();
                    case DEQUEUE -> pool.dequeue(self());
                    case ARM -> arm(transition.to());
                    case TELL -> deliverEvents(transition, attempt, data);
                    case RECORD -> record(data.outcome());
                    case ENQUEUE -> enqueue();
                    case RELEASE_SLOT -> releaseSlot();
                    case WAKE -> wake(waiters);
                    case HEED_CLOSING -> heedClosing();
                }
            } catch (RuntimeException | Error e) {
                thrown = thrown == null ? e : thrown;
            }
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private @Nullable Waiter publishOutcome(Object outcome) {
        Waiter waiters = publish(outcome);
        if ((waiters == null || waiters.isEmpty()) && isFailure(outcome)) {
            pool.unread(self());
        }
        return waiters;
    }

    private static boolean isFailure(Object outcome) {
        return !isSuccess(outcome) && !(outcome instanceof TaskOutcome.Cancelled<?>);
    }

    private void record(Object outcome) {
        new Recording(self(), pool.recorder().orElseThrow(), outcome).begin();
    }

    private void arm(Phase phase) {
        if (phase == Phase.QUEUED) {
            armToEnter();
        } else {
            armForPhase();
        }
    }

    private void enqueue() {
        ColdState c = cold;
        if (c != null && c.inline) {
            LockSupport.unpark(c.awaitedBy); // it waits for this in place of the queue
            return;
        }
        try {
            pool.enqueue(self());
        } finally { // also when no thread can be started for it
            dequeueIfDecided();
        }
    }

    /// Takes it out of the queue if it was stopped before it was there, by a thread that did not find it.
    final void dequeueIfDecided() {
        if (phase().decided()) {
            pool.dequeue(self());
            if (phase() == Phase.DONE) { // it may have taken its key after that had been released
                pool.releaseKey(self());
            }
        }
    }

    private void releaseSlot() {
        endAlarm();
        ColdState c = cold;
        if (c != null && c.onReleased != null) {
            c.onReleased.run(); // before the pool hears of it, which may be closed by that
        }
        pool.release(self());
        if (c != null) {
            c.released = true;
            LockSupport.unpark(c.awaitedBy); // null or not
        }
    }

    /// Stops it if its pool is closing. Called after the task is published to the structures that the closing
    /// thread scans. So either the closing thread sees the task, or the task sees the closing flag.
    final void heedClosing() {
        boolean stop = switch (phase()) {
            case DELAYED, QUEUED, BACKING_OFF -> pool.cancelling() || (pool.draining() && repeats());
            case RUNNING, EXPIRED -> pool.cancelling();
            case NEW, RECORDING_STOPPING, RECORDING_ABANDONED, RECORDING, STOPPING, ABANDONED, DONE -> false;
        };
        if (stop) {
            shutdown();
        }
    }

    /// {@return whether it goes on until it is stopped}
    public final boolean repeats() {
        ColdState c = cold;
        return c != null && c.repeat != null;
    }

    @Override
    final void tell(Transition transition, int attempt, SignalData data, @Nullable List<TaskEvent> pending) {
        TaskEvents.tell(self(), transition, attempt, data, pending);
    }

    @Override
    final TaskAlarm alarm() {
        TaskAlarm known = alarm;
        if (known == null) {
            synchronized (this) { // a timer and the thread that runs it may both be the first to need it
                known = alarm;
                if (known == null) {
                    known = new TaskAlarm(self());
                    alarm = known;
                }
            }
        }
        return known;
    }

    @Override
    final void endAlarm() {
        TaskAlarm known = alarm;
        if (known != null) {
            pool.timers().cancel(known);
            known.release();
        }
    }
}
