// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.policy.Backoff;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryBudget;
import dev.executor.policy.RetryPolicy;
import dev.executor.policy.StuckPolicy;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigTest {
    private static ExecutorPool.Builder pool() {
        return ExecutorPool.builder("p");
    }

    private static Task<Integer> task() {
        return Task.of("t", _ -> 1);
    }

    private static Arguments refused(String message, ThrowingCallable call) {
        return Arguments.of(message, call);
    }

    static Stream<Arguments> everyMisconfigurationIsRefusedWithOptionValueAndRange() {
        return Stream.of(
                refused("pool name was blank", () -> ExecutorPool.builder(" ").build()),
                refused(
                        "pool 'p': concurrency was 0; it must be from 1 to 1000000",
                        () -> pool().concurrency(0).build()),
                refused(
                        "pool 'p': queueCapacity was -1; it must be from 0 to 100000000",
                        () -> pool().queueCapacity(-1).build()),
                refused(
                        "pool 'p': ageing was PT0S",
                        () -> pool().ageing(Duration.ZERO).build()),
                refused(
                        "pool 'p': stuckAfter was PT-1S",
                        () -> pool().stuckAfter(Duration.ofSeconds(-1))
                                .stuckPolicy(StuckPolicy.REPLACE)
                                .build()),
                refused(
                        "pool 'p': closeTimeout was PT-1S",
                        () -> pool().closeTimeout(Duration.ofSeconds(-1)).build()),
                refused(
                        "pool 'p': eventBuffer was 15; it must be from 16 to 16777216",
                        () -> pool().eventBuffer(15).build()),
                refused("maxWait was PT0S", () -> OverflowPolicy.block(Duration.ZERO)),
                refused(
                        "maxAttempts was 0; it must be from 1 to 1000000",
                        () -> RetryPolicy.attempts(0, Backoff.none())),
                refused(
                        "retryingOn was given no type",
                        () -> RetryPolicy.attempts(2, Backoff.none()).retryingOn()),
                refused("initial was PT0S", () -> Backoff.exponential(Duration.ZERO, Duration.ofSeconds(1))),
                refused(
                        "max was PT1S; it must not be shorter than initial, which is PT2S",
                        () -> Backoff.exponential(Duration.ofSeconds(2), Duration.ofSeconds(1))),
                refused(
                        "factor was 0.5; it must be from 1.0 to 100.0",
                        () -> Backoff.exponential(Duration.ofSeconds(1), Duration.ofSeconds(2))
                                .withFactor(0.5)),
                refused("ratio was -0.1", () -> RetryBudget.of(-0.1, 1, 1)),
                refused("reserve was -1", () -> RetryBudget.of(0.1, 1, -1)),
                refused("task name was blank", () -> Task.of("", _ -> 1)),
                refused(
                        "task name had 201 characters; at most 200 are allowed",
                        () -> Task.of("x".repeat(201), _ -> 1)),
                refused(
                        "task name had the control character U+000A at index 1; remove it",
                        () -> Task.of("a\nb", _ -> 1)),
                refused("timeout was PT0S", () -> task().withTimeout(Duration.ZERO)),
                refused("attemptTimeout was PT-1S", () -> task().withAttemptTimeout(Duration.ofSeconds(-1))),
                refused("queueTimeout was PT0S", () -> task().withQueueTimeout(Duration.ZERO)),
                refused("startAfter was PT-1S", () -> task().withStartAfter(Duration.ofSeconds(-1))),
                refused("tenant was blank", () -> task().withTenant(" ")),
                refused("label 'k' was blank", () -> task().withLabel("k", "")),
                refused("orderingKey was blank", () -> task().withOrderingKey("")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void everyMisconfigurationIsRefusedWithOptionValueAndRange(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void aTaskIsImmutableAndKeepsWhatItWasNotAskedToChange() {
        var task = task().withTenant("acme").withLabel("b", "2").withLabel("a", "1");
        var changed = task.withTimeout(Duration.ofSeconds(1));
        assertThat(task.timeout()).isEmpty();
        assertThat(changed.timeout()).contains(Duration.ofSeconds(1));
        assertThat(changed.tenant()).isEqualTo("acme");
        assertThat(changed.labels().toString()).isEqualTo("{a=1, b=2}");
    }

    @Test
    void theConfigurationPrintsEverySetting() {
        assertThat(pool().concurrency(7).config().toString())
                .contains(
                        "concurrency=7", "queueCapacity=10000", "Block[maxWait=PT30S]", "ageing=PT10S", "reserve=1000");
    }
}
