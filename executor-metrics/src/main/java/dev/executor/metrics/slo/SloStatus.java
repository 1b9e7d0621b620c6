// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.slo;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an objective stands. Immutable. Two are equal if all parts are.
///
/// A class and not a record, because it will grow: new parts may be added, none will go.
///
/// @since 0.1
public final class SloStatus {
    private final Values values;

    SloStatus(Slo.Objective objective, double target, List<Window> windows, double budgetRemaining) {
        values = new Values(objective, target, List.copyOf(windows), budgetRemaining);
    }

    /// {@return which objective}
    public Slo.Objective objective() {
        return values.objective;
    }

    /// {@return the share that is aimed at}
    public double target() {
        return values.target;
    }

    /// {@return how it stands in each window, the shortest first}
    public List<Window> windows() {
        return values.windows;
    }

    /// {@return what is left of the error budget of the longest window: 1 is all of it, 0 nothing, less an
    /// overdraft}
    public double budgetRemaining() {
        return values.budgetRemaining;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SloStatus that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString().replaceFirst("Values", "SloStatus");
    }

    /// How it stands in a window. While the tracker is younger than the window, the window is that young.
    /// Immutable. Two are equal if all parts are.
    public static final class Window {
        private final Figures values;

        Window(Duration length, long total, long bad, double ratio, double burnRate) {
            values = new Figures(length, total, bad, ratio, burnRate);
        }

        /// {@return the window}
        public Duration length() {
            return values.length;
        }

        /// {@return how many tasks count}
        public long total() {
            return values.total;
        }

        /// {@return how many of them were bad}
        public long bad() {
            return values.bad;
        }

        /// {@return the share of good ones; 1 where there are none}
        public double ratio() {
            return values.ratio;
        }

        /// {@return how many times as fast as the objective allows errors come: 1 uses up the budget exactly}
        public double burnRate() {
            return values.burnRate;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Window that && values.equals(that.values);
        }

        @Override
        public int hashCode() {
            return values.hashCode();
        }

        @Override
        public String toString() {
            return values.toString().replaceFirst("Figures", "Window");
        }

        private record Figures(Duration length, long total, long bad, double ratio, double burnRate) {}
    }

    private record Values(Slo.Objective objective, double target, List<Window> windows, double budgetRemaining) {}
}
