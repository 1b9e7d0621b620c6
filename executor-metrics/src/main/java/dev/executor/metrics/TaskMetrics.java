// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import dev.executor.ExecutorPool;
import dev.executor.event.TaskListener;
import dev.executor.metrics.bound.CappedMap;
import dev.executor.metrics.bound.Once;
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
/// [TaskMeter] lists them. Thread-safe; several pools may share one. Names of tasks beyond
/// [Builder#maxNames(int)] count as `other`, so that the number of meters is bounded whatever tasks are called.
///
/// Pools that have one name under one registry share their meters, whether they are open at the same time or one
/// after the other: a gauge is the sum of those that are open, a counter that of all there have been, so it never
/// goes backwards. The meters stay in the registry when a pool is closed. It keeps a pool until it is closed and
/// empty, so close what you open.
///
/// Counted on the thread on which it happens, without locks; costs about a quarter of a microsecond a task.
///
/// @since 0.1
public final class TaskMetrics implements PoolExtension {
    static final int MOST_POOLS = 100;

    private final MeterRegistry registry;
    private final CappedMap<PoolMeters> pools;

    private TaskMetrics(Builder builder) {
        registry = builder.registry;
        pools = new CappedMap<>(MOST_POOLS, pool -> new PoolMeters(builder, pool));
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

    /// {@inheritDoc}
    ///
    /// @throws IllegalStateException if the pool has metrics for the same registry already
    @Override
    public void extend(ExecutorPool.Builder builder) {
        Once.require(
                builder,
                part -> part instanceof PoolMeters other && other.countsInto(registry),
                "metrics for one registry twice, and each task would count double",
                "give it one TaskMetrics for each registry");
        builder.listener(pools.get(builder.name()), TaskListener.Delivery.INLINE);
    }

    @Override
    public void built(ExecutorPool pool) {
        PoolGauges.watch(registry, pool);
    }

    /// Collects settings. Not thread-safe.
    public static final class Builder {
        final MeterRegistry registry;
        int maxNames = 100;
        List<Duration> startLatencyBuckets = List.of(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                Duration.ofMillis(200),
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10));
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
        /// The rules in `docs/operations` need those of 200 ms and 2 s.
        ///
        /// @param bounds positive, ascending; default 1, 5, 20, 50, 200 and 500 ms, 2 and 10 s
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
