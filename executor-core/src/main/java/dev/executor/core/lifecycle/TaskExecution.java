// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import static dev.executor.core.lifecycle.Effect.ARM_DELAY;
import static dev.executor.core.lifecycle.Effect.DEQUEUE;
import static dev.executor.core.lifecycle.Effect.ENQUEUE;
import static dev.executor.core.lifecycle.Effect.INTERRUPT;
import static dev.executor.core.lifecycle.Effect.PUBLISH;
import static dev.executor.core.lifecycle.Effect.RETIRE;
import static dev.executor.core.lifecycle.Effect.START_BODY;

import dev.executor.Progress;
import dev.executor.Rejection;
import dev.executor.Task;
import dev.executor.TaskOutcome;
import dev.executor.core.context.ContextCapture;
import dev.executor.core.time.Timers;
import dev.executor.event.TaskEvent;
import dev.executor.policy.StuckPolicy;
import dev.executor.spi.AttemptLink;
import dev.executor.spi.ContextCarrier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One submitted task, whole: what brings it a signal, and what a transition makes it do. Thread-safe.
///
/// It is the only mutable object of a task's life: handle, context and queue entry in one, because a pool may hold a
/// million of them. Its timer is apart ([TaskAlarm]). The object is made of layers, each of which knows only those
/// below: its place in the queue (`QueueNode`), its outcome ([Completion]), its state ([StateCell]), its thread
/// ([BodyThread]), its clocks ([TaskClocks]), and this, which joins them.
///
/// Whoever brings a signal and wins carries out the effects, on its own thread and without a lock. A signal from
/// outside is meant for one state and is dropped, or thought over, when the state is another by then.
///
/// @param <T> what the task returns
public final class TaskExecution<T extends @Nullable Object> extends TaskClocks<T> implements AttemptLink {
    private volatile @Nullable TaskAlarm alarm;

    /// Makes a task that has not entered its pool.
    ///
    /// @param task what to run
    /// @param pool where
    /// @param context the submitter's captured context, or null
    /// @param parent the attempt that submits it, or null: its total deadline is inherited
    /// @param nowNanos the time
    public TaskExecution(
            Task<T> task,
            PoolEffects pool,
            @Nullable Object context,
            @Nullable TaskExecution<?> parent,
            long nowNanos) {
        super(task, pool, context, parent, nowNanos);
    }

    // ---- entering

    /// Says that it repeats. Before it enters.
    ///
    /// @param repeat when to run again
    public void repeat(Repeat repeat) {
        annex().repeat = repeat;
    }

    /// Says whom to tell when its body is back, or when it ended without having run. Before it enters.
    ///
    /// @param callback called once, on whatever thread ends it; it must not block or throw
    public void onRetire(Runnable callback) {
        annex().onRetire = callback;
    }

    /// {@return when the current or next run of a repeating task is due}
    public long dueNanos() {
        Annex a = annex;
        return a == null ? 0 : a.dueNanos;
    }

    /// Says that the calling thread waits for its end and is to be unparked then. Before it enters.
    ///
    /// @param inline whether it runs all attempts itself
    public void submittedBy(boolean inline) {
        Annex a = annex();
        a.caller = Thread.currentThread();
        a.inline = inline;
    }

    /// {@return whether its submitter runs it itself}
    public boolean isInline() {
        Annex a = annex;
        return a != null && a.inline;
    }

    /// {@return whether it is over and its place is free}; only for one with a caller or somebody to tell
    public boolean isRetired() {
        Annex a = annex;
        return a != null && a.retired;
    }

    /// {@return whether it goes on until it is stopped}
    public boolean repeats() {
        Annex a = annex;
        return a != null && a.repeat != null;
    }

    /// Starts its life: it waits in the queue or for its start time from now on.
    ///
    /// @return whether it does; if not, it was cancelled before and has no life
    public boolean enter() {
        long delayNanos = startDelayNanos();
        sinceNanos = Timers.later(sinceNanos, delayNanos);
        Annex a = annex;
        if (a != null) {
            a.dueNanos = sinceNanos;
        }
        Signal signal = delayNanos > 0 ? Signal.POSTPONED : Signal.ADMITTED;
        Transition transition = advanceFrom(stateOf(Phase.NEW, 0), signal, null);
        if (transition == null) {
            return false;
        }
        tellClaimed(transition, 0, 0, Optional.empty(), null);
        if (transition.has(ARM_DELAY)) {
            pool.delayed(1);
        } else {
            armToEnter();
            enqueue();
        }
        armForPhase();
        stopIfClosing();
        return true;
    }

