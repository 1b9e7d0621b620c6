// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.FailureKind;
import dev.executor.OutcomeDetails;
import dev.executor.Progress;
import dev.executor.Rejection;
import dev.executor.Task;
import dev.executor.TaskOutcome;
import dev.executor.core.context.ContextCapture;
import dev.executor.core.time.Timers;
import dev.executor.event.ProcessEvent;
import dev.executor.event.TaskEvent;
import dev.executor.spi.AttemptLink;
import dev.executor.spi.ContextCarrier;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One submitted task, whole: handle, context and queue entry. Thread-safe.
///
/// It is the only mutable object of a task's life, because a pool may hold a million of them. Its timer is apart
/// ([TaskAlarm]). The object is made of layers, each of which knows only those below: its place in the queue
/// (`QueueNode`), its outcome ([Completion]), its state ([StateCell]), its thread ([BodyThread]), its deadlines
/// ([TaskClocks]), what its transitions do ([TaskEffects]), what comes from outside ([OutsideSignals]), and this: how
/// it enters, and what comes from the thread that runs it.
///
/// @param <T> what the task returns
public final class TaskExecution<T extends @Nullable Object> extends OutsideSignals<T> implements AttemptLink {
    /// Makes a task that has not entered its pool.
    ///
    /// @param task what to run
    /// @param pool where
    /// @param context the submitter's captured context, or null
    /// @param parent the attempt that submits it, or null: its total deadline is inherited
    /// @param setup the rest; mostly [Setup#PLAIN]
    /// @param nowNanos the time
    public TaskExecution(
            Task<T> task,
            PoolEffects pool,
            @Nullable Object context,
            @Nullable TaskExecution<?> parent,
            Setup setup,
            long nowNanos) {
        super(task, pool, context, parent, nowNanos);
        if (setup != Setup.PLAIN) {
            ColdState c = cold();
            c.repeat = setup.repeat();
            c.onReleased = setup.onReleased();
            c.awaitedBy = setup.awaitedBy();
        }
    }

    @Override
    TaskExecution<T> self() {
        return this;
    }

    // ---- entering

    /// Starts its life: it waits in the queue or for its start time from now on.
    ///
    /// @return whether it does; if not, it was cancelled before and has no life
    public boolean enter() {
        long delayNanos = startDelayNanos();
        sinceNanos = Timers.later(sinceNanos, delayNanos);
        ColdState c = cold;
        if (c != null) {
            c.dueNanos = sinceNanos;
        }
        Signal signal = delayNanos > 0 ? Signal.POSTPONED : Signal.ADMITTED;
        Transition transition = advanceFrom(stateOf(Phase.NEW, 0), signal, SignalData.None.NONE);
        if (transition == null) {
            return false;
        }
        carryOut(transition, 0, null, SignalData.None.NONE);
        return true;
    }

    /// As [#enter()], for a submitter that waits until the task is over: the calling thread, which is unparked when
    /// there is something for it to do.
    ///
    /// @param inline whether it runs all attempts itself; if not, the task goes through the queue
    public boolean enterAwaited(boolean inline) {
        ColdState c = cold();
        c.awaitedBy = Thread.currentThread();
        c.inline = inline;
        return enter();
    }

    /// Says that the pool did not take it. It has no life then.
    ///
    /// @param rejection why
    public void refuse(Rejection rejection) {
        if (pool.observed()) {
            pool.deliver(new TaskEvent.Refused(info(), rejection), context); // its only event: it needs no order
        }
    }

    /// Says that it has been put back into the queue, because no thread could be started for it.
    public void requeued() {
        dequeueIfDecided();
        heedClosing();
    }

    // ---- signals from the thread that runs it

