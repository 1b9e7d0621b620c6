// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.policy;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.executor.spi.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BackoffTest {
    private static final Backoff.Exponential WAIT = Backoff.exponential(ofSeconds(1), ofSeconds(10));

    /// Answers with the lowest or the highest number that is asked for, and remembers how many there were.
    private static final class Extreme implements RandomGenerator {
        private final boolean highest;
        private final List<Long> bounds = new ArrayList<>();

        Extreme(boolean highest) {
            this.highest = highest;
        }

        @Override
        public long nextLong(long bound) {
            if (bound <= 0) {
                throw new IllegalArgumentException("bound was " + bound);
            }
            bounds.add(bound);
            return highest ? bound - 1 : 0;
        }

        @Override
        public long nextLong() {
            throw new AssertionError("a wait needs a bound");
        }
    }

    private static Duration least(Backoff backoff, int failures, Duration previous) {
        return backoff.delay(failures, previous, new Extreme(false));
    }

    private static Duration most(Backoff backoff, int failures, Duration previous) {
        return backoff.delay(failures, previous, new Extreme(true));
    }

    @Test
    void aFixedWaitIsTheSameEachTime() {
        var backoff = Backoff.fixed(ofMillis(300));
        assertThat(least(backoff, 1, Duration.ZERO)).isEqualTo(ofMillis(300));
        assertThat(most(backoff, 50, ofSeconds(9))).isEqualTo(ofMillis(300));
        assertThat(least(Backoff.none(), 1, Duration.ZERO)).isZero();
    }

    @Test
    void anExponentialWaitDoublesUpToItsMaximum() {
        var exact = WAIT.withJitter(Jitter.NONE);
        var waits = IntStream.rangeClosed(1, 6)
                .mapToObj(failures -> least(exact, failures, Duration.ZERO).toSeconds())
                .toList();
        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
        assertThat(least(exact, Integer.MAX_VALUE, Duration.ZERO)).isEqualTo(ofSeconds(10));
        assertThat(least(exact.withFactor(3), 3, Duration.ZERO)).isEqualTo(ofSeconds(9));
        assertThat(least(exact.withFactor(1), 30, Duration.ZERO)).isEqualTo(ofSeconds(1));
    }

    @Test
    void fullJitterIsFromZeroToTheWait() {
        assertThat(WAIT.jitter()).isEqualTo(Jitter.FULL);
        assertThat(least(WAIT, 3, Duration.ZERO)).isZero();
        assertThat(most(WAIT, 3, Duration.ZERO)).isEqualTo(ofSeconds(4));
        assertThat(most(WAIT, 9, Duration.ZERO)).isEqualTo(ofSeconds(10));
    }

    @Test
    void equalJitterIsFromHalfOfTheWaitToTheWait() {
        var equal = WAIT.withJitter(Jitter.EQUAL);
        assertThat(least(equal, 3, Duration.ZERO)).isEqualTo(ofSeconds(2));
        assertThat(most(equal, 3, Duration.ZERO)).isEqualTo(ofSeconds(4));
        var odd = Backoff.exponential(Duration.ofNanos(3), ofSeconds(1)).withJitter(Jitter.EQUAL);
        assertThat(least(odd, 1, Duration.ZERO)).isEqualTo(Duration.ofNanos(1));
        assertThat(most(odd, 1, Duration.ZERO)).isEqualTo(Duration.ofNanos(3));
    }

    @Test
    void decorrelatedJitterIsFromTheInitialWaitToThreeTimesThePrevious() {
        var decorrelated = WAIT.withJitter(Jitter.DECORRELATED);
        assertThat(least(decorrelated, 5, ofSeconds(2))).isEqualTo(ofSeconds(1));
        assertThat(most(decorrelated, 1, Duration.ZERO)).isEqualTo(ofSeconds(3));
        assertThat(most(decorrelated, 5, ofSeconds(2))).isEqualTo(ofSeconds(6));
        assertThat(most(decorrelated, 5, ofSeconds(4))).isEqualTo(ofSeconds(10));
        assertThat(most(decorrelated.withFactor(50), 5, ofSeconds(2))).isEqualTo(ofSeconds(6));
    }

    /// Waits of many months have more nanoseconds than a `double` counts one by one.
    @ParameterizedTest
    @EnumSource
    void theLongestWaitIsNeverExceededNotEvenByRounding(Jitter jitter) {
        var months = Duration.ofDays(200).plusNanos(1);
        for (var max : List.of(months, months.plusNanos(1), months.plusNanos(2), Require.LONGEST.minusNanos(1))) {
            var backoff = Backoff.exponential(max, max).withJitter(jitter);
            assertThat(most(backoff, 3, max)).isEqualTo(max);
            assertThat(least(backoff, 3, max)).isBetween(Duration.ZERO, max);
        }
    }

    @Test
    void theWithersKeepWhatTheyDoNotChange() {
        assertThat(WAIT.withFactor(3)).isEqualTo(new Backoff.Exponential(ofSeconds(1), ofSeconds(10), 3, Jitter.FULL));
        assertThat(WAIT.withFactor(3).withJitter(Jitter.EQUAL))
                .isEqualTo(new Backoff.Exponential(ofSeconds(1), ofSeconds(10), 3, Jitter.EQUAL));
        assertThat(WAIT).isEqualTo(new Backoff.Exponential(ofSeconds(1), ofSeconds(10), 2, Jitter.FULL));
    }

    @Test
    void everyPartHasARange() {
        refuses("delay was PT-1S; it must be from zero to PT876000H", () -> Backoff.fixed(ofSeconds(-1)));
        refuses(
                "initial was PT0S; it must be longer than zero and at most PT876000H",
                () -> Backoff.exponential(Duration.ZERO, ofSeconds(1)));
        refuses(
                "max was PT1S; it must not be shorter than initial, which is PT2S",
                () -> Backoff.exponential(ofSeconds(2), ofSeconds(1)));
        refuses(
                "max was PT-1S; it must be longer than zero and at most PT876000H",
                () -> Backoff.exponential(ofSeconds(2), ofSeconds(-1)));
        refuses("factor was 0.5; it must be from 1.0 to 100.0", () -> WAIT.withFactor(0.5));
        refuses("factor was 100.5; it must be from 1.0 to 100.0", () -> WAIT.withFactor(100.5));
        refuses("factor was NaN; it must be from 1.0 to 100.0", () -> WAIT.withFactor(Double.NaN));
    }

    private static void refuses(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