    /// Says that the pool did not take it. It has no life then.
    ///
    /// @param rejection why
    public void refuse(Rejection rejection) {
        if (pool.observed()) {
            pool.deliver(new TaskEvent.Refused(this, rejection), context); // its only event: it needs no order
        }
    }

    private void enqueue() {
        Annex a = annex;
        if (a != null && a.inline) {
            LockSupport.unpark(a.caller); // it waits for this in place of the queue
        } else {
            pool.enqueue(this);
            if (phase().decided()) {
                pool.dequeue(this); // stopped before it was in the queue, by someone who did not find it there
            }
        }
    }

    /// Says that it has been put back into the queue, as no thread could be had for it.
    public void backInQueue() {
        if (phase().decided()) {
            pool.dequeue(this); // stopped by someone who did not find it there
        }
        stopIfClosing();
    }

    // ---- signals from the thread that runs it

    /// Tells it that a thread with a permit has taken it.
    ///
    /// @param holder the calling thread's
    /// @param nowNanos the time
    /// @return whether the body is to be run; if not, it was stopped while it waited
    public boolean dispatched(PermitHolder holder, long nowNanos) {
        var runOut = runOut(nowNanos);
        if (runOut != null) { // its timer is late: it must not start after its time
            int state = state();
            if (phaseIn(state) == Phase.QUEUED) {
                timeOut(
                        state,
                        runOut,
                        runOut == TaskOutcome.Phase.TOTAL
                                ? totalLimit()
                                : task.queueTimeout().orElseThrow());
            }
        }
        Annex a = annex;
        if (a != null) {
            a.wasToldToStop = false;
        }
        long queuedNanos = Math.max(0, nowNanos - sinceNanos);
        runBy(holder);
        sinceNanos = nowNanos;
        Transition transition = advance(Signal.DISPATCHED, queuedNanos, Optional.empty(), null);
        if (!transition.has(START_BODY)) {
            runBy(null);
            if (orderingKey() != null) {
                pool.dequeue(this); // it may have come into the queue, and to its key, after it had been stopped
            }
            return false;
        }
        tellClaimed(transition, attempts(), queuedNanos, Optional.empty(), null);
        armForPhase();
        stopIfClosing();
        return true;
    }

    /// Tells it that its body is back and that this was its last attempt.
    ///
    /// @param encoded its outcome: the result as [Completion#encode(Object)] makes it, or a [TaskOutcome]
    /// @param failure what the body threw; empty if it returned
    /// @param nowNanos the time
    /// @param denied whether another attempt was owed but the retry budget is spent
    public void returned(Object encoded, Optional<Throwable> failure, long nowNanos, boolean denied) {
        long ranNanos = nowNanos - sinceNanos;
        Object detail = denied ? new Denied(encoded) : encoded;
        Transition transition = advance(Signal.RETURNED, ranNanos, failure, detail);
        bodyBack(transition);
        carryOut(transition, encoded, attempts(), ranNanos, failure, detail);
    }

    /// An outcome before which another attempt was owed and not granted.
    private record Denied(Object encoded) {}

    /// Tells it that its body is back and that it runs again later.
    ///
    /// @param cause why the attempt failed; null if it succeeded and repeats
    /// @param delay until the next attempt
    /// @param nowNanos the time
    /// @return whether it does; if not, it was stopped meanwhile
    public boolean again(@Nullable Throwable cause, Duration delay, long nowNanos) {
        long ranNanos = nowNanos - sinceNanos;
        int attempt = attempts(); // now: soon it may be on its next one
        var failure = Optional.ofNullable(cause);
        Annex a = annex();
        a.previousDelay = delay;
        if (cause != null) {
            a.keep(cause);
        } else {
            a.nextRun(attempt);
        }
        sinceNanos = Timers.later(nowNanos, delay.toNanos());
        if (a.repeat != null && cause == null) { // a retry belongs to the run that is due already
            // May be in the past where runs take longer than the period: a fixed rate catches up.
            a.dueNanos = a.repeat.nextNanos(a.dueNanos, nowNanos);
        }
        Transition transition = bodyBackToRetry(() -> advance(Signal.RETRY, ranNanos, failure, delay));
        carryOut(transition, null, attempt, ranNanos, failure, delay);
        if (!transition.has(ARM_DELAY)) {
            return false;
        }
        pool.delayed(1);
        armForPhase();
        stopIfClosing();
        if (a.lastRun) {
            cancelIfWaiting();
        }
        return true;
    }

    /// {@return since when it waits in the queue; only for whoever is about to dispatch it}
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

