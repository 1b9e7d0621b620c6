// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.OutcomeDetails;
import dev.executor.Task;
import dev.executor.TaskId;
import dev.executor.TaskInfo;
import dev.executor.TaskState;
import dev.executor.event.TaskEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The state of a task, and the one place where it changes. Thread-safe.
///
/// One word holds phase and attempt number. A signal is a compare-and-set of it to what [Lifecycle] says; the thread
/// that wins has the transition and carries it out.
///
/// Where somebody listens, a transition with events takes the ownership of their delivery with the same
/// compare-and-set. No other thread delivers an event of this task until the owner, outside of any lock, has handed
/// its own to the listeners. So events come in the order of the transitions, one at a time. A thread whose transition
/// finds another thread delivering (or is made by a listener of the very event that is being delivered) makes the
/// transition and appends its events to the pending ones, both under this object's monitor. The owner delivers them
/// before it gives the ownership up. Under the monitor nothing else is done but to make cold state and timer.
///
/// @param <T> what the task returns
abstract class StateCell<T extends @Nullable Object> extends Completion<T> {
    private static final int PHASE_BITS = 4;
    private static final int PHASE_MASK = (1 << PHASE_BITS) - 1;

    /// Beside the state in the word: a thread delivers events of this task.
    private static final long DELIVERING = 1L << 32;

    /// Beside the state in the word: there are pending events. Set under the monitor, together with the transition
    /// that caused them.
    private static final long PENDING = 1L << 33;

    private static final VarHandle WORD;
    private static final VarHandle INFO;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(StateCell.class, "word", long.class);
            INFO = MethodHandles.lookup().findVarHandle(StateCell.class, "info", TaskInfo.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long word; // PENDING | DELIVERING | state: attempt << PHASE_BITS | phase
    private volatile @Nullable TaskInfo info;
    volatile @Nullable ColdState cold;

    StateCell(Task<T> task, PoolEffects pool, @Nullable Object context) {
        super(task, pool, context);
    }

    static Phase phaseIn(int state) {
        return Phase.of(state & PHASE_MASK);
    }

    static int attemptIn(int state) {
        return state >>> PHASE_BITS;
    }

    static int stateOf(Phase phase, int attempt) {
        return attempt << PHASE_BITS | phase.ordinal();
    }

    /// Phase and attempt at present.
    final int state() {
        return (int) word;
    }

    final Phase phase() {
        return phaseIn(state());
    }

    /// Applies a signal from the thread whose turn it is: it cannot be late.
    final Transition advance(Signal signal, SignalData data) {
        for (; ; ) {
            var transition = advanceFrom(state(), signal, data);
            if (transition != null) {
                return transition;
            }
        }
    }

    /// Applies a signal that is meant for one state only.
    ///
    /// @return what this thread has to carry out; it has [Effect#TELL] only if this thread owns the delivery.
    ///     Null if the state is another by now
    final @Nullable Transition advanceFrom(int state, Signal signal, SignalData data) {
        Lifecycle lifecycle = pool.lifecycle();
        Transition transition = lifecycle.step(phaseIn(state), signal);
        boolean tells = transition.has(Effect.TELL) && pool.observed();
        int next = stateOf(transition.to(), attemptIn(state) + (transition.startsAttempt() ? 1 : 0));
        for (; ; ) {
            long w = word;
            if ((int) w != state) {
                return null;
            }
            if (!tells) {
                if (WORD.compareAndSet(this, w, beside(w) | Integer.toUnsignedLong(next))) {
                    return lifecycle.silent(transition);
                }
            } else if (isFree(w)) {
                if (WORD.compareAndSet(this, w, DELIVERING | Integer.toUnsignedLong(next))) {
                    return transition;
                }
            } else if (appendPending(w, next, transition, data)) {
                return lifecycle.silent(transition);
            }
        }
    }

    private static long beside(long word) {
        return word & (DELIVERING | PENDING);
    }

    /// Whether the next event may be delivered by the thread that causes it.
    private static boolean isFree(long word) {
        return beside(word) == 0;
    }

    private boolean appendPending(long w, int next, Transition transition, SignalData data) {
        synchronized (this) {
            if (!WORD.compareAndSet(this, w, beside(w) | PENDING | Integer.toUnsignedLong(next))) {
                return false;
            }
            tell(transition, attemptIn(next), data, cold().pending());
            return true;
        }
    }

    /// Appends an event that is no transition, if the condition holds at that moment. [#deliverPending()] is to
    /// follow.
    final boolean appendPendingEvent(BooleanSupplier condition, TaskEvent event) {
        synchronized (this) {
            long w;
            do {
                w = word;
                if (!condition.getAsBoolean()) {
                    return false;
                }
            } while (!WORD.compareAndSet(this, w, w | PENDING));
            cold().pending().add(event);
            return true;
        }
    }

    /// Delivers the pending events, unless another thread is delivering and will find them.
    final void deliverPending() {
        for (long w = word; beside(w) == PENDING; w = word) {
            if (WORD.compareAndSet(this, w, w | DELIVERING)) {
                releaseDelivery();
                return;
            }
        }
    }

    /// Tells an event that is no transition.
    final void tellNow(TaskEvent event) {
        if (pool.observed()) {
            appendPendingEvent(() -> true, event);
            deliverPending();
        }
    }

    /// Delivers the events of this thread's last transition, for which it owns the delivery, and what is pending by
    /// then.
    final void deliverEvents(Transition transition, int attempt, SignalData data) {
        try {
            tell(transition, attempt, data, null);
        } finally { // an Error here (no memory for an event) must not keep the others from being delivered
            releaseDelivery();
        }
    }

    private void releaseDelivery() {
        for (; ; ) {
            long w = word;
            if ((w & PENDING) == 0) {
                if (WORD.compareAndSet(this, w, w & ~DELIVERING)) {
                    return;
                }
            } else {
                takePending().forEach(event -> pool.deliver(event, context));
            }
        }
    }

    private List<TaskEvent> takePending() {
        synchronized (this) {
            WORD.getAndBitwiseAnd(this, ~PENDING);
            return cold().takePending();
        }
    }

    /// Makes the events of a transition; see [SignalData].
    ///
    /// @param pending null to deliver
    abstract void tell(Transition transition, int attempt, SignalData data, @Nullable List<TaskEvent> pending);

    @Override
    public final TaskInfo info() {
        TaskInfo known = info;
        if (known == null) { // made late: where nobody listens, most tasks are never asked
            var made = TaskInfo.identifiedBy(pool.host(), task, pool());
            known = (TaskInfo) INFO.compareAndExchange(this, null, made);
            if (known == null) {
                known = made;
            }
        }
        return known;
    }

    @Override
    public final TaskId id() {
        return info().id();
    }

    @Override
    public final TaskState status() {
        return phaseIn(state()).visible();
    }

    /// {@return how many attempts have been started}
    @Override
    public final int attempts() {
        return attemptIn(state());
    }

    @Override
    public final OutcomeDetails details(int attempts) {
        var details = OutcomeDetails.of(attempts);
        ColdState c = cold;
        return c == null ? details : c.complete(details);
    }

    final ColdState cold() {
        ColdState known = cold;
        if (known == null) {
            synchronized (this) {
                known = cold;
                if (known == null) {
                    known = new ColdState();
                    cold = known;
                }
            }
        }
        return known;
    }
}
