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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The thread that runs a task's body, and the interrupts it gets: only for the attempt that is meant, never for
/// whatever the thread does next. Thread-safe.
///
/// The `runner` field doubles as a lock: whoever puts INTERRUPTING there has it. An attempt that could be interrupted
/// does not leave its thread before it has had the lock ([#bodyBack(Transition)]). An interrupter that comes so late
/// that the attempt is over sees another phase or attempt in the word, and leaves it alone. An attempt that ended
/// without anybody being entitled to interrupt it, which is nearly all, takes no lock.
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

    /// Says who is about to run it: before the compare-and-set to RUNNING, so that whoever sees RUNNING can
    /// interrupt it.
    final void runBy(@Nullable PermitHolder holder) {
        RUNNER.setRelease(this, holder);
    }

    /// After this the attempt's thread is nobody's business any more: an interrupt on its way has arrived, and none
    /// comes later. For an attempt that was the last.
    final void bodyBack(Transition transition) {
        if (transition.from() == Phase.RUNNING) {
            runBy(null); // nobody can have been told to interrupt it
            return;
        }
        PermitHolder held = lockRunner();
        attemptOver();
        runBy(null);
        bodyBackAfterStop(transition, held);
    }

    /// The same for an attempt that another may follow: as soon as the state says so, that other may be running on
    /// another thread and be interrupted, so this one is cleared away before: it is back, and nobody needs to reach
    /// it.
    final Transition bodyBackToRetry(Supplier<Transition> retry) {
        PermitHolder held = lockRunner();
        attemptOver();
        runBy(null);
        Transition transition = retry.get();
        bodyBackAfterStop(transition, held);
        return transition;
    }

    private void attemptOver() {
        Annex a = annex();
        a.interrupted = false;
        if (a.stuck) {
            a.stuck = false;
            pool.stuck(-1);
        }
    }

    private void bodyBackAfterStop(Transition transition, @Nullable PermitHolder held) {
        if (transition.from() == Phase.ABANDONED && held != null) {
            held.lose(); // here, too: the thread must not take the next task before the timers have taken the permit
        }
        if (transition.from().decided()) {
            pool.stopping(-1);
        }
        annex().wasToldToStop = transition.from() != Phase.RUNNING;
    }

    /// {@return whether its last attempt was told to stop, so that an interrupt left on its thread was meant for
    /// it}
    public final boolean wasToldToStop() {
        Annex a = annex;
        return a != null && a.wasToldToStop;
    }

    /// {@return whether its body ignores its interrupt}
    public final boolean isStuck() {
        Annex a = annex;
        return a != null && a.stuck;
    }

    /// Interrupts the body of that attempt, if it is still to be stopped.
    final void interruptBody(int attempt) {
        PermitHolder held = lockRunner();
        if (held == null) {
            return;
        }
        try {
            if (interruptedNow(attempt)) {
                Annex a = annex();
                if (!a.interrupted) {
                    a.interruptedNanos = pool.host().nanoTime();
                    a.interrupted = true;
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
                    case EXPIRED, STOPPING, ABANDONED -> true;
                    case NEW, DELAYED, QUEUED, RUNNING, BACKING_OFF, DONE -> false;
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
            Thread.yield(); // whoever has it may be a virtual thread that needs this one's carrier
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

    /// Counts and reports an attempt as stuck, under the lock, so that the stack is surely this attempt's.
    ///
    /// @return who runs it; null if that attempt is over or already reported
    final @Nullable PermitHolder reportStuck(int attempt, long nowNanos) {
        PermitHolder held = lockRunner();
        if (held == null) {
            return null;
        }
        try {
            Annex a = annex();
            if (!interruptedNow(attempt) || a.stuck) {
                return null;
            }
            if (pool.observed()) {
                var since = Duration.ofNanos(nowNanos - a.interruptedNanos);
                var event = new TaskEvent.Stuck(this, attempt, since, stackOf(held));
                if (!leaveIf(() -> interruptedNow(attempt), event)) {
                    return null; // it has just come back, and its end is told already
                }
            }
            a.stuck = true;
            pool.stuck(1);
            return held;
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
