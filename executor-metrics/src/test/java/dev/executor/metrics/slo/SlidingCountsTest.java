// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.slo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlidingCountsTest {
    private static final long STEP = 10;
    private static final long START = 1_000;

    /// Two counters, steps of 10, kept for 60.
    private final SlidingCounts counts = new SlidingCounts(2, STEP, 6, START);

    private void count(int times, int counter, long at) {
        for (int i = 0; i < times; i++) {
            counts.count(counter, START + at);
        }
    }

    private long[] within(long window, long at) {
        return counts.within(window, START + at);
    }

    @Test
    void eachCounterIsItsOwn() {
        count(3, 0, 1);
        count(5, 1, 1);
        assertThat(within(20, 2)).containsExactly(3, 5);
    }

    @Test
    void whatWasCountedInTheSameStepAsTheEdgeIsInTheWindow() {
        count(1, 0, 0);
        count(2, 0, 10);
        count(4, 0, 20);
        count(8, 0, 30);
        assertThat(within(10, 35)).as("from 20 on").containsExactly(12, 0);
        assertThat(within(15, 35)).as("from 20 on, exactly").containsExactly(12, 0);
        assertThat(within(16, 35)).as("from 10 on").containsExactly(14, 0);
        assertThat(within(60, 35)).as("all").containsExactly(15, 0);
    }

    @Test
    void whatIsOlderThanTheWindowIsOutAlsoAfterALongSilence() {
        count(7, 0, 5);
        assertThat(within(60, 500)).containsExactly(0, 0);
        count(2, 0, 501);
        assertThat(within(60, 502)).containsExactly(2, 0);
    }

    @Test
    void theLongestWindowIsKeptForItsWholeLength() {
        for (int at = 0; at < 300; at += 5) {
            count(1, 1, at);
        }
        assertThat(within(60, 299)).as("from 230 on, at most one step too far").containsExactly(0, 14);
    }

    @Test
    void whatComesFirstAfterASilenceIsNotCountedAsBeforeIt() {
        count(1, 0, 500);
        assertThat(within(20, 515)).containsExactly(1, 0);
        assertThat(within(20, 530)).containsExactly(0, 0);
    }
}
