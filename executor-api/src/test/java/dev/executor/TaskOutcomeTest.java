// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.TaskOutcome.Cancelled;
import dev.executor.TaskOutcome.Failed;
import dev.executor.TaskOutcome.Reason;
import dev.executor.TaskOutcome.Rejected;
import dev.executor.TaskOutcome.Succeeded;
import dev.executor.TaskOutcome.TimedOut;
import dev.executor.TaskOutcome.Timeout;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskOutcomeTest {
    private static final OutcomeDetails DETAILS = OutcomeDetails.of(3);

    @Test
    void everyOutcomeTellsTheAttemptsOfItsDetails() {
        var outcomes = List.<TaskOutcome<Integer>>of(
                new Succeeded<>(1, DETAILS),
                new Failed<>(FailureKind.EXCEPTION, new IllegalStateException(), DETAILS),
                new TimedOut<>(Timeout.TOTAL, ofSeconds(1), DETAILS),
                new Cancelled<>(Reason.REQUESTED, DETAILS),
                new Rejected<>(new Rejection.Shed(Priority.HIGH), DETAILS));
        for (var outcome : outcomes) {
            assertThat(outcome.details()).as(outcome.toString()).isSameAs(DETAILS);
            assertThat(outcome.attempts()).as(outcome.toString()).isEqualTo(3);
        }
        assertThat(outcomes).hasSameSizeAs(TaskOutcome.class.getPermittedSubclasses());
    }

    @Test
    void aFailurePrintsWhateverItsCauseDoes() {
        assertThat(new Failed<>(FailureKind.EXCEPTION, new HostileException(), DETAILS))
                .hasToString("Failed[kind=EXCEPTION, cause=dev.executor.HostileException"
                        + " (its text cannot be had: java.lang.UnsupportedOperationException), details=attempts=3]");
    }
}
