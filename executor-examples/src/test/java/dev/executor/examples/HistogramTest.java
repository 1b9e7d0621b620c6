// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {
    private final Histogram histogram = new Histogram();

    @Test
    void anEmptyHistogramHasNoPercentiles() {
        assertThat(histogram.percentile(50)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 63, 64, 127, 128, 1_000_003, Long.MAX_VALUE})
    void oneDurationIsEveryPercentile(long nanos) {
        histogram.record(nanos);

        assertThat(histogram.percentile(0)).contains(Duration.ofNanos(nanos));
        assertThat(histogram.percentile(100)).contains(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 50, 95, 99, 99.9})
    void percentilesOfManyAreAtMostOneSixtyFourthTooLong(double percent) {
        LongStream.rangeClosed(1, 100_000).forEach(histogram::record);

        long exact = (long) Math.ceil(1_000 * percent);
        assertThat(histogram.percentile(percent).orElseThrow().toNanos())
                .isGreaterThanOrEqualTo(exact)
                .isCloseTo(exact, Percentage.withPercentage(100.0 / 64));
    }
}
