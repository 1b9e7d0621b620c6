// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import dev.executor.PoolState;
import dev.executor.PoolView;
import dev.executor.Rejection;
import dev.executor.Submission;
import dev.executor.Task;
import dev.executor.core.admission.Slots;
import dev.executor.core.context.UserCode;
import dev.executor.core.lifecycle.PermitHolder;
import dev.executor.core.lifecycle.Setup;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.run.CallerRunner;
import dev.executor.policy.OverflowPolicy;
import dev.executor.spi.AdmissionPolicy;
import dev.executor.spi.FailureText;
import dev.executor.spi.TaskScope;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way into a pool: is it open, do the policies agree, is there a place, and if not, what then. Thread-safe; runs
/// on the submitter's thread.
final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private final Stages stages;
    private final PoolView view;
    private final CallerRunner callerRunner;

    Intake(Stages stages, PoolView view) {
        this.view = view;
        this.stages = stages;
        this.callerRunner = new CallerRunner(stages.attempts, stages.host());
    }

    /// Submits one task. Returns when it is accepted or refused; where the caller runs it, when it is done.
    <T extends @Nullable Object> Submission<T> submit(Task<T> task, OverflowPolicy overflow) {
        var child = execution(task);
        Rejection rejection = admit(child, overflow, () -> false);
        return rejection == null ? new Submission.Accepted<>(child) : new Submission.Refused<>(rejection);
    }

    /// {@return a task that has not entered yet; the calling thread submits it}
    <T extends @Nullable Object> TaskExecution<T> execution(Task<T> task) {
        return execution(task, Setup.PLAIN);
    }

    /// As [#execution(Task)], with all that a task can be made with.
    <T extends @Nullable Object> TaskExecution<T> execution(Task<T> task, Setup setup) {
        var parent = TaskScope.currentContext() instanceof TaskExecution<?> running ? running : null;
        return new TaskExecution<>(
                task,
                stages,
                stages.contexts.capture(),
                parent,
                setup,
                stages.host().nanoTime());
    }

    /// Lets a task enter. Returns when it is accepted or refused; where the caller runs it, when it is done.
    ///
    /// @param overflow what happens if there is no place
    /// @param withdrawn whether the submitter, which waits for a place, needs none any more
    /// @return why it is refused; null if it is accepted
    @Nullable
    Rejection admit(TaskExecution<?> task, OverflowPolicy overflow, BooleanSupplier withdrawn) {
        var parent =
                TaskScope.currentContext() instanceof TaskExecution<?> running && running.isOf(stages) ? running : null;
        Rejection rejection = admit(task, parent, overflow, withdrawn);
        if (rejection != null) {
            stages.tally.refused.increment();
            task.refuse(rejection);
        }
        return rejection;
    }

    private @Nullable Rejection admit(
            TaskExecution<?> task,
            @Nullable TaskExecution<?> parent,
            OverflowPolicy overflow,
            BooleanSupplier withdrawn) {
        PoolState state = stages.shutdown.state();
        if (closedTo(parent, state)) {
            return new Rejection.ShuttingDown(state);
        }
        Rejection denied = review(task.task());
        if (denied != null) {
            return denied;
        }
        if (stages.slots.tryTake()) {
            return enter(task, parent);
        }
        return switch (overflow) {
            case OverflowPolicy.Reject() -> full(Duration.ZERO);
            // A child that waited for a place could wait for its own parent; its parent runs it instead.
            case OverflowPolicy.Block(var maxWait) ->
                parent == null ? waitForSlot(task, maxWait, withdrawn) : byCaller(task, parent);
            case OverflowPolicy.CallerRuns() -> byCaller(task, parent);
            case OverflowPolicy.ShedLowest() -> shedFor(task, parent);
        };
    }

    private static boolean closedTo(@Nullable TaskExecution<?> parent, PoolState state) {
        return switch (state) {
            case OPEN -> false;
            case DRAINING -> parent == null;
            case CLOSED -> true;
        };
    }

    private @Nullable Rejection review(Task<?> task) {
        for (AdmissionPolicy policy : stages.config().admission()) {
            try {
                var rejection = policy.review(task, view);
                if (rejection.isPresent()) {
                    return rejection.get();
                }
            } catch (Throwable e) { // a broken policy admits nobody
                UserCode.tell(
                        e,
                        () -> log.warn(
                                "an admission policy of pool '{}' threw; the task is refused",
                                stages.config().name(),
                                FailureText.printable(e)));
                return new Rejection.Denied(
                        policy.getClass().getSimpleName(), "it threw " + FailureText.of(e), Optional.empty());
            }
        }
        return null;
    }

    private Rejection full(Duration waited) {
        return new Rejection.QueueFull(stages.slots.bound(), waited);
    }

    /// With a place taken: the pool may have begun to drain before the drain could see the place.
    private @Nullable Rejection enter(TaskExecution<?> task, @Nullable TaskExecution<?> parent) {
        return begin(parent, task::enter);
    }

    private @Nullable Rejection begin(@Nullable TaskExecution<?> parent, BooleanSupplier entry) {
        PoolState state = stages.shutdown.state();
        if (closedTo(parent, state)) {
            stages.slots.releaseUnused();
            return new Rejection.ShuttingDown(state);
        }
        if (!entry.getAsBoolean()) { // cancelled in this instant, through a view that shuts down
            stages.slots.releaseUnused();
            return new Rejection.Withdrawn(Duration.ZERO);
        }
        return null;
    }

    private @Nullable Rejection waitForSlot(TaskExecution<?> task, Duration maxWait, BooleanSupplier withdrawn) {
        long startNanos = stages.host().nanoTime();
        Slots.Grant grant;
        try {
            grant = stages.slots.take(maxWait.toNanos(), withdrawn);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Rejection.Interrupted(waited(startNanos));
        }
        if (withdrawn.getAsBoolean()) {
            if (grant == Slots.Grant.GRANTED) {
                stages.slots.releaseUnused();
            }
            return new Rejection.Withdrawn(waited(startNanos));
        }
        return switch (grant) {
            case GRANTED -> enter(task, null);
            case FULL -> full(waited(startNanos));
            case CLOSED -> new Rejection.ShuttingDown(stages.shutdown.state());
        };
    }

    private Duration waited(long startNanos) {
        return Duration.ofNanos(stages.host().nanoTime() - startNanos);
    }

    private @Nullable Rejection shedFor(TaskExecution<?> task, @Nullable TaskExecution<?> parent) {
        var priority = task.task().priority();
        while (!stages.slots.tryTake()) {
            if (!(stages.queue.pollLowest(priority.ordinal()) instanceof TaskExecution<?> victim)) {
                return full(Duration.ZERO);
            }
            victim.shed(new Rejection.Shed(priority));
        }
        return enter(task, parent);
    }

    /// Runs the task on this thread. One with an ordering key has to wait for its turn in the queue instead, and
    /// this thread waits with it.
    private @Nullable Rejection byCaller(TaskExecution<?> task, @Nullable TaskExecution<?> parent) {
        var key = task.task().orderingKey();
        if (key.isPresent() && parent != null && (parent.task().orderingKey().isPresent() || parent.isInline())) {
            // It could have to wait, by keys and threads, for its own parent, which would wait for it.
            return full(Duration.ZERO);
        }
        stages.slots.takeBeyond();
        Rejection rejection = begin(parent, () -> task.enterAwaited(key.isEmpty()));
        if (rejection != null) {
            return rejection;
        }
        if (key.isPresent()) {
            awaitReleased(task);
            return null;
        }
        // A shutdown that does not find it here finds it in the timers, or is seen by it when it starts.
        stages.shutdown.callerStarts(task);
        try {
            callerRunner.run(task, new CallerRunner.Caller(parent == null ? null : parent.holderHere()));
        } finally {
            stages.shutdown.callerEnds(task);
        }
        return null;
    }

    /// Waits not only for its outcome: this is what bounds the tasks beyond the bound.
    private void awaitReleased(TaskExecution<?> task) {
        boolean interrupted = false; // kept for later: the task is accepted
        PermitHolder lender = task.lender(); // for the whole wait: what this waits for may need the permit
        try (var _ = PermitHolder.lent(lender)) {
            var wait = new Object();
            while (!task.isReleased()) {
                if (!stages.host().drive(wait, task)) {
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