    /// {@return how long until the next run of a repeating task; empty if it does not repeat}
    /// @param nowNanos the time
    public Optional<Duration> repeatDelay(long nowNanos) {
        Annex a = annex;
        if (a == null || a.repeat == null) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Math.max(0, a.repeat.nextNanos(a.dueNanos, nowNanos) - nowNanos)));
    }

    /// {@return the wait before the current attempt}
    public Duration previousDelay() {
        Annex a = annex;
        return a == null ? Duration.ZERO : a.previousDelay;
    }

    /// {@return how many attempts the present run has had}; all attempts, unless it repeats
    public int attemptsOfRun() {
        Annex a = annex;
        return attempts() - (a == null ? 0 : a.attemptsBefore);
    }

    /// Keeps what a function of its policy threw, for the details of its outcome.
    ///
    /// @param thrown what was thrown
    public void policyFailed(Throwable thrown) {
        annex().policyFailure = thrown;
    }

    @Override
    public void asked() {
        annex().asked = true;
    }

    /// {@return the outcome, if nobody has asked for it}
    public Optional<TaskOutcome<T>> outcomeIfUnread() {
        Annex a = annex;
        return a != null && a.asked ? Optional.empty() : peek();
    }

    /// {@return whether its outcome is decided}
    public boolean isDecided() {
        return phase().decided();
    }

    /// {@return whether the current attempt has outlived its timeout and another may be owed}
    public boolean expired() {
        return phase() == Phase.EXPIRED;
    }

    // ---- signals from outside

    @Override
    public boolean cancel() {
        return stop(
                Signal.STOP,
                state -> new TaskOutcome.Cancelled<>(TaskOutcome.Reason.REQUESTED, details(attemptIn(state))));
    }

    /// Cancels without an interrupt, for `Future.cancel(false)`.
    ///
    /// @return whether this call decided the outcome
    public boolean cancelQuietly() {
        return stop(
                Signal.STOP_QUIETLY,
                state -> new TaskOutcome.Cancelled<>(TaskOutcome.Reason.REQUESTED, details(attemptIn(state))));
    }

    /// Lets a repeating task end as cancelled: at once if it waits, else when its present run is over.
    public void cancelAfterRun() {
        annex().lastRun = true;
        // First the mark, then the look: a run that ends meanwhile publishes its phase first and looks at the mark
        // then.
        cancelIfWaiting();
    }

    private void cancelIfWaiting() {
        for (int state = state(); ; state = state()) {
            switch (phaseIn(state)) {
                case DELAYED, QUEUED, BACKING_OFF -> {
                    var outcome = new TaskOutcome.Cancelled<T>(TaskOutcome.Reason.REQUESTED, details(attemptIn(state)));
                    if (carriedOut(state, advanceFrom(state, Signal.STOP_QUIETLY, outcome), outcome)) {
                        return;
                    }
                }
                case NEW, RUNNING, EXPIRED, STOPPING, ABANDONED, DONE -> {
                    return;
                }
            }
        }
    }

    /// Gives it back from the queue.
    ///
    /// @param rejection why
    /// @return whether this call decided the outcome
    public boolean shed(Rejection rejection) {
        return stop(Signal.STOP, state -> new TaskOutcome.Rejected<>(rejection, details(attemptIn(state))));
    }

    /// Cancels it because the pool closes; a body that was stopped before is interrupted once more. The attempt
    /// that this interrupts is not counted.
    ///
    /// @return whether this call decided the outcome
    public boolean shutdown() {
        if (stop(
                Signal.STOP,
                state -> new TaskOutcome.Cancelled<>(TaskOutcome.Reason.SHUTDOWN, details(charged(state))))) {
            return true;
        }
        int state = state();
        if (phaseIn(state) != Phase.DONE) {
            carriedOut(state, advanceFrom(state, Signal.STOP, null), null);
        }
        return false;
    }

    /// Asked after it has become visible to a closing thread that looks for what to stop: one of the two sees the
    /// other.
    private void stopIfClosing() {
        boolean stop = switch (phase()) {
            case DELAYED, QUEUED, BACKING_OFF -> pool.cancelling() || (pool.draining() && repeats());
            case RUNNING, EXPIRED -> pool.cancelling();
            case NEW, STOPPING, ABANDONED, DONE -> false;
        };
        if (stop) {
            shutdown();
        }
    }

    private static int charged(int state) {
        return switch (phaseIn(state)) {
            case RUNNING, EXPIRED -> attemptIn(state) - 1;
            case NEW, DELAYED, QUEUED, BACKING_OFF, STOPPING, ABANDONED, DONE -> attemptIn(state);
        };
    }

    private boolean stop(Signal signal, IntFunction<TaskOutcome<T>> outcomeAt) {
        for (; ; ) {
            int state = state();
            if (phaseIn(state).decided()) {
                return false;
            }
            TaskOutcome<T> outcome = outcomeAt.apply(state);
            if (carriedOut(state, advanceFrom(state, signal, outcome), outcome)) {
                return true;
            }
        }
    }

    // ---- time

    @Override
    TaskAlarm alarm() {
        TaskAlarm known = alarm;
        if (known == null) {
            synchronized (this) { // a timer and the thread that runs it may both be the first to need it
                known = alarm;
                if (known == null) {
                    known = new TaskAlarm(this);
                    alarm = known;
                }
            }
        }
        return known;
    }

    @Override
    void endAlarm() {
        TaskAlarm known = alarm;
        if (known != null) {
            pool.timers().cancel(known);
            known.release();
        }
    }

    /// A deadline has passed: of this phase, or of one before. See [TaskClocks].
    void fire(long nowNanos) {
        int state = state();
        Phase phase = phaseIn(state);
        if (!phase.decided() && deadlineNanos != Long.MAX_VALUE && nowNanos - deadlineNanos >= 0) {
            timeOut(state, TaskOutcome.Phase.TOTAL, totalLimit());
        } else if (phaseDeadline(state) != Long.MAX_VALUE && nowNanos - phaseDeadline(state) >= 0) {
            switch (phase) {
                case DELAYED, BACKING_OFF -> due(nowNanos);
                case QUEUED ->
                    timeOut(state, TaskOutcome.Phase.QUEUE, task.queueTimeout().orElseThrow());
                case RUNNING -> attemptTimeout(state);
                case EXPIRED, STOPPING -> stuck(state, nowNanos);
                case NEW, ABANDONED, DONE -> {}
            }
        }
        armForPhase();
        stopIfClosing(); // a closing thread that looked through the timers while this one was out of them has missed it
    }

    private void due(long nowNanos) {
        sinceNanos = nowNanos;
        Transition transition = advance(Signal.DUE, 0, Optional.empty(), null);
        if (transition.has(ENQUEUE)) {
            pool.delayed(-1);
            enqueue();
            stopIfClosing();
        }
    }

    private void timeOut(int state, TaskOutcome.Phase clock, Duration limit) {
        var outcome = new TaskOutcome.TimedOut<T>(clock, limit, details(attemptIn(state)));
        carriedOut(state, advanceFrom(state, Signal.STOP, outcome), outcome);
    }

    /// The attempt has run too long. If no other is owed, the outcome is decided now; if one may be, the body's
    /// return decides.
    private void attemptTimeout(int state) {
        var retry = task.retry();
        if (!retry.retriesTimeouts() || attemptsOfRun() >= retry.maxAttempts()) {
            timeOut(state, TaskOutcome.Phase.ATTEMPT, task.attemptTimeout().orElseThrow());
        } else {
            carriedOut(state, advanceFrom(state, Signal.EXPIRE, null), null);
        }
    }

    /// The body ignores its interrupt: reports it, ends the wait for it, and takes its permit if the policy says
    /// so.
    private void stuck(int state, long nowNanos) {
        int attempt = attemptIn(state);
        PermitHolder holder = reportStuck(attempt, nowNanos);
        if (holder == null) {
            return;
        }
        tellLeft();
        if (phaseIn(state) == Phase.EXPIRED) {
            timeOut(state, TaskOutcome.Phase.ATTEMPT, task.attemptTimeout().orElseThrow());
        }
        if (pool.config().stuckPolicy() == StuckPolicy.REPLACE
                && advanceFrom(stateOf(Phase.STOPPING, attempt), Signal.ABANDON, null) != null) {
            holder.lose();
        }
    }

    /// Carries out a transition, if there was one.
    private boolean carriedOut(int state, @Nullable Transition transition, @Nullable Object encoded) {
        if (transition == null) {
            return false;
        }
        carryOut(transition, encoded, attemptIn(state), 0, Optional.empty(), encoded);
        return true;
    }

    /// Does what a transition asks for, except starting the body.
    ///
    /// @param encoded the outcome
    private void carryOut(
            Transition transition,
            @Nullable Object encoded,
            int attempt,
            long nanos,
            Optional<Throwable> failure,
            @Nullable Object detail) {
        Waiter waiters = null;
        if (transition.has(PUBLISH) && encoded != null) {
            if (transition.from() != Phase.NEW) {
                pool.decided(this, encoded);
            }
            waiters = publish(encoded);
            if ((waiters == null || waiters.isEmpty()) && !isSuccess(encoded) && transition.from() != Phase.NEW) {
                pool.unread(this);
            }
        }
        if (transition.to() == Phase.STOPPING && transition.moves()) {
            pool.stopping(1);
        }
        if (transition.has(INTERRUPT)) {
            interruptBody(attempt);
            armForPhase(); // for the time when it is stuck
        }
        if (transition.has(DEQUEUE)) {
            pool.dequeue(this);
        }
        if (transition.moves() && (transition.from() == Phase.DELAYED || transition.from() == Phase.BACKING_OFF)) {
            pool.delayed(-1);
        }
        try {
            tellClaimed(transition, attempt, nanos, failure, detail);
        } finally { // whatever becomes of the telling, nobody may wait for ever
            try {
                if (transition.has(RETIRE)) {
                    retire();
                }
            } finally {
                wake(waiters);
            }
        }
    }

    @Override
    void tell(
            Transition transition,
            int attempt,
            long nanos,
            Optional<Throwable> failure,
            @Nullable Object detail,
            @Nullable List<TaskEvent> left) {
        switch (transition.signal()) {
            case ADMITTED, POSTPONED -> tell(new TaskEvent.Submitted(this), left);
            case DISPATCHED -> tell(new TaskEvent.Started(this, attempt, nanos), left);
            case RETURNED, RETRY -> {
                tell(new TaskEvent.AttemptEnded(this, attempt, nanos, failure), left);
                if (transition.has(ARM_DELAY)) {
                    tellAgain(attempt, failure, detail, left);
                } else if (transition.has(PUBLISH)) {
                    tellOutcome(attempt, failure, detail, left);
                }
            }
            case STOP, STOP_QUIETLY -> tellOutcome(attempt, failure, detail, left);
            case DUE, EXPIRE, ABANDON -> {}
        }
    }

    private void tellAgain(
            int attempt, Optional<Throwable> failure, @Nullable Object detail, @Nullable List<TaskEvent> left) {
        if (!(detail instanceof Duration delay)) {
            return;
        }
        if (failure.isPresent()) {
            tell(new TaskEvent.RetryScheduled(this, attempt, delay, failure.get()), left);
        } else {
            tell(new TaskEvent.Repeating(this, attempt, delay), left);
        }
    }

    private void tellOutcome(
            int attempt, Optional<Throwable> failure, @Nullable Object detail, @Nullable List<TaskEvent> left) {
        if (detail instanceof Denied(var encoded)) {
            tell(new TaskEvent.RetryDenied(this, attempt, failure.orElseThrow()), left);
            tell(new TaskEvent.Finished(this, decode(encoded)), left);
        } else if (detail != null) {
            if (isSuccess(detail)) { // apart, so that it is seen to be new: see [StateCell#tell]
                tell(new TaskEvent.Finished(this, success(detail)), left);
            } else {
                tell(new TaskEvent.Finished(this, decode(detail)), left);
            }
        }
    }

    private void tell(TaskEvent event, @Nullable List<TaskEvent> left) {
        if (left == null) {
            pool.deliver(event, context);
        } else {
            left.add(event);
        }
    }

    private void retire() {
        endAlarm();
        Annex a = annex;
        if (a != null && a.onRetire != null) {
            a.onRetire.run(); // before the pool hears of it, which may be closed by that
        }
        pool.retire(this);
        if (a != null) {
            a.retired = true;
            LockSupport.unpark(a.caller); // null or not
        }
    }

    // ---- what handle and context show

    @Override
    public int attempt() {
        return attempts();
    }

    @Override
    public void tell(TaskEvent.Isolated event) {
        if (event.task() != this) {
            throw new IllegalArgumentException("event " + event + " is of another task than " + this);
        }
        tellNow(event);
    }

    @Override
    public void reportResult(Supplier<? extends @Nullable Object> soFar) {
        annex().resultSoFar = Objects.requireNonNull(soFar, "soFar");
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
    public boolean cancelled() {
        return switch (phase()) {
            case EXPIRED, STOPPING, ABANDONED, DONE -> true;
            case NEW, DELAYED, QUEUED, RUNNING, BACKING_OFF -> false;
        };
    }

    @Override
    public void progress(long done, long total) {
        annex().progress = new Progress(done, total);
    }

    @Override
    public Optional<Progress> progress() {
        Annex a = annex;
        return Optional.ofNullable(a == null ? null : a.progress);
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
        return "Task '" + name() + "' (" + id() + ") in pool '" + pool() + "': " + status();
    }
}
