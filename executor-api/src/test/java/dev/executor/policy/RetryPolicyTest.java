// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.policy;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.executor.Settings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private static final RetryPolicy PLAIN = RetryPolicy.attempts(2, Backoff.none());
    private static final Predicate<Throwable> RETRY_IF = _ -> true;
    private static final Predicate<Object> RETRY_IF_RESULT = _ -> true;
    private static final Function<Throwable, Optional<Duration>> REQUESTED = _ -> Optional.of(ofSeconds(3));

    private static Settings<RetryPolicy, RetryPolicy> settings() {
        return Settings.<RetryPolicy, RetryPolicy>of(() -> PLAIN, policy -> policy)
                .with("retryIf", RetryPolicy::retryIf, RETRY_IF, policy -> policy.retryingIf(RETRY_IF))
                .with(
                        "retriesTimeouts",
                        RetryPolicy::retriesTimeouts,
                        false,
                        policy -> policy.withTimeoutsRetried(false))
                .with(
                        "retryIfResult",
                        RetryPolicy::retryIfResult,
                        RETRY_IF_RESULT,
                        policy -> policy.retryingIfResult(RETRY_IF_RESULT))
                .with(
                        "requestedDelay",
                        RetryPolicy::requestedDelay,
                        REQUESTED,
                        policy -> policy.withRequestedDelay(REQUESTED, policy.maxRequestedDelay()))
                .with(
                        "maxRequestedDelay",
                        RetryPolicy::maxRequestedDelay,
                        ofSeconds(4),
                        policy -> policy.withRequestedDelay(policy.requestedDelay(), ofSeconds(4)));
    }

    @Test
    void eachWitherChangesItsOwnSettingAndNoOther() {
        settings().landWhereTheyBelong();
        settings().areAll("maxAttempts", "backoff");
    }

    @Test
    void aCopyKeepsAttemptsAndBackoff() {
        var copy = RetryPolicy.attempts(5, Backoff.fixed(ofSeconds(1))).withTimeoutsRetried(false);
        assertThat(copy.maxAttempts()).isEqualTo(5);
        assertThat(copy.backoff()).isEqualTo(Backoff.fixed(ofSeconds(1)));
    }

    @Test
    void twoAreEqualIfAllSettingsAre() {
        settings().makeUpEquality();
        assertThat(PLAIN.withTimeoutsRetried(false).withTimeoutsRetried(true))
                .isEqualTo(PLAIN)
                .hasSameHashCodeAs(PLAIN);
        assertThat(RetryPolicy.attempts(2, Backoff.none()).retryingIf(PLAIN.retryIf()))
                .isNotEqualTo(RetryPolicy.attempts(3, Backoff.none()).retryingIf(PLAIN.retryIf()))
                .isNotEqualTo(
                        RetryPolicy.attempts(2, Backoff.fixed(ofSeconds(1))).retryingIf(PLAIN.retryIf()));
    }

    @Test
    void itPrintsEverySetting() {
        settings().arePrinted();
        assertThat(PLAIN.toString()).startsWith("RetryPolicy[maxAttempts=2, backoff=Fixed[delay=PT0S], ");
    }

    @Test
    void theDefaultsRetryExceptionsAndTimeoutsAndNothingElse() {
        assertThat(PLAIN.retryIf().test(new IOException())).isTrue();
        assertThat(PLAIN.retryIf().test(new IllegalStateException())).isTrue();
        assertThat(PLAIN.retryIf().test(new InterruptedException())).isFalse();
        assertThat(PLAIN.retryIf().test(new OutOfMemoryError())).isFalse();
        assertThat(PLAIN.retriesTimeouts()).isTrue();
        assertThat(PLAIN.retryIfResult().test(null)).isFalse();
        assertThat(PLAIN.retryIfResult().test("x")).isFalse();
        assertThat(PLAIN.requestedDelay().apply(new IOException())).isEmpty();
        assertThat(PLAIN.maxRequestedDelay()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void noneMakesOneAttempt() {
        assertThat(RetryPolicy.none().maxAttempts()).isEqualTo(1);
        assertThat(RetryPolicy.none().backoff()).isEqualTo(Backoff.none());
    }

    @Test
    void retryingOnTakesTheseTypesAndTheirSubtypesOnly() {
        var retry =
                PLAIN.retryingOn(IOException.class, StackOverflowError.class).retryIf();
        assertThat(retry.test(new FileNotFoundException())).isTrue();
        assertThat(retry.test(new StackOverflowError())).isTrue();
        assertThat(retry.test(new IllegalStateException())).isFalse();
    }

    @Test
    void exceptOnExceptsFromWhatWasRetriedBefore() {
        var retry = PLAIN.retryingOn(IOException.class)
                .exceptOn(FileNotFoundException.class)
                .retryIf();
        assertThat(retry.test(new IOException())).isTrue();
        assertThat(retry.test(new FileNotFoundException())).isFalse();
        assertThat(retry.test(new IllegalStateException())).isFalse();
        assertThat(PLAIN.exceptOn().retryIf().test(new IOException())).isTrue();
    }

    @Test
    void everySettingHasARange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.attempts(0, Backoff.none()))
                .withMessage("maxAttempts was 0; it must be from 1 to 1000000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.attempts(1_000_001, Backoff.none()))
                .withMessage("maxAttempts was 1000001; it must be from 1 to 1000000");
        assertThat(RetryPolicy.attempts(1_000_000, Backoff.none()).maxAttempts())
                .isEqualTo(1_000_000);
        assertThatIllegalArgumentException()
                .isThrownBy(PLAIN::retryingOn)
                .withMessage("retryingOn was given no type; name at least one, or use RetryPolicy.none()");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAIN.withRequestedDelay(REQUESTED, ofSeconds(-1)))
                .withMessage("maxRequestedDelay was PT-1S; it must be from zero to PT876000H");
    }
}
