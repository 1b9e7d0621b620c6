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

    TaskEffects(
            Task<T> task,
            PoolEffects pool,
            @Nullable Object context,
            @Nullable TaskExecution<?> parent,
            long nowNanos) {
        super(task, pool, context, parent, nowNanos);
    }

    /// This, whole.
    abstract TaskExecution<T> self();

    /// Cancels it because the pool closes.
    abstract boolean shutdown();

    /// Does all that a transition asks for, in the order of [Effect].
    ///
    /// Spelled out instead of a loop, and in methods that are small enough to be inlined, so that the JIT compiler
    /// sees each effect as a constant and keeps one case of the switch: a loop that dispatches on the effect was
    /// measured to cost a quarter of the throughput.
    ///
    /// @param attempt the number of the attempt at the transition
    /// @param outcome the outcome that the signal brought, as [Completion] encodes it; null if it brought none
    /// @param data what the events of the transition tell
    final void carryOut(Transition transition, int attempt, @Nullable Object outcome, SignalData data) {
        Waiter waiters = null;
        try {
            waiters = decide(transition, attempt, outcome, data);
            tell(transition, attempt, outcome, data, waiters);
        } catch (RuntimeException | Error e) { // no memory or no stack is left: no slot and no waiter may be lost
            release(transition, waiters);
            throw e;
        }
        finish(transition, attempt, outcome, data, waiters);
    }

    private @Nullable Waiter decide(Transition transition, int attempt, @Nullable Object outcome, SignalData data) {
        Waiter waiters = null;
        if (transition.has(Effect.COUNT)) {
            waiters = carryOut(Effect.COUNT, transition, attempt, outcome, data, waiters);
        }
        if (transition.has(Effect.TALLY)) {
            waiters = carryOut(Effect.TALLY, transition, attempt, outcome, data, waiters);
        }
        if (transition.has(Effect.PUBLISH)) {
            waiters = carryOut(Effect.PUBLISH, transition, attempt, outcome, data, waiters);
        }
        if (transition.has(Effect.INTERRUPT)) {
            waiters = carryOut(Effect.INTERRUPT, transition, attempt, outcome, data, waiters);
        }
        if (transition.has(Effect.REVOKE_PERMIT)) {
            waiters = carryOut(Effect.REVOKE_PERMIT, transition, attempt, outcome, data, waiters);
        }
        if (transition.has(Effect.DEQUEUE)) {
            waiters = carryOut(Effect.DEQUEUE, transition, attempt, outcome, data, waiters);
        }
        if (transition.has(Effect.ARM)) {
            waiters = carryOut(Effect.ARM, transition, attempt, outcome, data, waiters);
        }
        return waiters;
    }

    private void tell(
            Transition transition, int attempt, @Nullable Object outcome, SignalData data, @Nullable Waiter waiters) {
        try {
            if (transition.has(Effect.TELL)) {
                var _ = carryOut(Effect.TELL, transition, attempt, outcome, data, waiters);
            }
        } finally { // no memory for an event: the task goes on
            if (transition.has(Effect.RECORD)) {
                var _ = carryOut(Effect.RECORD, transition, attempt, outcome, data, waiters);
            }
            if (transition.has(Effect.ENQUEUE)) {
                var _ = carryOut(Effect.ENQUEUE, transition, attempt, outcome, data, waiters);
            }
        }
    }

    private void finish(
            Transition transition, int attempt, @Nullable Object outcome, SignalData data, @Nullable Waiter waiters) {
        if (transition.has(Effect.RELEASE_SLOT)) {
            var _ = carryOut(Effect.RELEASE_SLOT, transition, attempt, outcome, data, waiters);
        }
        if (transition.has(Effect.WAKE)) {
            var _ = carryOut(Effect.WAKE, transition, attempt, outcome, data, waiters);
        }
        if (transition.has(Effect.HEED_CLOSING)) {
            var _ = carryOut(Effect.HEED_CLOSING, transition, attempt, outcome, data, waiters);
        }
    }

    private void release(Transition transition, @Nullable Waiter waiters) {
        try {
            if (transition.has(Effect.RELEASE_SLOT)) {
                releaseSlot();
            }
        } finally {
            if (transition.has(Effect.WAKE)) {
                wake(waiters);
            }
        }
    }

    /// Does one thing: the one place where an effect means something.
    ///
    /// @return who waits for the outcome, once it is published
    private @Nullable Waiter carryOut(
            Effect effect,
            Transition transition,
            int attempt,
            @Nullable Object outcome,
            SignalData data,
            @Nullable Waiter waiters) {
        switch (effect) {
            case COUNT -> pool.count(transition.from(), transition.to());
            case TALLY -> pool.decided(self(), decided(outcome, transition));
            case PUBLISH -> {
                return publishOutcome(decided(outcome, transition));
            }
            case INTERRUPT -> interruptBody(attempt);
            case REVOKE_PERMIT -> revokePermit();
            case DEQUEUE -> pool.dequeue(self());
            case ARM -> arm(transition.to());
            case TELL -> deliverEvents(transition, attempt, data);
            case RECORD -> record(decided(outcome, transition));
            case ENQUEUE -> enqueue();
            case RELEASE_SLOT -> releaseSlot();
            case WAKE -> wake(waiters);
            case HEED_CLOSING -> heedClosing();
        }
        return waiters;
    }

    private static Object decided(@Nullable Object outcome, Transition transition) {
        if (outcome == null) {
            throw new IllegalStateException(transition + " came without an outcome");
        }
        return outcome;
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
        data.tell(self(), transition, attempt, pending);
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
