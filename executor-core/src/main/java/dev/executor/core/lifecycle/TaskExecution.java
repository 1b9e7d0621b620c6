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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
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
        Transition transition = begin(delayNanos > 0 ? Signal.POSTPONED : Signal.ADMITTED);
        if (transition == null) {
            return false;
        }
        tellAll();
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
        if (outbox != null) {
            tell(new TaskEvent.Refused(this, rejection));
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

    // ---- signals from the thread that runs it

    /// Tells it that a thread with a permit has taken it.
    ///
    /// @param holder the calling thread's
    /// @param nowNanos the time
    /// @return whether the body is to be run; if not, it was stopped while it waited
    public boolean dispatched(PermitHolder holder, long nowNanos) {
        var runOut = runOut(nowNanos);
        if (runOut != null) { // its timer is late: it must not start after its time
            int w = word();
            if (phaseIn(w) == Phase.QUEUED) {
                timeOut(
                        w,
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
        var started = outbox == null ? null : new TaskEvent.Started(this, attempts() + 1, queuedNanos);
        if (!advance(Signal.DISPATCHED, started, null, null).has(START_BODY)) {
            runBy(null);
            if (orderingKey() != null) {
                pool.dequeue(this); // it may have come into the queue, and to its key, after it had been stopped
            }
            return false;
        }
        tellAll();
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
        TaskEvent ended = null;
        TaskEvent refused = null;
        TaskEvent finished = null;
        if (outbox != null) {
            ended = new TaskEvent.AttemptEnded(this, attempts(), nowNanos - sinceNanos, failure);
            refused = denied ? new TaskEvent.RetryDenied(this, attempts(), failure.orElseThrow()) : null;
            finished = new TaskEvent.Finished(this, decode(encoded));
        }
        Annex a = annex;
        if (a != null) {
            failure.ifPresent(a::suppressOn);
        }
        Transition transition = advance(Signal.RETURNED, ended, refused, finished);
        bodyBack(transition);
        carryOut(transition, encoded, attempts());
    }

    /// Tells it that its body is back and that it runs again later.
    ///
    /// @param cause why the attempt failed; null if it succeeded and repeats
    /// @param delay until the next attempt
    /// @param nowNanos the time
    /// @return whether it does; if not, it was stopped meanwhile
    public boolean again(@Nullable Throwable cause, Duration delay, long nowNanos) {
        TaskEvent ended = null;
        TaskEvent again = null;
        if (outbox != null) {
            int attempt = attempts();
            ended = new TaskEvent.AttemptEnded(this, attempt, nowNanos - sinceNanos, Optional.ofNullable(cause));
            again = cause == null
                    ? new TaskEvent.Repeating(this, attempt, delay)
                    : new TaskEvent.RetryScheduled(this, attempt, delay, cause);
        }
        Annex a = annex();
        a.previousDelay = delay;
        if (cause != null) {
            a.keep(cause);
        }
        sinceNanos = Timers.later(nowNanos, delay.toNanos());
        if (a.repeat != null) {
            // May be in the past where runs take longer than the period: a fixed rate catches up.
            a.dueNanos = a.repeat.nextNanos(a.dueNanos, nowNanos);
        }
        TaskEvent endedEvent = ended;
        TaskEvent againEvent = again;
        Transition transition = bodyBackToRetry(() -> advance(Signal.RETRY, endedEvent, null, againEvent));
        carryOut(transition, null, attempts());
        if (!transition.has(ARM_DELAY)) {
            return false;
        }
        pool.delayed(1);
        armForPhase();
        stopIfClosing();
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
        return stop(Signal.STOP, w -> new TaskOutcome.Cancelled<>(TaskOutcome.Reason.REQUESTED, attemptIn(w)));
    }

    /// Cancels without an interrupt, for `Future.cancel(false)`.
    ///
    /// @return whether this call decided the outcome
    public boolean cancelQuietly() {
        return stop(Signal.STOP_QUIETLY, w -> new TaskOutcome.Cancelled<>(TaskOutcome.Reason.REQUESTED, attemptIn(w)));
    }

    /// Gives it back from the queue.
    ///
    /// @param rejection why
    /// @return whether this call decided the outcome
    public boolean shed(Rejection rejection) {
        return stop(Signal.STOP, _ -> new TaskOutcome.Rejected<>(rejection));
    }

    /// Cancels it because the pool closes; a body that was stopped before is interrupted once more. The attempt
    /// that this interrupts is not counted.
    ///
    /// @return whether this call decided the outcome
    public boolean shutdown() {
        if (stop(Signal.STOP, w -> new TaskOutcome.Cancelled<>(TaskOutcome.Reason.SHUTDOWN, charged(w)))) {
            return true;
        }
        int w = word();
        if (phaseIn(w) != Phase.DONE) {
            carriedOut(w, advanceFrom(w, Signal.STOP, null), null);
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

    private static int charged(int word) {
        return switch (phaseIn(word)) {
            case RUNNING, EXPIRED -> attemptIn(word) - 1;
            case NEW, DELAYED, QUEUED, BACKING_OFF, STOPPING, ABANDONED, DONE -> attemptIn(word);
        };
    }

    private boolean stop(Signal signal, IntFunction<TaskOutcome<T>> outcomeAt) {
        for (; ; ) {
            int w = word();
            if (phaseIn(w).decided()) {
                return false;
            }
            TaskOutcome<T> outcome = outcomeAt.apply(w);
            if (carriedOut(w, advanceFrom(w, signal, outcome), outcome)) {
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
        int w = word();
        Phase phase = phaseIn(w);
        if (!phase.decided() && deadlineNanos != Long.MAX_VALUE && nowNanos - deadlineNanos >= 0) {
            timeOut(w, TaskOutcome.Phase.TOTAL, totalLimit());
        } else if (phaseDeadline(w) != Long.MAX_VALUE && nowNanos - phaseDeadline(w) >= 0) {
            switch (phase) {
                case DELAYED, BACKING_OFF -> due(nowNanos);
                case QUEUED ->
                    timeOut(w, TaskOutcome.Phase.QUEUE, task.queueTimeout().orElseThrow());
                case RUNNING -> attemptTimeout(w);
                case EXPIRED, STOPPING -> stuck(w, nowNanos);
                case NEW, ABANDONED, DONE -> {}
            }
        }
        armForPhase();
        stopIfClosing(); // a closing thread that looked through the timers while this one was out of them has missed it
    }

    private void due(long nowNanos) {
        sinceNanos = nowNanos;
        Transition transition = advance(Signal.DUE, null, null, null);
        if (transition.has(ENQUEUE)) {
            pool.delayed(-1);
            enqueue();
            stopIfClosing();
        }
    }

    private void timeOut(int w, TaskOutcome.Phase clock, Duration limit) {
        var outcome = new TaskOutcome.TimedOut<T>(clock, limit, attemptIn(w));
        carriedOut(w, advanceFrom(w, Signal.STOP, outcome), outcome);
    }

    /// The attempt has run too long. If no other is owed, the outcome is decided now; if one may be, the body's
    /// return decides.
    private void attemptTimeout(int w) {
        var retry = task.retry();
        if (!retry.retriesTimeouts() || attemptIn(w) >= retry.maxAttempts()) {
            timeOut(w, TaskOutcome.Phase.ATTEMPT, task.attemptTimeout().orElseThrow());
        } else {
            carriedOut(w, advanceFrom(w, Signal.EXPIRE, null), null);
        }
    }

    /// The body ignores its interrupt: reports it, ends the wait for it, and takes its permit if the policy says
    /// so.
    private void stuck(int w, long nowNanos) {
        int attempt = attemptIn(w);
        PermitHolder holder = reportStuck(attempt, nowNanos);
        if (holder == null) {
            return;
        }
        tellAll();
        if (phaseIn(w) == Phase.EXPIRED) {
            timeOut(w, TaskOutcome.Phase.ATTEMPT, task.attemptTimeout().orElseThrow());
        }
        if (pool.config().stuckPolicy() == StuckPolicy.REPLACE
                && advanceFrom(wordOf(Phase.STOPPING, attempt), Signal.ABANDON, null) != null) {
            holder.lose();
        }
    }

    /// Carries out a transition, if there was one.
    private boolean carriedOut(int w, @Nullable Transition transition, @Nullable Object encoded) {
        if (transition == null) {
            return false;
        }
        carryOut(transition, encoded, attemptIn(w));
        return true;
    }

    /// Does what a transition asks for, except starting the body.
    private void carryOut(Transition transition, @Nullable Object encoded, int attempt) {
        Waiter waiters = null;
        if (transition.has(PUBLISH) && encoded != null) {
            if (transition.from() != Phase.NEW) {
                pool.decided(this, encoded);
            }
            waiters = publish(encoded);
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
        tellAll();
        if (transition.has(RETIRE)) {
            retire();
        }
        wake(waiters);
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
        super.tell(event);
    }

    @Override
    public boolean observed() {
        return outbox != null;
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
