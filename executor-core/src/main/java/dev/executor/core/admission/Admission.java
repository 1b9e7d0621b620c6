// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.admission;

import dev.executor.PoolConfig;
import dev.executor.PoolState;
import dev.executor.PoolView;
import dev.executor.Priority;
import dev.executor.Rejection;
import dev.executor.Task;
import dev.executor.core.isolation.Isolators;
import dev.executor.policy.OverflowPolicy;
import dev.executor.spi.Host;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// May a task enter: is the pool open, can an isolator run it, do the policies agree, is there a slot, and if not, what
/// does the overflow policy say. Thread-safe; runs on the submitter's thread.
public final class Admission {
    private final Slots slots;
    private final Host host;
    private final Isolators isolators;
    private final Review review;
    private final Supplier<PoolState> state;
    private final Predicate<Priority> shedOne;

    /// The way in.
    public sealed interface Decision {
        /// It has a slot, and enters the queue.
        enum Admitted implements Decision {
            /// The only one.
            ADMITTED
        }

        /// Its submitter runs it; it has no slot yet.
        enum ByCaller implements Decision {
            /// The only one.
            BY_CALLER
        }

        /// It does not enter.
        ///
        /// @param rejection why
        record Refused(Rejection rejection) implements Decision {}
    }

    /// Makes the admission of a pool.
    ///
    /// @param config the pool's settings
    /// @param view the pool as its policies see it
    /// @param isolators what can run its tasks
    /// @param slots what bounds the pool
    /// @param host the clock
    /// @param state where the pool is in its life
    /// @param shedOne gives the oldest task of the lowest priority back from the queue, up to that priority; false
    ///     if there is none
    public Admission(
            PoolConfig config,
            PoolView view,
            Isolators isolators,
            Slots slots,
            Host host,
            Supplier<PoolState> state,
            Predicate<Priority> shedOne) {
        this.slots = slots;
        this.host = host;
        this.isolators = isolators;
        this.review = new Review(config.admission(), view);
        this.state = state;
        this.shedOne = shedOne;
    }

    /// Decides. Waits for a slot where the overflow policy says so.
    ///
    /// @param task the task
    /// @param child whether a running task of the same pool submits it
    /// @param overflow what happens if there is no slot
    /// @param withdrawn whether the submitter, which waits for a slot, needs none any more
    /// @return what happens
    public Decision decide(Task<?> task, boolean child, OverflowPolicy overflow, BooleanSupplier withdrawn) {
        Rejection closed = closedTo(child);
        if (closed != null) {
            return new Decision.Refused(closed);
        }
        Rejection unsupported = isolators.refusal(task);
        if (unsupported != null) {
            return new Decision.Refused(unsupported);
        }
        Rejection denied = review.refusal(task);
        if (denied != null) {
            return new Decision.Refused(denied);
        }
        if (slots.tryTake()) {
            return Decision.Admitted.ADMITTED;
        }
        return switch (overflow) {
            case OverflowPolicy.Reject() -> full(Duration.ZERO);
            // A child that waited for a slot could wait for its own parent; its parent runs it instead.
            case OverflowPolicy.Block(var maxWait) ->
                child ? Decision.ByCaller.BY_CALLER : waitForSlot(maxWait, withdrawn);
            case OverflowPolicy.CallerRuns() -> Decision.ByCaller.BY_CALLER;
            case OverflowPolicy.ShedLowest() -> shedFor(task.priority());
        };
    }

    /// {@return why the pool takes no such task at present; null if it does}
    ///
    /// Asked again once the task has its slot: the pool may have begun to drain before the drain could see the
    /// slot.
    ///
    /// @param child whether a running task of the same pool submits it
    public @Nullable Rejection closedTo(boolean child) {
        PoolState now = state.get();
        return switch (now) {
            case OPEN -> null;
            case DRAINING -> child ? null : new Rejection.ShuttingDown(now);
            case CLOSED -> new Rejection.ShuttingDown(now);
        };
    }

    /// {@return that there is no slot}
    ///
    /// @param waited how long the submitter has waited for one
    public Decision.Refused full(Duration waited) {
        return new Decision.Refused(new Rejection.QueueFull(slots.bound(), waited));
    }

    private Decision waitForSlot(Duration maxWait, BooleanSupplier withdrawn) {
        long startNanos = host.nanoTime();
        Slots.Grant grant;
        try {
            grant = slots.take(maxWait.toNanos(), withdrawn);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Decision.Refused(new Rejection.Interrupted(since(startNanos)));
        }
        if (withdrawn.getAsBoolean()) {
            if (grant == Slots.Grant.GRANTED) {
                slots.releaseUnused();
            }
            return new Decision.Refused(new Rejection.Withdrawn(since(startNanos)));
        }
        return switch (grant) {
            case GRANTED -> Decision.Admitted.ADMITTED;
            case FULL -> full(since(startNanos));
            case CLOSED -> new Decision.Refused(new Rejection.ShuttingDown(state.get()));
        };
    }

    private Duration since(long startNanos) {
        return Duration.ofNanos(host.nanoTime() - startNanos);
    }

    private Decision shedFor(Priority priority) {
        while (!slots.tryTake()) {
            if (!shedOne.test(priority)) {
                return full(Duration.ZERO);
            }
        }
        return Decision.Admitted.ADMITTED;
    }
}
