// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RejectionTest {
    static Stream<Arguments> eachSaysItsKindWhatHappenedAndWhatToDo() {
        return Stream.of(
                Arguments.of(
                        new Rejection.QueueFull(150, Duration.ZERO),
                        FailureKind.REJECTED_FULL,
                        "all 150 slots (queue capacity + concurrency) were taken;"
                                + " slow down, wait longer, or raise queueCapacity or concurrency"),
                Arguments.of(
                        new Rejection.QueueFull(150, ofSeconds(3)),
                        FailureKind.REJECTED_FULL,
                        "all 150 slots (queue capacity + concurrency) were taken for PT3S;"
                                + " slow down, wait longer, or raise queueCapacity or concurrency"),
                Arguments.of(
                        new Rejection.Shed(Priority.CRITICAL),
                        FailureKind.REJECTED_SHED,
                        "shed from a full queue for a task of priority CRITICAL;"
                                + " submit it again later, or with a higher priority"),
                Arguments.of(
                        new Rejection.ShuttingDown(PoolState.DRAINING),
                        FailureKind.REJECTED_CLOSED,
                        "the pool is DRAINING and takes no new work; submit before close() or drain()"),
                Arguments.of(
                        new Rejection.Denied("quota", "50/s", Optional.empty()),
                        FailureKind.REJECTED_POLICY,
                        "denied by policy 'quota': 50/s"),
                Arguments.of(
                        new Rejection.Denied("quota", "50/s", Optional.of(ofSeconds(2))),
                        FailureKind.REJECTED_POLICY,
                        "denied by policy 'quota': 50/s; retry after PT2S"),
                Arguments.of(
                        new Rejection.Unsupported("work of type 'x'", List.of("a: no", "b: never")),
                        FailureKind.REJECTED_UNSUPPORTED,
                        "no isolator can run work of type 'x' (a: no; b: never); add one that can with"
                                + " ExecutorPool.Builder.isolator(..) or Task.withIsolator(..), for a command a Sandbox, or"
                                + " change what the work asks for"),
                Arguments.of(
                        new Rejection.Withdrawn(ofSeconds(4)),
                        FailureKind.REJECTED_WITHDRAWN,
                        "withdrawn by its submitter after waiting PT4S for a slot"),
                Arguments.of(
                        new Rejection.Interrupted(ofSeconds(5)),
                        FailureKind.REJECTED_INTERRUPTED,
                        "the submitting thread was interrupted after waiting PT5S for a slot"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void eachSaysItsKindWhatHappenedAndWhatToDo(Rejection rejection, FailureKind kind, String message) {
        assertThat(rejection.kind()).isEqualTo(kind);
        assertThat(rejection.message()).isEqualTo(message);
    }

    @Test
    void theReasonsAreACopy() {
        var reasons = new ArrayList<>(List.of("a: no"));
        var rejection = new Rejection.Unsupported("work", reasons);
        reasons.clear();
        assertThat(rejection.reasons()).containsExactly("a: no");
    }
}
