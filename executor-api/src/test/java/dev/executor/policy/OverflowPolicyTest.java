// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.policy;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OverflowPolicyTest {
    @Test
    void eachFactoryMakesItsPolicy() {
        assertThat(OverflowPolicy.block(ofSeconds(2))).isEqualTo(new OverflowPolicy.Block(ofSeconds(2)));
        assertThat(OverflowPolicy.reject()).isEqualTo(new OverflowPolicy.Reject());
        assertThat(OverflowPolicy.callerRuns()).isEqualTo(new OverflowPolicy.CallerRuns());
        assertThat(OverflowPolicy.shedLowest()).isEqualTo(new OverflowPolicy.ShedLowest());
        assertThat(OverflowPolicy.class.getPermittedSubclasses()).hasSize(4);
    }

    @Test
    void aWaitIsPositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OverflowPolicy.block(Duration.ZERO))
                .withMessage("maxWait was PT0S; it must be longer than zero and at most PT876000H");
    }
}
