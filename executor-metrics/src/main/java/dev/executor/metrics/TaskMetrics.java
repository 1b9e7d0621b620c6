// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import dev.executor.ExecutorPool;
import dev.executor.event.TaskListener;
import dev.executor.metrics.bound.CappedMap;
import dev.executor.spi.PoolExtension;
import dev.executor.spi.Require;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// The meters of pools, in a Micrometer registry.
///
/// ```java
/// var pool = ExecutorPool.builder("media").with(TaskMetrics.of(registry)).build();
/// ```
///
/// [TaskMeter] lists them. Thread-safe; several pools may share one, and each should have a name of its own: a
/// pool with the name of one before continues its meters. Names of tasks beyond [Builder#maxNames(int)] count as
/// `other`, so that the number of meters is bounded whatever tasks are called. The meters of a pool stay in the
/// registry when it is closed; its gauges read the closed pool until it is collected, then NaN.
///
/// Counted on the thread on which it happens, without locks; costs about a quarter of a microsecond a task.
public final class TaskMetrics implements PoolExtension {
    private static final int MOST_POOLS = 100;

    private final CappedMap<PoolMeters> pools;
    private final CappedMap<PoolGauges> gauges;

    private TaskMetrics(Builder builder) {
        pools = new CappedMap<>(MOST_POOLS, pool -> new PoolMeters(builder, pool));
        gauges = new CappedMap<>(MOST_POOLS, pool -> new PoolGauges(builder.registry, pool));
    }

    /// {@return metrics with every setting at its default}
    /// @param registry where the meters are
    public static TaskMetrics of(MeterRegistry registry) {
        return builder(registry).build();
    }

    /// {@return a builder with every setting at its default}
    /// @param registry where the meters are
    public static Builder builder(MeterRegistry registry) {
        return new Builder(registry);
    }

    @Override
    public void extend(ExecutorPool.Builder builder) {
        builder.listener(pools.get(builder.name()), TaskListener.Delivery.INLINE);
    }

    @Override
    public void built(ExecutorPool pool) {
        gauges.get(pool.name()).watch(pool);
    }

    /// Collects settings. Not thread-safe.
    public static final class Builder {
        final MeterRegistry registry;
        int maxNames = 100;
        List<Duration> startLatencyBuckets = List.of(Duration.ofMillis(200), Duration.ofSeconds(2));
        List<Duration> runTimeBuckets = List.of();
        boolean percentileHistograms;

        private Builder(MeterRegistry registry) {
            this.registry = Objects.requireNonNull(registry, "registry");
        }

        /// Sets how many names of tasks are told apart in each pool; all others are `other`.
        ///
        /// @param value from 1 to 10,000; default 100
        /// @return this
        /// @throws IllegalArgumentException if it is out of range
        public Builder maxNames(int value) {
            maxNames = Require.range("maxNames", value, 1, 10_000);
            return this;
        }

        /// Sets the bounds of the buckets of [TaskMeter#TASK_QUEUE_TIME].
        ///
        /// @param bounds positive, ascending; default 200 ms and 2 s
        /// @return this
        /// @throws IllegalArgumentException if they are not
        public Builder startLatencyBuckets(Duration... bounds) {
            startLatencyBuckets = buckets("startLatencyBuckets", bounds);
            return this;
        }

        /// Sets the bounds of the buckets of [TaskMeter#TASK_RUN_TIME].
        ///
        /// @param bounds positive, ascending; by default there are no buckets
        /// @return this
        /// @throws IllegalArgumentException if they are not
        public Builder runTimeBuckets(Duration... bounds) {
            runTimeBuckets = buckets("runTimeBuckets", bounds);
            return this;
        }

        /// Has timers publish fine histograms, of which a monitoring system can compute any percentile.
        /// Costs some 70 series a timer, and memory.
        ///
        /// @return this
        public Builder percentileHistograms() {
            percentileHistograms = true;
            return this;
        }

        /// {@return the metrics}
        public TaskMetrics build() {
            return new TaskMetrics(this);
        }

        private static List<Duration> buckets(String option, Duration[] bounds) {
            Duration before = Duration.ZERO;
            for (Duration bound : bounds) {
                if (bound.compareTo(before) <= 0) {
                    throw new IllegalArgumentException(
                            option + " must be positive and ascending, but " + bound + " comes after " + before);
                }
                before = bound;
            }
            return List.of(bounds);
        }
    }
}