    /// Tells it that a thread with a permit has taken it.
    ///
    /// @param holder the calling thread's
    /// @param nowNanos the time
    /// @return whether the body is to be run; if not, it was stopped while it waited
    public boolean dispatched(PermitHolder holder, long nowNanos) {
        timeOutIfLate(nowNanos);
        ColdState c = cold;
        if (c != null) {
            c.interruptRequested = false;
        }
        long queuedNanos = Math.max(0, nowNanos - sinceNanos);
        setRunner(holder);
        sinceNanos = nowNanos;
        return pool.observed() // apart, so that neither needs to be allocated
                ? start(new SignalData.Started(queuedNanos))
                : start(SignalData.None.NONE);
    }

    private boolean start(SignalData data) {
        Transition transition = advance(Signal.DISPATCHED, data);
        boolean starts = transition.startsAttempt();
        if (!starts) {
            setRunner(null);
        }
        carryOut(transition, attempts(), null, data);
        return starts;
    }

    /// {@return what is known of the present attempt, whose body is back}; for the thread that ran it
    public AttemptFacts facts() {
        int state = state();
        int attempt = attemptIn(state);
        ColdState c = cold;
        return new AttemptFacts(
                attempt,
                attemptsOfRun(),
                phaseIn(state) == Phase.EXPIRED ? attemptTimedOut(OutcomeDetails.of(attempt)) : null,
                c == null ? Duration.ZERO : c.previousDelay);
    }

    /// {@return how long until its next run}; for the thread that ran the present one of a repeating task
    ///
    /// @param nowNanos the time
    public Duration repeatDelay(long nowNanos) {
        ColdState c = cold();
        return c.repeat == null ? Duration.ZERO : c.repeat.delay(c.dueNanos, nowNanos);
    }

    /// Tells it that its body is back. Whatever was decided from outside meanwhile stands.
    ///
    /// @param end how the attempt ended
    /// @param result what the body returned, or null
    /// @param nowNanos the time
    /// @return whether the task goes on, with another attempt or run
    public boolean attemptEnded(AttemptEnd end, @Nullable Object result, long nowNanos) {
        if (end == AttemptEnd.Accepted.ACCEPTED) { // apart: the first use of a switch over types costs milliseconds
            return last(encode(result), null, false, nowNanos);
        }
        return attemptEndedOtherwise(end, result, nowNanos);
    }

    private boolean attemptEndedOtherwise(AttemptEnd end, @Nullable Object result, long nowNanos) {
        return switch (end) {
            case AttemptEnd.Accepted _ -> last(encode(result), null, false, nowNanos);
            case AttemptEnd.AcceptedAfterAll(var denied, var policyFailure) -> {
                notePolicyFailure(policyFailure);
                yield last(encode(result), denied, denied != null, nowNanos);
            }
            case AttemptEnd.Failed(var failure, boolean timedOut, boolean denied, var policyFailure) -> {
                notePolicyFailure(policyFailure);
                int attempt = attempts();
                TaskOutcome<T> outcome = timedOut ? attemptTimedOut(details(attempt)) : failed(failure, attempt);
                yield last(outcome, failure, denied, nowNanos);
            }
            case AttemptEnd.Retry(var failure, var delay) -> {
                ColdState c = cold();
                c.previousDelay = delay;
                c.keep(failure);
                yield again(failure, delay, nowNanos);
            }
            case AttemptEnd.Repeat(var delay) -> {
                cold().nextRun(attempts(), nowNanos);
                yield again(null, delay, nowNanos);
            }
        };
    }

    private void notePolicyFailure(@Nullable Throwable thrown) {
        if (thrown != null) {
            cold().policyFailure = thrown;
        }
    }

    private TaskOutcome<T> failed(Throwable failure, int attempt) {
        var kind = FailureKind.of(failure, this::notePolicyFailure); // before the details are made, which tell it
        return new TaskOutcome.Failed<>(kind, failure, details(attempt));
    }

    private boolean last(Object outcome, @Nullable Throwable failure, boolean denied, long nowNanos) {
        return pool.observed()
                ? last(
                        outcome,
                        new SignalData.Returned(nowNanos - sinceNanos, Optional.ofNullable(failure), denied, outcome))
                : last(outcome, SignalData.None.NONE);
    }

