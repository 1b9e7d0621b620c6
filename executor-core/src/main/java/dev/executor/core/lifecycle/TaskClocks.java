// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.Task;
import dev.executor.TaskOutcome;
import dev.executor.core.time.Timers;
import dev.executor.spi.Require;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When something has to happen to a task: its three timeouts, its delays, and when its body counts as stuck.
///
/// One timer serves all of them, as only the earliest matters in each phase. It may fire early for the present phase
/// (armed for the one before); then the task looks at the phase and arms it again. `sinceNanos` is written by the one
/// thread that will bring the next signal, before its compare-and-set; a timer that reads it with an older state
/// computes a wrong deadline, finds the state changed, and looks again.
///
/// @param <T> what the task returns
abstract class TaskClocks<T extends @Nullable Object> extends BodyThread<T> {
    final long deadlineNanos; // total timeout; Long.MAX_VALUE if there is none
    long sinceNanos; // QUEUED: since when; RUNNING, EXPIRED: the start; DELAYED, BACKING_OFF: when due

    TaskClocks(
            Task<T> task,
            PoolEffects pool,
            @Nullable Object context,
            @Nullable TaskExecution<?> parent,
            long nowNanos) {
        super(task, pool, context);
        this.sinceNanos = nowNanos;
        long own = task.timeout().isPresent()
                ? Timers.later(nowNanos, task.timeout().get().toNanos())
                : Long.MAX_VALUE;
        long inherited = parent == null || parent.pool.host() != pool.host() ? Long.MAX_VALUE : parent.deadlineNanos;
        if (inherited != Long.MAX_VALUE && (own == Long.MAX_VALUE || inherited - own < 0)) {
            cold().inheritedLimit = Duration.ofNanos(Math.max(0, inherited - nowNanos));
            own = inherited;
        }
        this.deadlineNanos = own;
    }

    /// How long after its submit it may start.
    final long startDelayNanos() {
        if (task.startAfter().isPresent()) {
            return task.startAfter().get().toNanos();
        }
        if (task.startAt().isEmpty()) {
            return 0;
        }
        var wait = Duration.between(pool.host().wallTime(), task.startAt().get());
        if (wait.isNegative()) {
            return 0;
        }
        long fromNow = (wait.compareTo(Require.LONGEST) > 0 ? Require.LONGEST : wait).toNanos();
        return pool.host().nanoTime() - sinceNanos + fromNow; // it may have waited for its slot meanwhile
    }

    /// The timeout that has passed for a task that is about to start; null if it has time.
    final TaskOutcome.@Nullable Timeout runOut(long nowNanos) {
        if (deadlineNanos != Long.MAX_VALUE && nowNanos - deadlineNanos >= 0) {
            return TaskOutcome.Timeout.TOTAL;
        }
        long start = phaseDeadline(stateOf(Phase.QUEUED, attempts()));
        return start != Long.MAX_VALUE && nowNanos - start >= 0 ? TaskOutcome.Timeout.QUEUE : null;
    }

    /// When something is to happen in this phase, the total timeout apart; `Long.MAX_VALUE` if nothing is.
    final long phaseDeadline(int state) {
        return switch (phaseIn(state)) {
            case DELAYED, BACKING_OFF -> sinceNanos;
            case QUEUED ->
                attemptIn(state) == 0 && task.queueTimeout().isPresent()
                        ? Timers.later(sinceNanos, task.queueTimeout().get().toNanos())
                        : Long.MAX_VALUE;
            case RUNNING ->
                task.attemptTimeout().isPresent()
                        ? Timers.later(sinceNanos, task.attemptTimeout().get().toNanos())
                        : Long.MAX_VALUE;
            case EXPIRED, RECORDING_STOPPING, STOPPING -> {
                ColdState c = cold;
                yield c != null && c.interrupted && !c.stuck
                        ? Timers.later(
                                c.interruptedNanos, pool.config().stuckAfter().toNanos())
                        : Long.MAX_VALUE;
            }
            case NEW, RECORDING_ABANDONED, RECORDING, ABANDONED, DONE -> Long.MAX_VALUE;
        };
    }

    /// Arms the timer so that it fires in time for the present phase. The thread that has changed the phase calls it.
    final void armForPhase() {
        armForPhase(Long.MAX_VALUE);
    }

    /// As [#armForPhase()] for a task that enters the queue: also for the earliest time at which its first attempt
    /// could run out. Then the thread that starts it finds the timer armed early enough, and leaves it alone; a
    /// task that waits longer costs one wake-up.
    final void armToEnter() {
        armForPhase(
                task.attemptTimeout().isPresent()
                        ? Timers.later(sinceNanos, task.attemptTimeout().get().toNanos())
                        : Long.MAX_VALUE);
    }

    private void armForPhase(long latestNanos) {
        boolean touched = false;
        int state;
        do {
            state = state();
            long deadline = phaseDeadline(state);
            if (deadlineNanos != Long.MAX_VALUE
                    && !phaseIn(state).decided()
                    && (deadline == Long.MAX_VALUE || deadlineNanos - deadline < 0)) {
                deadline = deadlineNanos;
            }
            if (latestNanos != Long.MAX_VALUE && (deadline == Long.MAX_VALUE || latestNanos - deadline < 0)) {
                deadline = latestNanos;
            }
            if (deadline != Long.MAX_VALUE && !alarm().armedBy(deadline)) {
                pool.timers().arm(alarm(), deadline);
                touched = true;
            }
        } while (state != state());
        if (touched && phaseIn(state) == Phase.DONE) {
            endAlarm(); // it ended meanwhile, and its own cancel may have come before this arm
        }
    }

    /// The timer, made when it is first needed.
    abstract TaskAlarm alarm();

    /// Takes the timer out, for good.
    abstract void endAlarm();

    /// The time left to the present attempt.
    public final Optional<Duration> remaining() {
        long now = pool.host().nanoTime();
        long left = deadlineNanos == Long.MAX_VALUE ? Long.MAX_VALUE : deadlineNanos - now;
        if (task.attemptTimeout().isPresent()) {
            left = Math.min(
                    left, Timers.later(sinceNanos, task.attemptTimeout().get().toNanos()) - now);
        }
        return left == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, left)));
    }

    final Duration totalLimit() {
        ColdState c = cold;
        return c != null && c.inheritedLimit != null
                ? c.inheritedLimit
                : task.timeout().orElseThrow();
    }

    @Override
    protected long waitingSinceNanos() {
        return sinceNanos;
    }
}
