// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void theUnitsDoneAreAtMostAllUnits() {
        assertThat(new Progress(0, 0)).isEqualTo(new Progress(0, 0));
        assertThat(new Progress(5, 5).done()).isEqualTo(5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Progress(6, 5))
                .withMessage("progress was 6 of 5; it must be 0 <= done <= total");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Progress(-1, 5))
                .withMessage("progress was -1 of 5; it must be 0 <= done <= total");
    }

    @Test
    void anIdIsVisibleAndPrintsAsItIs() {
        assertThat(new TaskId("t-81")).hasToString("t-81").isNotEqualTo(new TaskId("t-82"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TaskId(" "))
                .withMessage("task id was blank; give it at least one visible character");
    }
}
