// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.slo;

import dev.executor.spi.Require;
import java.time.Duration;
import java.util.List;

/// What is aimed at: a share of tasks that succeed, and shares of tasks that start in time. Immutable.
///
/// @param successRate the share of tasks that are to succeed, from 0.5 to 0.999999; default 0.999
/// @param startLatencyP50 within what time half of the tasks are to start; default 200 ms
/// @param startLatencyP95 within what time 95 % of the tasks are to start; default 2 s
/// @param windows over what time to look, from 1 second to 7 days each, ascending, the longest at most 5,000
///     times the shortest; default 5 minutes, 1 hour, 6 hours. The error budget is that of the longest
public record Slo(double successRate, Duration startLatencyP50, Duration startLatencyP95, List<Duration> windows) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    /// Refuses what is out of range.
    ///
    /// @throws IllegalArgumentException naming the option, its value and the range
    public Slo {
        Require.range("successRate", successRate, 0.5, 0.999_999);
        Require.positive("startLatencyP50", startLatencyP50);
        Require.positive("startLatencyP95", startLatencyP95);
        if (startLatencyP95.compareTo(startLatencyP50) < 0) {
            throw new IllegalArgumentException("startLatencyP95 must not be below startLatencyP50 (" + startLatencyP50
                    + "), but is " + startLatencyP95);
        }
        windows = List.copyOf(windows);
        if (windows.isEmpty()) {
            throw new IllegalArgumentException("windows must have at least one, but has none");
        }
        Duration before = Duration.ZERO;
        for (Duration window : windows) {
            if (window.compareTo(SHORTEST) < 0 || window.compareTo(LONGEST) > 0 || window.compareTo(before) <= 0) {
                throw new IllegalArgumentException("windows must be ascending and from " + SHORTEST + " to " + LONGEST
                        + " each, but are " + windows);
            }
            before = window;
        }
        if (windows.getLast().dividedBy(windows.getFirst()) > 5_000) {
            throw new IllegalArgumentException(
                    "the longest of the windows must be at most 5,000 times the shortest, but they are " + windows);
        }
    }

    /// {@return 99.9 % success, half started within 200 ms, 95 % within 2 s}
    public static Slo standard() {
        return new Slo(
                0.999,
                Duration.ofMillis(200),
                Duration.ofSeconds(2),
                List.of(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofHours(6)));
    }

    /// {@return a copy with this rate}
    /// @param rate the share of tasks that are to succeed
    public Slo withSuccessRate(double rate) {
        return new Slo(rate, startLatencyP50, startLatencyP95, windows);
    }

    /// {@return a copy with these latencies}
    /// @param p50 within what time half of the tasks are to start
    /// @param p95 within what time 95 % of the tasks are to start
    public Slo withStartLatency(Duration p50, Duration p95) {
        return new Slo(successRate, p50, p95, windows);
    }

    /// {@return a copy with these windows}
    /// @param looked over what time to look
    public Slo withWindows(Duration... looked) {
        return new Slo(successRate, startLatencyP50, startLatencyP95, List.of(looked));
    }

    /// {@return the share that an objective aims at}
    /// @param objective the objective
    public double target(Objective objective) {
        return switch (objective) {
            case SUCCESS -> successRate;
            case START_P50 -> 0.50;
            case START_P95 -> 0.95;
        };
    }

    /// What is aimed at.
    public enum Objective {
        /// Tasks succeed. Failures, time-outs, tasks shed from the queue and tasks refused because the
        /// pool was full are bad; tasks that somebody cancelled, or that a policy, a closing pool or an
        /// interrupt refused, do not count.
        SUCCESS,
        /// Tasks start within [Slo#startLatencyP50()]: from when they could to the first attempt.
        START_P50,
        /// Tasks start within [Slo#startLatencyP95()].
        START_P95
    }
}
