// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.OutcomeDetails;
import dev.executor.Rejection;
import dev.executor.Task;
import dev.executor.TaskOutcome;
import dev.executor.policy.StuckPolicy;
import java.time.Duration;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// What comes to a task from outside of its attempt: cancels, a full pool, a closing pool, and its timer. Thread-safe.
///
/// Such a signal is meant for one state. When the state is another by then, it is dropped or looked at again.
///
/// @param <T> what the task returns
abstract class OutsideSignals<T extends @Nullable Object> extends TaskEffects<T> {
    OutsideSignals(
            Task<T> task,
            PoolEffects pool,
            @Nullable Object context,
            @Nullable TaskExecution<?> parent,
            long nowNanos) {
        super(task, pool, context, parent, nowNanos);
    }

    // ---- stops

    @Override
    public final boolean cancel() {
        return stop(Signal.STOP, this::cancelRequested);
    }

    /// Cancels without an interrupt, for `Future.cancel(false)`.
    ///
    /// @return whether this call decided the outcome
    public final boolean cancelQuietly() {
        return stop(Signal.STOP_QUIETLY, this::cancelRequested);
    }

    private TaskOutcome<T> cancelRequested(int state) {
        return new TaskOutcome.Cancelled<>(TaskOutcome.Reason.REQUESTED, details(attemptIn(state)));
    }

    /// Lets a repeating task end as cancelled: at once if it waits, else when its present run is over.
    public final void cancelAfterRun() {
        cold().lastRun = true;
        // First the flag, then the look: a run that ends meanwhile publishes its phase first and looks at the flag
        // then.
        cancelIfWaiting();
    }

    final void cancelIfWaiting() {
        for (int state = state(); ; state = state()) {
            switch (phaseIn(state)) {
                case DELAYED, QUEUED, BACKING_OFF -> {
                    if (bring(state, Signal.STOP_QUIETLY, cancelRequested(state))) {
                        return;
                    }
                }
                case NEW,
                        RUNNING,
                        EXPIRED,
                        RECORDING_STOPPING,
                        RECORDING_ABANDONED,
                        RECORDING,
                        STOPPING,
                        ABANDONED,
                        DONE -> {
                    return;
                }
            }
        }
    }

    /// Gives it back from the queue.
    ///
    /// @param rejection why
    /// @return whether this call decided the outcome
    public final boolean shed(Rejection rejection) {
        return stop(Signal.STOP, state -> new TaskOutcome.Rejected<>(rejection, details(attemptIn(state))));
    }

    /// Cancels it because the pool closes; a body that was stopped before is interrupted once more. The attempt
    /// that this interrupts is not counted.
    ///
    /// @return whether this call decided the outcome
    @Override
    public final boolean shutdown() {
        if (stop(
                Signal.STOP,
                state -> new TaskOutcome.Cancelled<>(TaskOutcome.Reason.SHUTDOWN, details(charged(state))))) {
            return true;
        }
        int state = state();
        if (phaseIn(state) != Phase.DONE) {
            bring(state, Signal.STOP, null);
        }
        return false;
    }

    private static int charged(int state) {
        return switch (phaseIn(state)) {
            case RUNNING, EXPIRED -> attemptIn(state) - 1;
            case NEW,
                    DELAYED,
                    QUEUED,
                    BACKING_OFF,
                    RECORDING_STOPPING,
                    RECORDING_ABANDONED,
                    RECORDING,
                    STOPPING,
                    ABANDONED,
                    DONE -> attemptIn(state);
        };
    }

    private boolean stop(Signal signal, IntFunction<TaskOutcome<T>> outcomeAt) {
        for (; ; ) {
            int state = state();
            if (phaseIn(state).decided()) {
                return false;
            }
            if (bring(state, signal, outcomeAt.apply(state))) {
                return true;
            }
        }
    }

    /// Brings a signal that is meant for one state.
    ///
    /// @param outcome what it decides; null if it decides none
    /// @return false if the state is another by now
    private boolean bring(int state, Signal signal, @Nullable TaskOutcome<T> outcome) {
        SignalData data = outcome == null ? SignalData.None.NONE : new SignalData.Decided(outcome);
        Transition transition = advanceFrom(state, signal, data);
        if (transition == null) {
            return false;
        }
        carryOut(transition, attemptIn(state), outcome, data);
        return true;
    }

