// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Why a pool did not take a task, or gave it back. A value first; [TaskRejectedException] is its thrown form.
///
/// A minor version may add a member; `docs/compatibility.md` says what that means for a `switch`.
///
/// @since 0.1
public sealed interface Rejection {
    /// {@return the classification, one of the `REJECTED_` kinds}
    FailureKind kind();

    /// {@return what happened and what to do about it, for a person}
    String message();

    /// All slots were taken, and stayed so for as long as the submitter was ready to wait.
    ///
    /// @param bound how many tasks the pool holds at most: queue capacity plus concurrency
    /// @param waited how long the submitter waited; zero if it did not
    record QueueFull(int bound, Duration waited) implements Rejection {
        @Override
        public FailureKind kind() {
            return FailureKind.REJECTED_FULL;
        }

        @Override
        public String message() {
            return "all " + bound + " slots (queue capacity + concurrency) were taken"
                    + (waited.isZero() ? "" : " for " + waited)
                    + "; slow down, wait longer, or raise queueCapacity or concurrency";
        }
    }

    /// It waited in the queue and was displaced by more urgent work under
    /// [dev.executor.policy.OverflowPolicy.ShedLowest].
    ///
    /// @param displacedBy the priority of the task that took its slot
    record Shed(Priority displacedBy) implements Rejection {
        @Override
        public FailureKind kind() {
            return FailureKind.REJECTED_SHED;
        }

        @Override
        public String message() {
            return "shed from a full queue for a task of priority " + displacedBy
                    + "; submit it again later, or with a higher priority";
        }
    }

    /// The pool takes no new work.
    ///
    /// @param state the pool's state when it refused
    record ShuttingDown(PoolState state) implements Rejection {
        @Override
        public FailureKind kind() {
            return FailureKind.REJECTED_CLOSED;
        }

        @Override
        public String message() {
            return "the pool is " + state + " and takes no new work; submit before close() or drain()";
        }
    }

    /// An admission policy said no.
    ///
    /// @param policy the policy's name
    /// @param reason what it said
    /// @param retryAfter when it may be worth another try, if the policy knows
    record Denied(String policy, String reason, Optional<Duration> retryAfter) implements Rejection {
        @Override
        public FailureKind kind() {
            return FailureKind.REJECTED_POLICY;
        }

        @Override
        public String message() {
            return "denied by policy '" + policy + "': " + reason
                    + retryAfter.map(d -> "; retry after " + d).orElse("");
        }
    }

    /// No isolator can run its work.
    ///
    /// @param work the kind of work, for a person
    /// @param reasons why each isolator that was asked cannot run it: the task's own, or all of the pool
    record Unsupported(String work, List<String> reasons) implements Rejection {
        /// Copies the reasons.
        public Unsupported {
            Objects.requireNonNull(work, "work");
            reasons = List.copyOf(reasons);
        }

        @Override
        public FailureKind kind() {
            return FailureKind.REJECTED_UNSUPPORTED;
        }

        @Override
        public String message() {
            return "no isolator can run " + work + " (" + String.join("; ", reasons)
                    + "); add one that can with ExecutorPool.Builder.isolator(..) or Task.withIsolator(..), for a"
                    + " command a Sandbox, or change what the work asks for";
        }
    }

    /// The submitter gave up before the pool had taken it: the view that it came through was shut down, or its
    /// result was needed no more.
    ///
    /// @param waited how long it had waited for a slot
    record Withdrawn(Duration waited) implements Rejection {
        @Override
        public FailureKind kind() {
            return FailureKind.REJECTED_WITHDRAWN;
        }

        @Override
        public String message() {
            return "withdrawn by its submitter after waiting " + waited + " for a slot";
        }
    }

    /// The submitting thread was interrupted while it waited for a slot; its interrupt status is set again.
    ///
    /// @param waited how long it had waited
    record Interrupted(Duration waited) implements Rejection {
        @Override
        public FailureKind kind() {
            return FailureKind.REJECTED_INTERRUPTED;
        }

        @Override
        public String message() {
            return "the submitting thread was interrupted after waiting " + waited + " for a slot";
        }
    }
}
