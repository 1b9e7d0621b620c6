// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import static dev.executor.core.lifecycle.Effect.START_BODY;

import dev.executor.OutcomeDetails;
import dev.executor.Task;
import dev.executor.TaskId;
import dev.executor.TaskState;
import dev.executor.event.TaskEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The state of a task, and the one place where it changes. Thread-safe.
///
/// One word holds phase and attempt number. A signal is a compare-and-set of it to what [Lifecycle] says; whoever
/// wins has the transition and carries it out.
///
/// Where somebody listens, a transition that has events to tell claims their delivery with the same compare-and-set:
/// nobody else delivers an event of this task until the claimant, outside of any lock, has handed its own to the
/// listeners. So events come in the order of the transitions, one at a time. A thread whose transition finds another
/// delivering (or is made by a listener of the very event that is being delivered) makes it and leaves its events,
/// both under this object's monitor, and the claimant delivers them before it ends its claim. Nothing else is done
/// under the monitor but to make id, annex and timer.
///
/// @param <T> what the task returns
abstract class StateCell<T extends @Nullable Object> extends Completion<T> {
    private static final int PHASE_BITS = 4;
    private static final int PHASE_MASK = (1 << PHASE_BITS) - 1;

    /// Beside the state in the word: a thread delivers events of this task.
    private static final long DELIVERING = 1L << 32;

    /// Beside the state in the word: there are events that nobody has begun to deliver. Set under the monitor,
    /// together with the transition that caused them.
    private static final long LEFT = 1L << 33;

    /// What [Lifecycle] says where the delivery is claimed, by phase and signal; null where nothing is told.
    private static final @Nullable Transition[][] CLAIMED =
            new Transition[Phase.values().length][Signal.values().length];

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(StateCell.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        Lifecycle.table()
                .values()
                .forEach(row -> row.values().stream()
                        .filter(Transition::told)
                        .forEach(t -> CLAIMED[t.from().ordinal()][t.signal().ordinal()] = t.claim()));
    }

    private volatile long word; // LEFT | DELIVERING | state: attempt << PHASE_BITS | phase
    private volatile @Nullable TaskId id;
    volatile @Nullable Annex annex;

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

    /// Applies a signal from the thread whose turn it is: it cannot be late. What it brings to tell is as in
    /// [#tell(Transition, int, long, Optional, Object, List)].
    final Transition advance(Signal signal, long nanos, Optional<Throwable> failure, @Nullable Object detail) {
        for (; ; ) {
            var transition = advanceFrom(state(), signal, nanos, failure, detail);
            if (transition != null) {
                return transition;
            }
        }
    }

    /// Applies a signal that is meant for one state only.
    ///
    /// @return null if the state is another by now
    final @Nullable Transition advanceFrom(int state, Signal signal, @Nullable Object detail) {
        return advanceFrom(state, signal, 0, Optional.empty(), detail);
    }

    private @Nullable Transition advanceFrom(
            int state, Signal signal, long nanos, Optional<Throwable> failure, @Nullable Object detail) {
        Transition transition = Lifecycle.step(phaseIn(state), signal);
        Transition claimed = pool.observed() ? CLAIMED[transition.from().ordinal()][signal.ordinal()] : null;
        int next = stateOf(transition.to(), attemptIn(state) + (transition.has(START_BODY) ? 1 : 0));
        for (; ; ) {
            long w = word;
            if ((int) w != state) {
                return null;
            }
            if (claimed == null) {
                if (WORD.compareAndSet(this, w, beside(w) | Integer.toUnsignedLong(next))) {
                    return transition;
                }
            } else if (isFree(w)) {
                if (WORD.compareAndSet(this, w, DELIVERING | Integer.toUnsignedLong(next))) {
                    return claimed;
                }
            } else if (leave(w, next, transition, nanos, failure, detail)) {
                return transition;
            }
        }
    }

    private static long beside(long word) {
        return word & (DELIVERING | LEFT);
    }

    /// Whether the next event may be delivered by whoever causes it.
    private static boolean isFree(long word) {
        return beside(word) == 0;
    }

    private boolean leave(
            long w, int next, Transition transition, long nanos, Optional<Throwable> failure, @Nullable Object detail) {
        synchronized (this) {
            if (!WORD.compareAndSet(this, w, beside(w) | LEFT | Integer.toUnsignedLong(next))) {
                return false;
            }
            tell(transition, attemptIn(next), nanos, failure, detail, annex().left());
            return true;
        }
    }

    /// Leaves an event that is no transition, if the condition holds at that moment; [#tellLeft()] is to follow.
    final boolean leaveIf(BooleanSupplier condition, TaskEvent event) {
        synchronized (this) {
            long w;
            do {
                w = word;
                if (!condition.getAsBoolean()) {
                    return false;
                }
            } while (!WORD.compareAndSet(this, w, w | LEFT));
            annex().left().add(event);
            return true;
        }
    }

    /// Delivers what is left, unless another thread is delivering and will find it.
    final void tellLeft() {
        for (long w = word; w != (w | DELIVERING) && w == (w | LEFT); w = word) {
            if (WORD.compareAndSet(this, w, w | DELIVERING)) {
                endClaim();
                return;
            }
        }
    }

    /// Tells an event that is no transition.
    final void tellNow(TaskEvent event) {
        if (pool.observed()) {
            leaveIf(() -> true, event);
            tellLeft();
        }
    }

    /// Delivers the events of this thread's last transition and what is left meanwhile, if it has claimed that.
    /// Parameters as in [#tell(Transition, int, long, Optional, Object, List)].
    final void tellClaimed(
            Transition transition, int attempt, long nanos, Optional<Throwable> failure, @Nullable Object detail) {
        if (transition.claimed()) {
            try {
                tell(transition, attempt, nanos, failure, detail, null);
            } finally { // an Error here (no memory for an event) must not keep the others from being told
                endClaim();
            }
        }
    }

    private void endClaim() {
        for (; ; ) {
            long w = word;
            if ((w & LEFT) == 0) {
                if (WORD.compareAndSet(this, w, w & ~DELIVERING)) {
                    return;
                }
            } else {
                takeLeft().forEach(event -> pool.deliver(event, context));
            }
        }
    }

    private List<TaskEvent> takeLeft() {
        synchronized (this) {
            WORD.getAndBitwiseAnd(this, ~LEFT);
            return annex().takeLeft();
        }
    }

    /// Makes the events of a transition, in order, and delivers them one by one, or adds them to what is left.
    ///
    /// They are made here and nowhere else, and each is handed on where it is made: so the compiler sees that one
    /// which no listener keeps need not be made at all.
    ///
    /// @param nanos how long it waited or ran
    /// @param failure what the attempt threw
    /// @param detail the outcome, or the delay
    /// @param left null to deliver
    abstract void tell(
            Transition transition,
            int attempt,
            long nanos,
            Optional<Throwable> failure,
            @Nullable Object detail,
            @Nullable List<TaskEvent> left);

    @Override
    public final TaskId id() {
        TaskId known = id;
        if (known == null) {
            synchronized (this) { // made late and rarely: most tasks are never asked
                known = id;
                if (known == null) {
                    known = new TaskId(pool.host().nextId());
                    id = known;
                }
            }
        }
        return known;
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
        Annex a = annex;
        return a == null ? details : a.complete(details);
    }

    final Annex annex() {
        Annex known = annex;
        if (known == null) {
            synchronized (this) {
                known = annex;
                if (known == null) {
                    known = new Annex();
                    annex = known;
                }
            }
        }
        return known;
    }
}