    // ---- the timer

    /// A deadline has passed: of this phase, or of one before. See [TaskClocks].
    final void fire(long nowNanos) {
        int state = state();
        if (!phaseIn(state).decided() && deadlineNanos != Long.MAX_VALUE && nowNanos - deadlineNanos >= 0) {
            timeOut(state, TaskOutcome.Timeout.TOTAL, totalLimit());
        } else if (phaseDeadline(state) != Long.MAX_VALUE && nowNanos - phaseDeadline(state) >= 0) {
            switch (phaseIn(state)) {
                case DELAYED, BACKING_OFF -> {
                    sinceNanos = nowNanos;
                    bring(state, Signal.DUE, null);
                }
                case QUEUED ->
                    timeOut(
                            state,
                            TaskOutcome.Timeout.QUEUE,
                            task.queueTimeout().orElseThrow());
                case RUNNING -> attemptTimeout(state);
                case EXPIRED, RECORDING_STOPPING, STOPPING -> stuck(state, nowNanos);
                case NEW, RECORDING_ABANDONED, RECORDING, ABANDONED, DONE -> {}
            }
        }
        armForPhase();
        heedClosing(); // a closing thread that looked through the timers while this one was out of them has missed it
    }

    /// Ends a task that is about to start and has no time left, because its timer is late.
    final void timeOutIfLate(long nowNanos) {
        var late = runOut(nowNanos);
        int state = state();
        if (late != null && phaseIn(state) == Phase.QUEUED) {
            timeOut(
                    state,
                    late,
                    late == TaskOutcome.Timeout.TOTAL
                            ? totalLimit()
                            : task.queueTimeout().orElseThrow());
        }
    }

    private void timeOut(int state, TaskOutcome.Timeout timeout, Duration limit) {
        stopAt(state, new TaskOutcome.TimedOut<>(timeout, limit, details(attemptIn(state))));
    }

    private void stopAt(int state, TaskOutcome<T> outcome) {
        bring(state, Signal.STOP, outcome);
    }

    /// The outcome of an attempt that has run out of time.
    final TaskOutcome.TimedOut<T> attemptTimedOut(OutcomeDetails details) {
        return new TaskOutcome.TimedOut<>(
                TaskOutcome.Timeout.ATTEMPT, task.attemptTimeout().orElseThrow(), details);
    }

    /// The attempt has run too long. If no other is owed, the outcome is decided now; if one may be, the body's
    /// return decides.
    private void attemptTimeout(int state) {
        var retry = task.retry();
        if (!retry.retriesTimeouts() || attemptsOfRun() >= retry.maxAttempts()) {
            stopAt(state, attemptTimedOut(details(attemptIn(state))));
        } else {
            bring(state, Signal.EXPIRE, null);
        }
    }

    /// {@return how many attempts the present run has had}; all attempts, unless it repeats
    public final int attemptsOfRun() {
        ColdState c = cold;
        return attempts() - (c == null ? 0 : c.attemptsBefore);
    }

    /// The body ignores its interrupt: reports it, ends the wait for it, and takes its permit if the policy says
    /// so.
    private void stuck(int state, long nowNanos) {
        int attempt = attemptIn(state);
        if (!reportStuck(attempt, nowNanos)) {
            return;
        }
        deliverPending();
        if (phaseIn(state) == Phase.EXPIRED) {
            stopAt(state, attemptTimedOut(details(attempt)));
        }
        if (pool.config().stuckPolicy() == StuckPolicy.REPLACE) {
            for (int now = state(); isStopping(now, attempt); now = state()) {
                if (bring(now, Signal.ABANDON, null)) {
                    return;
                }
            }
        }
    }

    /// Whether that attempt was stopped and holds its permit.
    private static boolean isStopping(int state, int attempt) {
        return attemptIn(state) == attempt
                && (phaseIn(state) == Phase.STOPPING || phaseIn(state) == Phase.RECORDING_STOPPING);
    }
}
