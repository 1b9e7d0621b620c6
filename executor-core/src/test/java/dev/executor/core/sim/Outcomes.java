// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.FailureKind;
import dev.executor.OutcomeDetails;
import dev.executor.Rejection;
import dev.executor.TaskFailedException;
import dev.executor.TaskOutcome;
import dev.executor.TaskRejectedException;
import dev.executor.TaskTimeoutException;
import java.util.concurrent.CancellationException;

/// Checks outcomes against what the bodies did.
final class Outcomes {
    private final World world;

    Outcomes(World world) {
        this.world = world;
    }

    /// {@return the number of attempts that the outcome names; -1 if it names none}
    static int attempts(TaskOutcome<?> outcome) {
        return outcome instanceof TaskOutcome.Rejected<?> ? -1 : outcome.attempts();
    }

    /// Checks an outcome when its task is over.
    void check(Plan plan, TaskOutcome<?> outcome) {
        var host = world.host;
        check(
                plan.entered <= plan.task.retry().maxAttempts(),
                plan,
                outcome,
                "it had more attempts than its policy allows");
        switch (outcome) {
            case TaskOutcome.Succeeded<?>(var value, var details) -> {
                check(
                        plan.name.equals(value) && plan.name.equals(plan.returned),
                        plan,
                        outcome,
                        "its body did not return that");
                check(details.attempts() == plan.entered, plan, outcome, "its body ran " + plan.entered + " times");
            }
            case TaskOutcome.Failed<?>(var kind, var cause, var details)
            when kind == FailureKind.PROVISIONING ->
                check(
                        host.features[Feature.THREAD_START_FAILED.ordinal()] > 0,
                        plan,
                        outcome,
                        "no start of a thread has failed");
            case TaskOutcome.Failed<?>(var kind, var cause, var details) -> {
                check(!owed(plan, cause, details), plan, outcome, "another attempt was owed");
                check(cause.getSuppressed().length == 0, plan, outcome, "something was added to what its body threw");
                check(
                        details.earlierFailures().size() == Math.min(8, details.attempts() - 1),
                        plan,
                        outcome,
                        "it does not tell its earlier failures");
                check(cause == plan.thrown, plan, outcome, "its body threw last: " + plan.thrown);
                check(details.attempts() == plan.entered, plan, outcome, "its body ran " + plan.entered + " times");
                var expected = cause instanceof OutOfMemoryError ? FailureKind.OUT_OF_MEMORY : FailureKind.EXCEPTION;
                check(kind == expected, plan, outcome, "the kind should be " + expected);
            }
            case TaskOutcome.TimedOut<?>(var phase, var limit, var _) ->
                host.count(
                        switch (phase) {
                            case QUEUE -> Feature.TIMED_OUT_QUEUE;
                            case ATTEMPT -> Feature.TIMED_OUT_ATTEMPT;
                            case TOTAL -> Feature.TIMED_OUT_TOTAL;
                        });
            case TaskOutcome.Cancelled<?>(var reason, var details) -> {
                host.count(details.attempts() == 0 ? Feature.CANCELLED_WAITING : Feature.CANCELLED_RUNNING);
                check(
                        reason != TaskOutcome.Reason.SHUTDOWN || world.closing,
                        plan,
                        outcome,
                        "the pool was not closing");
            }
            case TaskOutcome.Rejected<?>(var rejection, var _) -> {
                host.count(Feature.SHED);
                check(rejection instanceof Rejection.Shed, plan, outcome, "only shedding gives an accepted task back");
                check(!plan.active, plan, outcome, "its body runs");
            }
        }
    }

    private boolean owed(Plan plan, Throwable cause, OutcomeDetails details) {
        return plan.entered < plan.task.retry().maxAttempts()
                && world.generousBudget
                && plan.behaviour == Plan.Behaviour.FLAKY
                && cause instanceof IllegalStateException
                && details.policyFailure().isEmpty();
    }

    /// {@return whether the thrown form says the same as the outcome}
    static boolean match(Throwable thrown, TaskOutcome<?> outcome) {
        return switch (outcome) {
            case TaskOutcome.Succeeded<?> _ -> false;
            case TaskOutcome.Failed<?>(var kind, var cause, var details) ->
                thrown instanceof TaskFailedException failed
                        && failed.kind() == kind
                        && failed.getCause() == cause
                        && failed.attempts() == details.attempts();
            case TaskOutcome.TimedOut<?>(var phase, var _, var _) ->
                thrown instanceof TaskTimeoutException timeout && timeout.timeout() == phase;
            case TaskOutcome.Cancelled<?> _ -> thrown instanceof CancellationException;
            case TaskOutcome.Rejected<?> _ -> thrown instanceof TaskRejectedException;
        };
    }

    private void check(boolean holds, Plan plan, TaskOutcome<?> outcome, String otherwise) {
        if (!holds) {
            world.host.fail(plan + " ended with " + outcome + ", but " + otherwise);
        }
    }
}
