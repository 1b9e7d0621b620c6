// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.policy;

import dev.executor.spi.Require;
import java.time.Duration;

/// What [dev.executor.ExecutorPool#submit(dev.executor.Task)] does when every slot of the pool is taken: its
/// backpressure.
///
/// A task that submits to its own full pool runs the child itself, at once, under every policy that would wait: waiting
/// could deadlock the pool. A child with an ordering key is refused where it could have to wait for its own parent: if
/// the parent has a key, too, or is itself run by its submitter.
///
/// A minor version may add a member; `docs/compatibility.md` says what that means for a `switch`.
///
/// @since 0.1
public sealed interface OverflowPolicy {
    /// {@return the policy that waits for a slot}
    /// @param maxWait how long at most
    static OverflowPolicy block(Duration maxWait) {
        return new Block(maxWait);
    }

    /// {@return the policy that refuses at once}
    static OverflowPolicy reject() {
        return new Reject();
    }

    /// {@return the policy that runs the task on the submitting thread}
    static OverflowPolicy callerRuns() {
        return new CallerRuns();
    }

    /// {@return the policy that makes room by giving back the least urgent waiting task}
    static OverflowPolicy shedLowest() {
        return new ShedLowest();
    }

    /// Waits for a slot; refuses when none came free in time.
    ///
    /// @param maxWait how long at most
    record Block(Duration maxWait) implements OverflowPolicy {
        /// Refuses a wait that is not positive.
        public Block {
            Require.positive("maxWait", maxWait);
        }
    }

    /// Refuses at once.
    record Reject() implements OverflowPolicy {}

    /// Runs the task, with all its attempts and their backoff, on the submitting thread before submit returns. The
    /// task is over and above the concurrency limit and the bound of live tasks; there is at most one for each
    /// submitting thread. A task with an ordering key waits for its turn in the queue, and the submitter with it.
    record CallerRuns() implements OverflowPolicy {}

    /// Gives back the oldest queued task of the lowest priority, if that priority is not above the new task's;
    /// otherwise refuses the new one.
    record ShedLowest() implements OverflowPolicy {}
}
