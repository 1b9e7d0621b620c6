// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each exception says and carries, also after it was serialized.
class ExecutorExceptionTest {
    private static final TaskInfo INFO = TaskInfo.of(new TaskId("t-81"), Task.of("pay", _ -> 1), "bank");

    @Test
    void aFailureCarriesTaskAttemptsKindAndCause() throws Exception {
        var cause = new IOException("down");
        var thrown =
                new TaskFailedException(INFO, new TaskOutcome.Failed<>(FailureKind.LOST, cause, OutcomeDetails.of(3)));
        assertThat(thrown)
                .hasMessage(
                        "Task 'pay' (t-81) failed in pool 'bank' after 3 attempt(s), LOST: java.io.IOException: down");
        assertThat(thrown.getCause()).isSameAs(cause);
        var sent = Serialized.copyOf(thrown);
        assertThat(sent.taskId()).isEqualTo(new TaskId("t-81"));
        assertThat(sent.taskName()).isEqualTo("pay");
        assertThat(sent.attempts()).isEqualTo(3);
        assertThat(sent.kind()).isEqualTo(FailureKind.LOST);
        assertThat(sent.getCause()).hasMessage("down");
    }

    @Test
    void aFailureWhoseCauseHasNoTextIsToldAllTheSame() {
        var thrown = new TaskFailedException(
                INFO, new TaskOutcome.Failed<>(FailureKind.EXCEPTION, new HostileException(), OutcomeDetails.of(1)));
        assertThat(thrown).hasMessageContaining("its text cannot be had");
    }

    @ParameterizedTest
    @CsvSource({
        "QUEUE, the pool did not get to it: look at its depth and concurrency",
        "ATTEMPT, one attempt took too long: its thread was interrupted",
        "TOTAL, 'queueing, attempts and backoff together took too long'"
    })
    void aTimeoutSaysWhichAndWhatToDo(TaskOutcome.Timeout timeout, String advice) throws Exception {
        var thrown = Serialized.copyOf(new TaskTimeoutException(
                INFO, new TaskOutcome.TimedOut<>(timeout, ofSeconds(2), OutcomeDetails.of(4))));
        assertThat(thrown)
                .hasMessage("Task 'pay' (t-81) timed out in pool 'bank': " + timeout + " limit PT2S; " + advice)
                .hasNoCause();
        assertThat(thrown.timeout()).isEqualTo(timeout);
        assertThat(thrown.limit()).isEqualTo(ofSeconds(2));
        assertThat(thrown.attempts()).isEqualTo(4);
        assertThat(thrown.taskId()).isEqualTo(new TaskId("t-81"));
        assertThat(thrown.taskName()).isEqualTo("pay");
    }

    @Test
    void aRefusalCarriesItsValueUntilItIsSerialized() throws Exception {
        var rejection = new Rejection.ShuttingDown(PoolState.CLOSED);
        var thrown = new TaskRejectedException("pay", "bank", rejection);
        assertThat(thrown)
                .hasMessage("Task 'pay' rejected by pool 'bank': the pool is CLOSED and takes no new work;"
                        + " submit before close() or drain()");
        assertThat(thrown.rejection()).isSameAs(rejection);
        var sent = Serialized.copyOf(thrown);
        assertThat(sent).hasMessage(thrown.getMessage());
        assertThatIllegalStateException()
                .isThrownBy(sent::rejection)
                .withMessage("the rejection is not part of the serialized form of this exception");
    }

    @Test
    void waitsThatEndSayThatTheTaskGoesOn() {
        assertThat(new WaitTimeoutException(INFO, ofSeconds(2)))
                .hasMessage("Task 'pay' (t-81) was not done within the PT2S that the caller waited;"
                        + " the task goes on, cancel() it if nobody needs it");
        var interrupt = new InterruptedException();
        assertThat(new WaitInterruptedException(INFO, interrupt))
                .hasMessage("Interrupted while waiting for task 'pay' (t-81); the task goes on")
                .hasCause(interrupt);
    }

    @Test
    void aResultThatIsNotAcceptedIsCarriedWithoutAStackOrItsText() throws Exception {
        var thrown = new UnacceptedResultException(INFO, 2, "secret");
        assertThat(thrown)
                .hasMessage("Task 'pay' (t-81), attempt 2: the retry policy does not accept the result,"
                        + " which is a java.lang.String");
        assertThat(thrown.result()).isEqualTo("secret");
        assertThat(thrown.getStackTrace()).isEmpty();
        assertThat(Serialized.copyOf(thrown).result()).isNull();
        assertThat(new UnacceptedResultException(INFO, 2, null)).hasMessageEndingWith("which is null");
    }

    @Test
    void workThatIsNotSupportedIsAFaultOfThePlaceToRun() {
        var thrown = new UnsupportedWorkException("no");
        assertThat(thrown).hasMessage("no");
        assertThat(FailureKind.of(thrown)).isEqualTo(FailureKind.PROVISIONING);
    }
}
