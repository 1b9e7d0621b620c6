// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import dev.executor.FailureKind;
import dev.executor.Rejection;
import dev.executor.TaskOutcome;
import dev.executor.isolation.ProcessFailedException;
import dev.executor.isolation.ProcessResult;
import java.util.Optional;

/// How a step ended.
sealed interface StepEnding {
    /// As expected.
    ///
    /// @param process what became of its process
    /// @param attempts how many attempts it took
    record Succeeded(ProcessResult process, int attempts) implements StepEnding {}

    /// Otherwise.
    ///
    /// @param kind the classification
    /// @param reason why, in words
    /// @param process what became of the process of the last attempt, if that is known
    /// @param attempts how many attempts there were
    record Failed(FailureKind kind, String reason, Optional<ProcessResult> process, int attempts)
            implements StepEnding {}

    /// Not at all, as a step that it needs did not succeed.
    ///
    /// @param reason why, in words
    record Skipped(String reason) implements StepEnding {
        @Override
        public int attempts() {
            return 0;
        }
    }

    /// By the user, who stopped the run.
    ///
    /// @param process what became of the process of the last attempt, as far as that is known
    /// @param attempts how many attempts there were; one that the stop interrupted is not counted
    record Stopped(Optional<ProcessResult> process, int attempts) implements StepEnding {}

    /// {@return the ending that an outcome means}
    /// @param outcome the outcome
    static StepEnding of(TaskOutcome<ProcessResult> outcome) {
        return switch (outcome) {
            case TaskOutcome.Succeeded<ProcessResult>(var process, var details) ->
                new Succeeded(process, details.attempts());
            case TaskOutcome.Failed<ProcessResult>(var kind, var cause, var details) ->
                new Failed(kind, describe(cause), process(cause), details.attempts());
            case TaskOutcome.TimedOut<ProcessResult>(var phase, var limit, var details) ->
                new Failed(
                        FailureKind.TIMEOUT,
                        switch (phase) {
                                    case QUEUE -> "it waited longer than ";
                                    case ATTEMPT -> "an attempt took longer than ";
                                    case TOTAL -> "it took longer than ";
                                }
                                + ResultTable.seconds(limit),
                        details.find(ProcessResult.class),
                        details.attempts());
            case TaskOutcome.Cancelled<ProcessResult>(var _, var details) ->
                new Stopped(details.find(ProcessResult.class), details.attempts());
            case TaskOutcome.Rejected<ProcessResult>(var rejection, var _) -> of(rejection);
        };
    }

    /// {@return the ending that a refusal means}
    /// @param rejection the refusal
    static StepEnding of(Rejection rejection) {
        return rejection instanceof Rejection.ShuttingDown
                ? new Stopped(Optional.empty(), 0)
                : new Failed(rejection.kind(), rejection.message(), Optional.empty(), 0);
    }

    /// {@return how many attempts there were}
    int attempts();

    /// {@return what became of the process of the last attempt, if there was one and it is known}
    default Optional<ProcessResult> lastProcess() {
        return switch (this) {
            case Succeeded(var process, var _) -> Optional.of(process);
            case Failed(var _, var _, var process, var _) -> process;
            case Stopped(var process, var _) -> process;
            case Skipped _ -> Optional.empty();
        };
    }

    /// {@return the ending in a word}
    default String word() {
        return switch (this) {
            case Succeeded _ -> "succeeded";
            case Failed _ -> "failed";
            case Skipped _ -> "skipped";
            case Stopped _ -> "stopped";
        };
    }

    /// {@return why it did not succeed, where the word does not say it}
    default Optional<String> why() {
        return switch (this) {
            case Succeeded _, Stopped _ -> Optional.empty();
            case Failed(var _, var reason, var _, var _) -> Optional.of(reason);
            case Skipped(var reason) -> Optional.of(reason);
        };
    }

    private static Optional<ProcessResult> process(Throwable cause) {
        return cause instanceof ProcessFailedException failed ? Optional.of(failed.result()) : Optional.empty();
    }

    private static String describe(Throwable cause) {
        var message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
