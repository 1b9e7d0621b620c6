// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RequireTest {
    private static final Duration TOO_LONG = Require.LONGEST.plusNanos(1);

    @Test
    void numbersAreInTheirRangeEndsIncluded() {
        assertThat(Require.range("n", 3, 3, 5)).isEqualTo(3);
        assertThat(Require.range("n", 5, 3, 5)).isEqualTo(5);
        refuses("n was 2; it must be from 3 to 5", () -> Require.range("n", 2, 3, 5));
        refuses("n was 6; it must be from 3 to 5", () -> Require.range("n", 6, 3, 5));
        assertThat(Require.range("n", 3L, 3L, 5L)).isEqualTo(3L);
        assertThat(Require.range("n", 5L, 3L, 5L)).isEqualTo(5L);
        refuses("n was 2; it must be from 3 to 5", () -> Require.range("n", 2L, 3L, 5L));
        refuses("n was 6; it must be from 3 to 5", () -> Require.range("n", 6L, 3L, 5L));
        assertThat(Require.range("n", 0.5, 0.5, 1.5)).isEqualTo(0.5);
        assertThat(Require.range("n", 1.5, 0.5, 1.5)).isEqualTo(1.5);
        refuses("n was 0.4; it must be from 0.5 to 1.5", () -> Require.range("n", 0.4, 0.5, 1.5));
        refuses("n was 1.6; it must be from 0.5 to 1.5", () -> Require.range("n", 1.6, 0.5, 1.5));
        refuses("n was NaN; it must be from 0.5 to 1.5", () -> Require.range("n", Double.NaN, 0.5, 1.5));
    }

    @Test
    void aHundredYearsAreTheLongestDurationAndFitIntoNanoseconds() {
        assertThat(Require.LONGEST.toNanos()).isPositive();
        assertThat(Require.LONGEST).isEqualTo(Duration.ofDays(365 * 100));
    }

    @Test
    void aPositiveDurationIsLongerThanZero() {
        assertThat(Require.positive("d", Duration.ofNanos(1))).isEqualTo(Duration.ofNanos(1));
        assertThat(Require.positive("d", Require.LONGEST)).isEqualTo(Require.LONGEST);
        String range = "; it must be longer than zero and at most PT876000H";
        refuses("d was PT0S" + range, () -> Require.positive("d", Duration.ZERO));
        refuses("d was PT-1S" + range, () -> Require.positive("d", Duration.ofSeconds(-1)));
        refuses("d was " + TOO_LONG + range, () -> Require.positive("d", TOO_LONG));
        assertThatNullPointerException()
                .isThrownBy(() -> Require.positive("d", null))
                .withMessage("d");
    }

    @Test
    void aDurationThatIsNotNegativeMayBeZero() {
        assertThat(Require.notNegative("d", Duration.ZERO)).isZero();
        assertThat(Require.notNegative("d", Require.LONGEST)).isEqualTo(Require.LONGEST);
        refuses(
                "d was PT-1S; it must be from zero to PT876000H",
                () -> Require.notNegative("d", Duration.ofSeconds(-1)));
        refuses("d was " + TOO_LONG + "; it must be from zero to PT876000H", () -> Require.notNegative("d", TOO_LONG));
        assertThatNullPointerException()
                .isThrownBy(() -> Require.notNegative("d", null))
                .withMessage("d");
    }

    @Test
    void aNameIsVisibleShortAndOnOneLine() {
        assertThat(Require.name("name", "x".repeat(200))).hasSize(200);
        refuses("name was blank; give it at least one visible character", () -> Require.name("name", " \t"));
        refuses("name had 201 characters; at most 200 are allowed", () -> Require.name("name", "x".repeat(201)));
        refuses("name had the control character U+0085 at index 2; remove it", () -> Require.name("name", "ab\u0085"));
        assertThatNullPointerException()
                .isThrownBy(() -> Require.name("name", null))
                .withMessage("name");
    }

    private static void refuses(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
