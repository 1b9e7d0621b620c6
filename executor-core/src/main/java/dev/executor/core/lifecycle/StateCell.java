// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import static dev.executor.core.lifecycle.Effect.ARM_DELAY;
import static dev.executor.core.lifecycle.Effect.PUBLISH;
import static dev.executor.core.lifecycle.Effect.START_BODY;

import dev.executor.Task;
import dev.executor.TaskId;
import dev.executor.TaskOutcome;
import dev.executor.TaskState;
import dev.executor.event.TaskEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The state of a task, and the one place where it changes. Thread-safe.
///
/// One word holds phase and attempt number. A signal is a compare-and-set of it to what [Lifecycle] says; whoever wins
/// has the transition and carries it out. Where somebody listens, the compare-and-set and the appending of its events
/// happen under this object's monitor, and the events are delivered outside of it by one thread at a time, so that they
/// come in the order of the transitions ([EventOutbox]). Nothing else is done under the monitor but to make id,
/// annex and timer.
///
/// @param <T> what the task returns
abstract class StateCell<T extends @Nullable Object> extends Completion<T> {
    private static final int PHASE_BITS = 4;
    private static final int PHASE_MASK = (1 << PHASE_BITS) - 1;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(StateCell.class, "word", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int word; // attempt << PHASE_BITS | phase
    private volatile @Nullable TaskId id;
    volatile @Nullable Annex annex;
    final @Nullable EventOutbox outbox;

    StateCell(Task<T> task, PoolEffects pool, @Nullable Object context) {
        super(task, pool, context);
        this.outbox = pool.observed() ? new EventOutbox() : null;
    }

    static Phase phaseIn(int word) {
        return Phase.of(word & PHASE_MASK);
    }

    static int attemptIn(int word) {
        return word >>> PHASE_BITS;
    }

    static int wordOf(Phase phase, int attempt) {
        return attempt << PHASE_BITS | phase.ordinal();
    }

    /// The present state.
    final int word() {
        return word;
    }

    final Phase phase() {
        return phaseIn(word);
    }

    /// Leaves NEW.
    ///
    /// @return null if it was stopped before
    final @Nullable Transition begin(Signal signal) {
        var submitted = outbox == null ? null : new TaskEvent.Submitted(this);
        return advanceFrom(wordOf(Phase.NEW, 0), signal, submitted, null, null);
    }

    /// Applies a signal from the thread whose turn it is: it cannot be late.
    final Transition advance(
            Signal signal, @Nullable TaskEvent always, @Nullable TaskEvent before, @Nullable TaskEvent decisive) {
        for (; ; ) {
            var transition = advanceFrom(word, signal, always, before, decisive);
            if (transition != null) {
                return transition;
            }
        }
    }

    /// Applies a signal that is meant for one state only. The outcome, if any, becomes the event that the task has
    /// finished.
    ///
    /// @return null if the state is another by now
    final @Nullable Transition advanceFrom(int w, Signal signal, @Nullable TaskOutcome<T> outcome) {
        var finished = outcome == null || outbox == null ? null : new TaskEvent.Finished(this, outcome);
        return advanceFrom(w, signal, null, null, finished);
    }

    final @Nullable Transition advanceFrom(
            int w,
            Signal signal,
            @Nullable TaskEvent always,
            @Nullable TaskEvent before,
            @Nullable TaskEvent decisive) {
        Transition transition = Lifecycle.step(phaseIn(w), signal);
        int attempt = attemptIn(w) + (transition.has(START_BODY) ? 1 : 0);
        int next = attempt << PHASE_BITS | transition.to().ordinal();
        if (outbox == null) {
            return WORD.compareAndSet(this, w, next) ? transition : null;
        }
        synchronized (this) {
            if (!WORD.compareAndSet(this, w, next)) {
                return null;
            }
            // What never entered has no events.
            boolean decides = (transition.has(PUBLISH) || transition.has(ARM_DELAY)) && transition.from() != Phase.NEW;
            outbox.add(transition.moves() ? always : null, decides ? before : null, decides ? decisive : null);
            return transition;
        }
    }

    final void tell(TaskEvent event) {
        postIf(() -> true, event);
        tellAll();
    }

    /// Puts an event into the outbox if the condition holds at that moment; [#tellAll()] is to follow.
    final boolean postIf(BooleanSupplier condition, TaskEvent event) {
        synchronized (this) {
            if (outbox == null || !condition.getAsBoolean()) {
                return false;
            }
            outbox.add(event, null, null);
            return true;
        }
    }

    /// Delivers the events of this thread's last transition and what is added meanwhile, unless another thread is
    /// delivering and will find them.
    final void tellAll() {
        if (outbox == null || !outbox.begin()) {
            return;
        }
        boolean more = true;
        while (more) {
            for (TaskEvent event = outbox.next(); event != null; event = outbox.next()) {
                pool.deliver(event, context);
            }
            synchronized (this) {
                more = outbox.takeUp();
            }
        }
    }

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
        return phaseIn(word).visible();
    }

    /// {@return how many attempts have been started}
    @Override
    public final int attempts() {
        return attemptIn(word);
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
