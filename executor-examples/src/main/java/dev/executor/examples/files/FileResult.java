// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.files;

import dev.executor.OutcomeDetails;
import dev.executor.Submission;
import dev.executor.TaskOutcome;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// How one input ended.
///
/// @param input what was read
/// @param outcome the one outcome of its task; empty if it was lost
public record FileResult(Input input, Optional<TaskOutcome<FileReport>> outcome) {
    /// The kinds of outcome, and none.
    public enum Ending {
        SUCCEEDED,
        FAILED,
        TIMED_OUT,
        CANCELLED,
        REJECTED,
        LOST;

        /// In words, for people.
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /// Waits for the outcome; a refusal is one already.
    ///
    /// @param patience how long at most, before it counts as lost
    public static FileResult await(Input input, Submission<FileReport> submission, Duration patience)
            throws InterruptedException {
        return new FileResult(
                input,
                switch (submission) {
                    case Submission.Accepted<FileReport>(var handle) -> handle.await(patience);
                    case Submission.Refused<FileReport>(var rejection) ->
                        Optional.of(new TaskOutcome.Rejected<>(rejection, OutcomeDetails.of(0)));
                });
    }

    public Ending ending() {
        return outcome.map(decided -> switch (decided) {
                    case TaskOutcome.Succeeded<FileReport> _ -> Ending.SUCCEEDED;
                    case TaskOutcome.Failed<FileReport> _ -> Ending.FAILED;
                    case TaskOutcome.TimedOut<FileReport> _ -> Ending.TIMED_OUT;
                    case TaskOutcome.Cancelled<FileReport> _ -> Ending.CANCELLED;
                    case TaskOutcome.Rejected<FileReport> _ -> Ending.REJECTED;
                })
                .orElse(Ending.LOST);
    }

    public int attempts() {
        return outcome.map(TaskOutcome::attempts).orElse(0);
    }

    public Optional<FileReport> report() {
        return outcome.flatMap(decided -> decided instanceof TaskOutcome.Succeeded<FileReport>(var report, var _)
                ? Optional.of(report)
                : Optional.empty());
    }

    /// Why there is no report; empty if there is one.
    public Optional<String> reason() {
        if (outcome.isEmpty()) {
            return Optional.of("no outcome in all the time that it can take");
        }
        return switch (outcome.get()) {
            case TaskOutcome.Succeeded<FileReport> _ -> Optional.empty();
            case TaskOutcome.Failed<FileReport>(var _, var cause, var _) -> Optional.of(describe(cause));
            case TaskOutcome.TimedOut<FileReport>(var _, var limit, var _) ->
                Optional.of("an attempt took longer than " + limit.toSeconds() + " s");
            case TaskOutcome.Cancelled<FileReport> _ -> Optional.of("stopped before it was read");
            case TaskOutcome.Rejected<FileReport>(var rejection, var _) -> Optional.of(rejection.message());
        };
    }

    private static String describe(Throwable cause) {
        var type = cause.getClass().getSimpleName();
        return Input.printable(cause.getMessage() == null ? type : type + ": " + cause.getMessage());
    }
}
