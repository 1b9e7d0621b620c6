// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.executor.ExecutorPool;
import dev.executor.PoolSnapshot;
import dev.executor.PoolSnapshot.Permits;
import dev.executor.PoolSnapshot.Tasks;
import dev.executor.PoolState;
import dev.executor.Priority;
import dev.executor.metrics.bound.CappedMap;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// What is read of the snapshots of all pools of one name under one registry when somebody looks at its meters: their
/// sum. Thread-safe. Lasts as long as the registry.
///
/// A pool is kept until it is closed and empty, so that none of its counts is lost; then its counts stay here, and
/// counters never go backwards.
final class PoolGauges {
    /// Of all [TaskMetrics] of a registry together, as they share its meters. No value refers to its key.
    private static final Map<MeterRegistry, CappedMap<PoolGauges>> BY_REGISTRY =
            new WeakHashMap<>(); // guarded by itself

    /// What pools count and their snapshots tell.
    private enum Count {
        ACCEPTED,
        EVENTS_DROPPED,
        LISTENER_ERRORS,
        THREADS_STARTED;

        long of(PoolSnapshot snapshot) {
            return switch (this) {
                case ACCEPTED -> snapshot.submissions().accepted();
                case EVENTS_DROPPED -> snapshot.listeners().droppedEvents();
                case LISTENER_ERRORS -> snapshot.listeners().errors();
                case THREADS_STARTED -> snapshot.threadsStarted();
            };
        }
    }

    private final String name;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final List<ExecutorPool> pools = new ArrayList<>(); // those that are not over

    @GuardedBy("lock")
    private final long[] over = new long[Count.values().length]; // what those that are over counted

    private PoolGauges(String name) {
        this.name = name;
    }

    /// Adds a pool to those of its name.
    static void watch(MeterRegistry registry, ExecutorPool pool) {
        PoolGauges gauges;
        synchronized (BY_REGISTRY) {
            gauges = BY_REGISTRY
                    .computeIfAbsent(registry, _ -> new CappedMap<>(TaskMetrics.MOST_POOLS, PoolGauges::new))
                    .get(pool.name());
        }
        gauges.add(registry, pool);
    }

    private void add(MeterRegistry registry, ExecutorPool pool) {
        lock.lock();
        try {
            look(); // lets go of those that are over, also where nobody ever reads a meter
            if (pools.isEmpty()) {
                register(registry);
            }
            pools.add(pool);
        } finally {
            lock.unlock();
        }
    }

    /// {@return what there is of each pool that is not over}; what is over is added up first
    private List<PoolSnapshot> look() {
        lock.lock();
        try {
            List<PoolSnapshot> seen = new ArrayList<>(pools.size());
            for (var each = pools.iterator(); each.hasNext(); ) {
                var snapshot = each.next().snapshot();
                boolean isOver = snapshot.state() == PoolState.CLOSED
                        && snapshot.tasks().live() == 0
                        && snapshot.tasks().stuck() == 0;
                if (isOver) {
                    for (Count count : Count.values()) {
                        over[count.ordinal()] += count.of(snapshot);
                    }
                    each.remove();
                } else {
                    seen.add(snapshot);
                }
            }
            return seen;
        } finally {
            lock.unlock();
        }
    }

    private <G> double sum(Function<PoolSnapshot, G> group, ToDoubleFunction<G> figure) {
        return look().stream().map(group).mapToDouble(figure).sum();
    }

    /// A closed pool has tasks only that do not come back, and offers nothing.
    private <G> double sumOfOffers(Function<PoolSnapshot, G> group, ToDoubleFunction<G> figure) {
        return offering(look()).map(group).mapToDouble(figure).sum();
    }

    private double utilization() {
        var offering = offering(look()).map(PoolSnapshot::permits).toList();
        double limit = offering.stream().mapToInt(Permits::limit).sum();
        return offering.stream().mapToInt(Permits::taken).sum() / limit; // not a number without a pool
    }

    private static Stream<PoolSnapshot> offering(List<PoolSnapshot> seen) {
        return seen.stream().filter(snapshot -> snapshot.state() != PoolState.CLOSED);
    }

    private double total(Count count) {
        lock.lock();
        try {
            var seen = look(); // first, as it moves counts to those that are over
            return over[count.ordinal()] + seen.stream().mapToLong(count::of).sum();
        } finally {
            lock.unlock();
        }
    }

    private void register(MeterRegistry registry) {
        for (Priority priority : Priority.values()) {
            gauge(
                    registry,
                    TaskMeter.POOL_QUEUED,
                    gauges -> gauges.sum(
                            PoolSnapshot::queue, queue -> queue.byPriority().getOrDefault(priority, 0)),
                    "priority",
                    NamedMeters.tag(priority));
        }
        gauge(registry, TaskMeter.POOL_DELAYED, gauges -> gauges.sum(PoolSnapshot::tasks, Tasks::delayed));
        gauge(registry, TaskMeter.POOL_RUNNING, gauges -> gauges.sum(PoolSnapshot::permits, Permits::taken));
        gauge(registry, TaskMeter.POOL_LIMIT, gauges -> gauges.sumOfOffers(PoolSnapshot::permits, Permits::limit));
        gauge(registry, TaskMeter.POOL_UTILIZATION, PoolGauges::utilization);
        gauge(registry, TaskMeter.POOL_LIVE, gauges -> gauges.sum(PoolSnapshot::tasks, Tasks::live));
        gauge(registry, TaskMeter.POOL_BOUND, gauges -> gauges.sumOfOffers(PoolSnapshot::tasks, Tasks::bound));
        gauge(registry, TaskMeter.POOL_STOPPING, gauges -> gauges.sum(PoolSnapshot::tasks, Tasks::stopping));
        gauge(registry, TaskMeter.POOL_STUCK, gauges -> gauges.sum(PoolSnapshot::tasks, Tasks::stuck));
        counter(registry, TaskMeter.POOL_ACCEPTED, Count.ACCEPTED);
        counter(registry, TaskMeter.POOL_EVENTS_DROPPED, Count.EVENTS_DROPPED);
        counter(registry, TaskMeter.POOL_LISTENER_ERRORS, Count.LISTENER_ERRORS);
        counter(registry, TaskMeter.POOL_COLD_STARTS, Count.THREADS_STARTED, "of", "thread");
    }

    /// A registry keeps the first meter of a name and tags. It may be of an application that was deployed before
    /// this one, with classes of its own. By the name that it has before a registry's filters rename it.
    private static void replace(MeterRegistry registry, TaskMeter meter, Tags tags, Meter.Type type) {
        registry.removeByPreFilterId(new Meter.Id(meter.meterName(), tags, null, null, type));
    }

    private void gauge(MeterRegistry registry, TaskMeter meter, ToDoubleFunction<PoolGauges> figure, String... more) {
        var tags = Tags.of("pool", name).and(more);
        replace(registry, meter, tags, Meter.Type.GAUGE);
        Gauge.builder(meter.meterName(), this, figure)
                .description(meter.meaning())
                .strongReference(true)
                .tags(tags)
                .register(registry);
    }

    private void counter(MeterRegistry registry, TaskMeter meter, Count count, String... more) {
        var tags = Tags.of("pool", name).and(more);
        replace(registry, meter, tags, Meter.Type.COUNTER);
        FunctionCounter.builder(meter.meterName(), this, gauges -> gauges.total(count))
                .description(meter.meaning())
                .tags(tags)
                .register(registry);
    }
}
