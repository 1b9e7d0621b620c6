// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.Task;
import dev.executor.event.TaskEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The thread that runs a task's body, and the interrupts it gets: only for the attempt that is meant, never for
/// whatever the thread does next. Thread-safe.
///
/// The `runner` field doubles as a lock: the thread that puts INTERRUPTING there holds it. An attempt that could be
/// interrupted does not leave its thread before it has had the lock ([#bodyBack(Transition)]). An interrupter that
/// comes so late that the attempt is over sees another phase or attempt in the word, and leaves it alone. An attempt
/// that ended without anybody being entitled to interrupt it, which is nearly all, takes no lock.
///
/// @param <T> what the task returns
abstract class BodyThread<T extends @Nullable Object> extends StateCell<T> {
    private static final int STACK_MAX = 64;

    private static final VarHandle RUNNER;

    static {
        try {
            RUNNER = MethodHandles.lookup().findVarHandle(BodyThread.class, "runner", PermitHolder.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Stands in `runner` while a thread has the lock.
    private static final PermitHolder INTERRUPTING = new PermitHolder() {
        @Override
        protected void giveBack() {}

        @Override
        protected void takeBack() {}
    };

    private volatile @Nullable PermitHolder runner;

    BodyThread(Task<T> task, PoolEffects pool, @Nullable Object context) {
        super(task, pool, context);
    }

    /// Sets the thread that is about to run it: before the compare-and-set to RUNNING, so that a thread that sees
    /// RUNNING can interrupt it.
    final void setRunner(@Nullable PermitHolder holder) {
        RUNNER.setRelease(this, holder);
    }

    /// Parts the task from the thread that ran its last attempt: an interrupt on its way has arrived, and no other
    /// thread may interrupt it from here on.
    final void bodyBack(Transition transition) {
        if (transition.from() == Phase.RUNNING) {
            setRunner(null); // nobody can have been told to interrupt it
            return;
        }
        PermitHolder held = lockRunner();
        attemptOver();
        setRunner(null);
        bodyBackAfterStop(transition, held);
    }

    /// The same for an attempt that another may follow. As soon as the state says so, that other may be running on
    /// another thread and be interrupted, so this thread is parted from the task before.
    final Transition bodyBackToRetry(SignalData data) {
        PermitHolder held = lockRunner();
        attemptOver();
        setRunner(null);
        Transition transition = advance(Signal.RETRY, data);
        bodyBackAfterStop(transition, held);
        return transition;
    }

    private void attemptOver() {
        ColdState c = cold();
        c.interrupted = false;
        if (c.stuck) {
            c.stuck = false;
            pool.stuck(-1);
        }
    }

    private void bodyBackAfterStop(Transition transition, @Nullable PermitHolder held) {
        boolean abandoned = transition.from() == Phase.ABANDONED || transition.from() == Phase.RECORDING_ABANDONED;
        if (abandoned && held != null) {
            held.lose(); // here, too: the thread must not take the next task before the timers have taken the permit
        }
        cold().interruptRequested = transition.from() != Phase.RUNNING;
    }

    /// {@return whether its last attempt was told to stop, so that an interrupt left on its thread was meant for
    /// it}
    public final boolean interruptRequested() {
        ColdState c = cold;
        return c != null && c.interruptRequested;
    }

    /// {@return whether its body ignores its interrupt}
    public final boolean isStuck() {
        ColdState c = cold;
        return c != null && c.stuck;
    }

    /// Interrupts the body of that attempt, if it is still to be stopped.
    final void interruptBody(int attempt) {
        PermitHolder held = lockRunner();
        if (held == null) {
            return;
        }
        try {
            if (interruptedNow(attempt)) {
                ColdState c = cold();
                if (!c.interrupted) {
                    c.interruptedNanos = pool.host().nanoTime();
                    c.interrupted = true;
                }
                Thread thread = held.thread();
                if (thread != null) {
                    thread.interrupt();
                }
            }
        } finally {
            unlockRunner(held);
        }
    }

    /// Whether that attempt is to be interrupted now.
    private boolean interruptedNow(int attempt) {
        int state = state();
        return attemptIn(state) == attempt
                && switch (phaseIn(state)) {
                    case EXPIRED, RECORDING_STOPPING, RECORDING_ABANDONED, STOPPING, ABANDONED -> true;
                    case NEW, DELAYED, QUEUED, RUNNING, BACKING_OFF, RECORDING, DONE -> false;
                };
    }

    private @Nullable PermitHolder lockRunner() {
        for (; ; ) {
            PermitHolder held = runner;
            if (held == null) {
                return null;
            }
            if (held != INTERRUPTING && RUNNER.compareAndSet(this, held, INTERRUPTING)) {
                return held;
            }
            Thread.yield(); // its owner may be a virtual thread that needs this thread's carrier
        }
    }

    /// Gives the lock back, unless an attempt that could not be interrupted has overwritten it.
    private void unlockRunner(PermitHolder held) {
        RUNNER.compareAndSet(this, INTERRUPTING, held);
    }

    /// {@return the calling thread as the one that runs it; null if it does not}
    ///
    /// A fork of a `StructuredTaskScope` sees its parent's context but does not run its attempt.
    public final @Nullable PermitHolder holderHere() {
        PermitHolder held = lockRunner();
        if (held == null) {
            return null;
        }
        unlockRunner(held);
        return held.thread() == Thread.currentThread() ? held : null;
    }

    /// Takes the permit from the thread that runs the abandoned body. A body that is back has lost it by itself.
    final void revokePermit() {
        PermitHolder held = lockRunner();
        if (held != null) {
            unlockRunner(held);
            held.lose();
        }
    }

    /// Counts and reports an attempt as stuck, under the lock, so that the stack is surely this attempt's.
    ///
    /// @return whether it did; false if that attempt is over or already reported
    final boolean reportStuck(int attempt, long nowNanos) {
        PermitHolder held = lockRunner();
        if (held == null) {
            return false;
        }
        try {
            ColdState c = cold();
            if (!interruptedNow(attempt) || c.stuck) {
                return false;
            }
            if (pool.observed()) {
                var since = Duration.ofNanos(nowNanos - c.interruptedNanos);
                var event = new TaskEvent.Stuck(info(), attempt, since, stackOf(held));
                if (!appendPendingEvent(() -> interruptedNow(attempt), event)) {
                    return false; // it has just come back, and its end is told already
                }
            }
            c.stuck = true;
            pool.stuck(1);
            return true;
        } finally {
            unlockRunner(held);
        }
    }

    private static List<StackTraceElement> stackOf(PermitHolder holder) {
        Thread thread = holder.thread();
        return thread == null
                ? List.of()
                : Arrays.stream(thread.getStackTrace()).limit(STACK_MAX).toList();
    }
}
