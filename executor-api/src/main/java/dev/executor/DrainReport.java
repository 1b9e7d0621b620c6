// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What became of a pool's tasks when it drained. Immutable. Two are equal if all parts are.
///
/// A class and not a record, because it will grow: new parts may be added, none will go.
///
/// @since 0.1
public final class DrainReport {
    private final Values values;

    private DrainReport(Values values) {
        this.values = values;
    }

    /// {@return a builder of a report of nothing, for engines and for tests of what reads reports}
    public static Builder builder() {
        return new Builder();
    }

    /// {@return the pool's name}
    public String pool() {
        return values.pool;
    }

    /// {@return how many tasks got their outcome since the drain began, those apart that it cancelled}
    public long completed() {
        return values.completed;
    }

    /// {@return the tasks that were cancelled because the limit had passed, in no particular order; at most the
    /// first 1,000}
    public List<TaskId> cancelled() {
        return values.cancelled;
    }

    /// {@return how many were cancelled}
    public long cancelledCount() {
        return values.cancelledCount;
    }

    /// {@return the tasks whose bodies ignored the interrupt and still hold their threads; at most the first 1,000}
    public List<TaskId> stuck() {
        return values.stuck;
    }

    /// {@return how long the drain took}
    public Duration took() {
        return values.took;
    }

    /// {@return whether every task got its outcome by itself and nothing is left}
    public boolean clean() {
        return values.cancelledCount == 0 && values.stuck.isEmpty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DrainReport that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString().replaceFirst("Values", "DrainReport");
    }

    private record Values(
            String pool,
            long completed,
            List<TaskId> cancelled,
            long cancelledCount,
            List<TaskId> stuck,
            Duration took) {}

    /// Collects a DrainReport. Confined to one thread.
    public static final class Builder {
        private String pool = "";
        private long completed = 0;
        private List<TaskId> cancelled = List.of();
        private long cancelledCount = 0;
        private List<TaskId> stuck = List.of();
        private Duration took = Duration.ZERO;

        private Builder() {}

        /// {@return this}
        /// @param value the pool's name
        public Builder pool(String value) {
            pool = Objects.requireNonNull(value, "pool");
            return this;
        }

        /// {@return this}
        /// @param value how many tasks got their outcome since the drain began, those apart that it cancelled
        public Builder completed(long value) {
            completed = value;
            return this;
        }

        /// {@return this}
        /// @param value the tasks that were cancelled because the limit had passed, in no particular order; at
        ///     most the first 1,000
        public Builder cancelled(List<TaskId> value) {
            cancelled = List.copyOf(value);
            return this;
        }

        /// {@return this}
        /// @param value how many were cancelled
        public Builder cancelledCount(long value) {
            cancelledCount = value;
            return this;
        }

        /// {@return this}
        /// @param value the tasks whose bodies ignored the interrupt and still hold their threads; at most the
        ///     first 1,000
        public Builder stuck(List<TaskId> value) {
            stuck = List.copyOf(value);
            return this;
        }

        /// {@return this}
        /// @param value how long the drain took
        public Builder took(Duration value) {
            took = Objects.requireNonNull(value, "took");
            return this;
        }

        /// {@return what was collected}
        public DrainReport build() {
            return new DrainReport(new Values(pool, completed, cancelled, cancelledCount, stuck, took));
        }
    }
}
