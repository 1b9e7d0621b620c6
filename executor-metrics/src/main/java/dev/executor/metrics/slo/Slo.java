// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.slo;

import dev.executor.spi.Require;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is aimed at: a share of tasks that succeed, and shares of tasks that start in time. Immutable; each `withX`
/// returns a copy, validated when it is made. The defaults stand here. Two are equal if all parts are.
///
/// A class and not a record, because it will grow: new aims may be added, none will go.
///
/// @since 0.1
public final class Slo {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Slo STANDARD = new Slo(new Draft());

    private final Draft aims;

    private Slo(Draft aims) {
        aims.check();
        this.aims = aims;
    }

    private Slo with(Consumer<Draft> change) {
        var changed = new Draft(aims);
        change.accept(changed);
        return new Slo(changed);
    }

    /// {@return 99.9 % success, half started within 200 ms, 95 % within 2 s}
    public static Slo standard() {
        return STANDARD;
    }

    /// {@return the share of tasks that are to succeed; default 0.999}
    public double successRate() {
        return aims.successRate;
    }

    /// {@return within what time half of the tasks are to start; default 200 ms}
    public Duration startLatencyP50() {
        return aims.startLatencyP50;
    }

    /// {@return within what time 95 % of the tasks are to start; default 2 s}
    public Duration startLatencyP95() {
        return aims.startLatencyP95;
    }

    /// {@return over what time to look, ascending; default 5 minutes, 1 hour, 6 hours}
    ///
    /// The error budget is that of the longest.
    public List<Duration> windows() {
        return aims.windows;
    }

    /// {@return a copy with this rate}
    /// @param rate the share of tasks that are to succeed, from 0.5 to 0.999999
    /// @throws IllegalArgumentException if it is out of that range
    public Slo withSuccessRate(double rate) {
        return with(changed -> changed.successRate = rate);
    }

    /// {@return a copy with these latencies}
    /// @param p50 within what time half of the tasks are to start; positive
    /// @param p95 within what time 95 % of the tasks are to start; not below the other
    /// @throws IllegalArgumentException if one is out of its range
    public Slo withStartLatency(Duration p50, Duration p95) {
        return with(changed -> {
            changed.startLatencyP50 = p50;
            changed.startLatencyP95 = p95;
        });
    }

    /// {@return a copy with these windows}
    /// @param looked over what time to look, from 1 second to 7 days each, ascending, the longest at most 5,000
    ///     times the
    ///     shortest
    /// @throws IllegalArgumentException if they are not such windows
    public Slo withWindows(Duration... looked) {
        return with(changed -> changed.windows = List.of(looked));
    }

    /// {@return the share that an objective aims at}
    /// @param objective the objective
    public double target(Objective objective) {
        return switch (objective) {
            case SUCCESS -> aims.successRate;
            case START_P50 -> 0.50;
            case START_P95 -> 0.95;
        };
    }

    private List<Object> all() {
        return List.of(aims.successRate, aims.startLatencyP50, aims.startLatencyP95, aims.windows);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Slo slo && all().equals(slo.all());
    }

    @Override
    public int hashCode() {
        return all().hashCode();
    }

    @Override
    public String toString() {
        return "Slo[successRate=" + aims.successRate + ", startLatencyP50=" + aims.startLatencyP50
                + ", startLatencyP95=" + aims.startLatencyP95 + ", windows=" + aims.windows + "]";
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

    /// The aims while a copy changes, each at its default.
    private static final class Draft {
        double successRate = 0.999;
        Duration startLatencyP50 = Duration.ofMillis(200);
        Duration startLatencyP95 = Duration.ofSeconds(2);
        List<Duration> windows = List.of(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofHours(6));

        Draft() {}

        Draft(Draft other) {
            successRate = other.successRate;
            startLatencyP50 = other.startLatencyP50;
            startLatencyP95 = other.startLatencyP95;
            windows = other.windows;
        }

        void check() {
            Require.range("successRate", successRate, 0.5, 0.999_999);
            Require.positive("startLatencyP50", startLatencyP50);
            Require.positive("startLatencyP95", startLatencyP95);
            if (startLatencyP95.compareTo(startLatencyP50) < 0) {
                throw new IllegalArgumentException("startLatencyP95 must not be below startLatencyP50 ("
                        + startLatencyP50 + "), but is " + startLatencyP95);
            }
            if (windows.isEmpty()) {
                throw new IllegalArgumentException("windows must have at least one, but has none");
            }
            Duration before = Duration.ZERO;
            for (Duration window : windows) {
                if (window.compareTo(SHORTEST) < 0 || window.compareTo(LONGEST) > 0 || window.compareTo(before) <= 0) {
                    throw new IllegalArgumentException("windows must be ascending and from " + SHORTEST + " to "
                            + LONGEST + " each, but are " + windows);
                }
                before = window;
            }
            if (windows.getLast().dividedBy(windows.getFirst()) > 5_000) {
                throw new IllegalArgumentException(
                        "the longest of the windows must be at most 5,000 times the shortest, but they are " + windows);
            }
        }
    }
}
