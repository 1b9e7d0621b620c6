// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeDetailsTest {
    private static final Throwable FIRST = new IOException("first");
    private static final Throwable SECOND = new IOException("second");
    private static final Throwable POLICY = new IllegalStateException("policy");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 1000, Integer.MAX_VALUE})
    void theyTellTheNumberOfAttemptsAndNothingElse(int attempts) {
        var details = OutcomeDetails.of(attempts);
        assertThat(details.attempts()).isEqualTo(attempts);
        assertThat(details.earlierFailures()).isEmpty();
        assertThat(details.policyFailure()).isEmpty();
        assertThat(details.find(Object.class)).isEmpty();
        assertThat(details).hasToString("attempts=" + attempts);
    }

    @Test
    void aNegativeNumberOfAttemptsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutcomeDetails.of(-1))
                .withMessage("attempts was -1; it must be from 0 to 2147483647");
    }

    @Test
    void eachWitherKeepsWhatTheOthersHaveSet() {
        var failuresLast = OutcomeDetails.of(3)
                .withResultSoFar(() -> "so far")
                .withPolicyFailure(POLICY)
                .withEarlierFailures(List.of(FIRST, SECOND));
        var resultLast = OutcomeDetails.of(3)
                .withEarlierFailures(List.of(FIRST, SECOND))
                .withPolicyFailure(POLICY)
                .withResultSoFar(() -> "so far");
        for (var details : List.of(failuresLast, resultLast)) {
            assertThat(details.attempts()).isEqualTo(3);
            assertThat(details.earlierFailures()).containsExactly(FIRST, SECOND);
            assertThat(details.policyFailure()).containsSame(POLICY);
            assertThat(details.find(String.class)).contains("so far");
        }
    }

    @Test
    void aWitherChangesNoSharedDetails() {
        var _ = OutcomeDetails.of(1).withPolicyFailure(POLICY);
        var _ = OutcomeDetails.of(1).withEarlierFailures(List.of(FIRST));
        assertThat(OutcomeDetails.of(1).policyFailure()).isEmpty();
        assertThat(OutcomeDetails.of(1).earlierFailures()).isEmpty();
    }

    @Test
    void theEarlierFailuresAreACopyThatCannotBeChanged() {
        var failures = new ArrayList<>(List.of(FIRST));
        var details = OutcomeDetails.of(1).withEarlierFailures(failures);
        failures.clear();
        assertThat(details.earlierFailures()).containsExactly(FIRST).isUnmodifiable();
        assertThat(details.withEarlierFailures(List.of()).earlierFailures()).isEmpty();
    }

    @Test
    void theResultSoFarIsAskedForEachTimeAndFoundByItsType() {
        var soFar = new AtomicReference<Object>();
        var details = OutcomeDetails.of(1).withResultSoFar(soFar::get);
        assertThat(details.find(String.class)).isEmpty();
        soFar.set("one");
        assertThat(details.find(String.class)).contains("one");
        soFar.set("two");
        assertThat(details.find(String.class)).contains("two");
        assertThat(details.find(CharSequence.class)).contains("two");
        assertThat(details.find(Integer.class)).isEmpty();
    }

    @Test
    void twoAreEqualIfAttemptsAndFailuresAreWhateverTheResult() {
        var details = OutcomeDetails.of(2).withEarlierFailures(List.of(FIRST)).withPolicyFailure(POLICY);
        var same = OutcomeDetails.of(2)
                .withPolicyFailure(POLICY)
                .withEarlierFailures(List.of(FIRST))
                .withResultSoFar(() -> "so far");
        assertThat(details).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(details)
                .isNotEqualTo(
                        OutcomeDetails.of(3).withEarlierFailures(List.of(FIRST)).withPolicyFailure(POLICY))
                .isNotEqualTo(OutcomeDetails.of(2)
                        .withEarlierFailures(List.of(SECOND))
                        .withPolicyFailure(POLICY))
                .isNotEqualTo(
                        OutcomeDetails.of(2).withEarlierFailures(List.of(FIRST)).withPolicyFailure(SECOND));
        assertThat(OutcomeDetails.of(8)).isEqualTo(OutcomeDetails.of(8)).isNotEqualTo(OutcomeDetails.of(9));
    }

    @Test
    void theyPrintWhatTheyKnow() {
        assertThat(OutcomeDetails.of(2).withEarlierFailures(List.of(FIRST)).withPolicyFailure(POLICY))
                .hasToString("attempts=2, earlierFailures=[java.io.IOException: first],"
                        + " policyFailure=java.lang.IllegalStateException: policy");
    }
}
