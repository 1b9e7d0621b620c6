// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.event;

import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.FailureKind;
import dev.executor.HostileException;
import dev.executor.OutcomeDetails;
import dev.executor.Priority;
import dev.executor.Rejection;
import dev.executor.Task;
import dev.executor.TaskId;
import dev.executor.TaskInfo;
import dev.executor.TaskOutcome;
import dev.executor.isolation.Profile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskEventTest {
    private static final TaskInfo INFO = TaskInfo.of(new TaskId("t-1"), Task.of("t", _ -> 1), "p");
    private static final OutcomeDetails DETAILS = OutcomeDetails.of(1);
    private static final String UNPRINTABLE =
            "dev.executor.HostileException (its text cannot be had: java.lang.UnsupportedOperationException)";

    @Test
    void timesAreTheirNanoseconds() {
        assertThat(new TaskEvent.Started(INFO, 1, 1_500_000_001L).queueTime()).isEqualTo(ofNanos(1_500_000_001L));
        assertThat(new TaskEvent.AttemptEnded(INFO, 1, 2_500_000_001L, Optional.empty()).runTime())
                .isEqualTo(ofNanos(2_500_000_001L));
        assertThat(new ProcessEvent.ProcessStarted(INFO, 1, Profile.TRUSTED, 3_500_000_001L).startTime())
                .isEqualTo(ofNanos(3_500_000_001L));
    }

    private static Optional<FailureKind> kindOf(TaskOutcome<?> outcome) {
        return new TaskEvent.Finished(INFO, outcome).kind();
    }

    @Test
    void anEndHasTheKindOfItsOutcome() {
        assertThat(kindOf(new TaskOutcome.Succeeded<>(1, DETAILS))).isEmpty();
        assertThat(kindOf(new TaskOutcome.Failed<>(FailureKind.LOST, new IOException(), DETAILS)))
                .contains(FailureKind.LOST);
        assertThat(kindOf(new TaskOutcome.TimedOut<>(TaskOutcome.Timeout.QUEUE, ofSeconds(1), DETAILS)))
                .contains(FailureKind.TIMEOUT);
        assertThat(kindOf(new TaskOutcome.Cancelled<>(TaskOutcome.Reason.SHUTDOWN, DETAILS)))
                .contains(FailureKind.CANCELLED);
        assertThat(kindOf(new TaskOutcome.Rejected<>(new Rejection.Shed(Priority.HIGH), DETAILS)))
                .contains(FailureKind.REJECTED_SHED);
    }

    @Test
    void aStackIsACopy() {
        var stack = new ArrayList<>(List.of(new StackTraceElement("C", "m", "C.java", 1)));
        var stuck = new TaskEvent.Stuck(INFO, 1, ofSeconds(1), stack);
        stack.clear();
        assertThat(stuck.stack()).hasSize(1);
    }

    @Test
    void eventsPrintWhateverTheirCauseDoes() {
        var hostile = new HostileException();
        assertThat(new TaskEvent.AttemptEnded(INFO, 2, 3, Optional.of(hostile)))
                .hasToString("AttemptEnded[task=" + INFO + ", attempt=2, runNanos=3, failure=" + UNPRINTABLE + "]");
        assertThat(new TaskEvent.AttemptEnded(INFO, 2, 3, Optional.empty()))
                .hasToString("AttemptEnded[task=" + INFO + ", attempt=2, runNanos=3, failure=none]");
        assertThat(new TaskEvent.RetryScheduled(INFO, 2, ofSeconds(3), hostile))
                .hasToString("RetryScheduled[task=" + INFO + ", attempt=2, delay=PT3S, cause=" + UNPRINTABLE + "]");
        assertThat(new TaskEvent.RetryDenied(INFO, 2, hostile))
                .hasToString("RetryDenied[task=" + INFO + ", attempt=2, cause=" + UNPRINTABLE + "]");
    }

    /// A new event is a decision: users switch over them.
    @Test
    void theSetOfEventsIsTheOneThatIsDocumented() {
        assertThat(TaskEvent.class.getPermittedSubclasses())
                .extracting(Class::getSimpleName)
                .containsExactly(
                        "Submitted",
                        "Refused",
                        "Started",
                        "AttemptEnded",
                        "RetryScheduled",
                        "RetryDenied",
                        "Repeating",
                        "Stuck",
                        "Finished",
                        "ProcessEvent");
        assertThat(ProcessEvent.class.getPermittedSubclasses())
                .extracting(Class::getSimpleName)
                .containsExactly("SecretRead", "ProcessStarted", "ProcessEnded", "ArtifactKept", "ArtifactLost");
    }
}