    private boolean last(Object outcome, SignalData data) {
        int attempt = attempts();
        Transition transition = advance(Signal.RETURNED, data);
        bodyBack(transition);
        carryOut(transition, attempt, outcome, data);
        return false;
    }

    private boolean again(@Nullable Throwable failure, Duration delay, long nowNanos) {
        int attempt = attempts(); // now: soon it may be on its next one
        var data = new SignalData.Again(nowNanos - sinceNanos, failure, delay);
        sinceNanos = Timers.later(nowNanos, delay.toNanos());
        Transition transition = bodyBackToRetry(data);
        carryOut(transition, attempt, null, data);
        if (transition.to() != Phase.BACKING_OFF) {
            return false;
        }
        if (cold().lastRun) {
            cancelIfWaiting();
        }
        return true;
    }

    /// The recorder has written the outcome.
    void recorded(Object outcome) {
        var data = new SignalData.Decided(outcome);
        carryOut(advance(Signal.RECORDED, data), attempts(), outcome, data);
    }

    // ---- what the engine asks

    /// {@return when the current or next run of a repeating task is due}
    public long dueNanos() {
        ColdState c = cold;
        return c == null ? 0 : c.dueNanos;
    }

    /// {@return whether its submitter runs it itself}
    public boolean isInline() {
        ColdState c = cold;
        return c != null && c.inline;
    }

    /// {@return whether it is over and its slot is free}; only for one that somebody waits for or watches
    public boolean isReleased() {
        ColdState c = cold;
        return c != null && c.released;
    }

    /// {@return since when it waits in the queue}; only for the thread that is about to dispatch it
    public long queuedSinceNanos() {
        return sinceNanos;
    }

    /// {@return whether it is a task of that pool}
    /// @param effects the pool
    public boolean isOf(PoolEffects effects) {
        return pool == effects;
    }

    /// {@return what the pool's carriers captured, or null}
    public @Nullable Object context() {
        return context;
    }

    @Override
    public void asked() {
        cold().asked = true;
    }

    /// {@return the outcome, if nobody has asked for it}
    public Optional<TaskOutcome<T>> outcomeIfUnread() {
        ColdState c = cold;
        return c != null && c.asked ? Optional.empty() : peek();
    }

    /// {@return whether its outcome is decided}
    public boolean isDecided() {
        return phase().decided();
    }

    // ---- what handle and context show

    @Override
    public int attempt() {
        return attempts();
    }

    @Override
    public void tell(ProcessEvent event) {
        if (!event.task().equals(info())) {
            throw new IllegalArgumentException("event " + event + " is of another task than " + info());
        }
        tellNow(event);
    }

    @Override
    public void reportResult(Supplier<? extends @Nullable Object> soFar) {
        cold().resultSoFar = Objects.requireNonNull(soFar, "soFar");
    }

    @Override
    public boolean observed() {
        return pool.observed();
    }

    @Override
    public ContextCarrier.Scope openContext() {
        return ContextCapture.open(context, this);
    }

    @Override
    public Map<String, String> environment() {
        return ContextCapture.environment(context, this);
    }

    @Override
    public boolean stopRequested() {
        return switch (phase()) {
            case EXPIRED, RECORDING_STOPPING, RECORDING_ABANDONED, RECORDING, STOPPING, ABANDONED, DONE -> true;
            case NEW, DELAYED, QUEUED, RUNNING, BACKING_OFF -> false;
        };
    }

    @Override
    public void progress(long done, long total) {
        cold().progress = new Progress(done, total);
    }

    @Override
    public Optional<Progress> progress() {
        ColdState c = cold;
        return Optional.ofNullable(c == null ? null : c.progress);
    }

    @Override
    protected int level() {
        return task.priority().ordinal();
    }

    @Override
    protected @Nullable String orderingKey() {
        return task.orderingKey().orElse(null);
    }

    @Override
    public String toString() {
        return info() + ": " + status();
    }
}
