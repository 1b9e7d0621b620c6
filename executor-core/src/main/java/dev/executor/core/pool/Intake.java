// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import dev.executor.Rejection;
import dev.executor.Submission;
import dev.executor.Task;
import dev.executor.core.admission.Admission;
import dev.executor.core.admission.Slots;
import dev.executor.core.context.ContextCapture;
import dev.executor.core.lifecycle.PermitHolder;
import dev.executor.core.lifecycle.PoolEffects;
import dev.executor.core.lifecycle.Setup;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.run.CallerRunner;
import dev.executor.policy.OverflowPolicy;
import dev.executor.spi.TaskScope;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The way into a pool: makes a task, asks [Admission], and lets it enter. Thread-safe; runs on the submitter's thread.
final class Intake {
    private final PoolEffects effects;
    private final ContextCapture contexts;
    private final Admission admission;
    private final Slots slots;
    private final CallerRunner callerRunner;
    private final LiveTasks live;
    private final Tally tally;

    Intake(
            PoolEffects effects,
            ContextCapture contexts,
            Admission admission,
            Slots slots,
            CallerRunner callerRunner,
            LiveTasks live,
            Tally tally) {
        this.effects = effects;
        this.contexts = contexts;
        this.admission = admission;
        this.slots = slots;
        this.callerRunner = callerRunner;
        this.live = live;
        this.tally = tally;
    }

    /// Submits one task. Returns when it is accepted or refused; where the caller runs it, when it is done.
    <T extends @Nullable Object> Submission<T> submit(Task<T> task, OverflowPolicy overflow) {
        var made = execution(task, Setup.PLAIN);
        Rejection rejection = admit(made, overflow, () -> false);
        return rejection == null ? new Submission.Accepted<>(made) : new Submission.Refused<>(rejection);
    }

    /// {@return a task that has not entered yet; the calling thread submits it}
    <T extends @Nullable Object> TaskExecution<T> execution(Task<T> task, Setup setup) {
        return new TaskExecution<>(
                task,
                effects,
                contexts.capture(),
                running(),
                setup,
                effects.host().nanoTime());
    }

    /// {@return the task whose attempt the calling thread runs, of whatever pool}
    private static @Nullable TaskExecution<?> running() {
        return TaskScope.currentContext() instanceof TaskExecution<?> running ? running : null;
    }

    /// Lets a task enter. Returns when it is accepted or refused; where the caller runs it, when it is done.
    ///
    /// @param overflow what happens if there is no slot
    /// @param withdrawn whether the submitter, which waits for a slot, needs none any more
    /// @return why it is refused; null if it is accepted
    @Nullable
    Rejection admit(TaskExecution<?> task, OverflowPolicy overflow, BooleanSupplier withdrawn) {
        var running = running();
        var parent = running != null && running.isOf(effects) ? running : null;
        var decision = admission.decide(task.task(), parent != null, overflow, withdrawn);
        Rejection rejection = decision == Admission.Decision.Admitted.ADMITTED
                ? begin(parent, task::enter) // apart: the first use of a switch over types costs milliseconds
                : otherwise(task, parent, decision);
        if (rejection != null) {
            tally.refused.increment();
            task.refuse(rejection);
        }
        return rejection;
    }

    private @Nullable Rejection otherwise(
            TaskExecution<?> task, @Nullable TaskExecution<?> parent, Admission.Decision decision) {
        return switch (decision) {
            case Admission.Decision.Admitted _ -> begin(parent, task::enter);
            case Admission.Decision.ByCaller _ -> byCaller(task, parent);
            case Admission.Decision.Refused(var refusal) -> refusal;
        };
    }

    /// With a slot taken.
    private @Nullable Rejection begin(@Nullable TaskExecution<?> parent, BooleanSupplier entry) {
        Rejection closed = admission.closedTo(parent != null);
        if (closed != null) {
            slots.releaseUnused();
            return closed;
        }
        if (!entry.getAsBoolean()) { // cancelled in this instant, through a view that shuts down
            slots.releaseUnused();
            return new Rejection.Withdrawn(Duration.ZERO);
        }
        return null;
    }

    /// Runs the task on this thread. One with an ordering key has to wait for its turn in the queue instead, and
    /// this thread waits with it.
    private @Nullable Rejection byCaller(TaskExecution<?> task, @Nullable TaskExecution<?> parent) {
        var key = task.task().orderingKey();
        if (key.isPresent() && parent != null && (parent.task().orderingKey().isPresent() || parent.isInline())) {
            // It could have to wait, by keys and threads, for its own parent, which would wait for it.
            return admission.full(Duration.ZERO).rejection();
        }
        slots.takeBeyond();
        Rejection rejection = begin(parent, () -> task.enterAwaited(key.isEmpty()));
        if (rejection != null) {
            return rejection;
        }
        if (key.isPresent()) {
            awaitReleased(task);
            return null;
        }
        // A shutdown that does not find it here finds it in the timers, or is seen by it when it starts.
        live.callerStarts(task);
        try {
            callerRunner.run(task, new CallerRunner.Caller(parent == null ? null : parent.holderHere()));
        } finally {
            live.callerEnds(task);
        }
        return null;
    }

    /// Waits not only for its outcome: this is what bounds the tasks beyond the bound.
    private void awaitReleased(TaskExecution<?> task) {
        boolean interrupted = false; // kept for later: the task is accepted
        try (var _ = PermitHolder.lent(task.lender())) { // for the whole wait: what this waits for may need the permit
            var wait = new Object();
            while (!task.isReleased()) {
                if (!effects.host().drive(wait, task::toString)) {
                    LockSupport.park(task);
                }
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
