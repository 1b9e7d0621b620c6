// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({
        "0 B, 0",
        "100B, 100",
        "1 KiB, 1024",
        "1.5 MiB, 1572864",
        "2 GiB, 2147483648",
        "8388607 TiB, 9223370937343148032"
    })
    void aSizeHasAUnitOf1024(String text, long bytes) {
        assertThat(Quantities.size(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "512", "512 MB", "512 mib", "-1 B", "1e3 B", "8388608 TiB", "MiB"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> Quantities.size(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "90s, PT1M30S", "1h30m, PT1H30M", "PT5M, PT5M", "0s, PT0S"})
    void aDurationIsWrittenInEitherWay(String text, Duration duration) {
        assertThat(Quantities.duration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "90", "90 s", "soon", "1d", "s", "9999999999s"})
    void whatIsNoDurationIsRefused(String text) {
        assertThatThrownBy(() -> Quantities.duration(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSizeIsReadAsItIsWritten() {
        assertThat(Quantities.size("1.5 GiB")).hasToString("1.5 GiB");
    }
}
