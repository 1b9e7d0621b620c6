// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import dev.executor.ExecutorPool;
import dev.executor.PoolSnapshot;
import dev.executor.Priority;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.ref.WeakReference;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What is read of a pool's snapshot when somebody looks at its meters. Thread-safe. Lasts as long as the
/// registry and follows the latest pool of its name, which it does not keep alive.
final class PoolGauges {
    private volatile WeakReference<ExecutorPool> watched = new WeakReference<>(null);
    private volatile @Nullable PoolSnapshot last;
    private final MeterRegistry registry;
    private final String pool;

    PoolGauges(MeterRegistry registry, String pool) {
        this.registry = registry;
        this.pool = pool;
        for (Priority priority : Priority.values()) {
            gauge(
                    TaskMeter.POOL_QUEUED,
                    snapshot -> snapshot.queued().getOrDefault(priority, 0),
                    "priority",
                    NamedMeters.tag(priority));
        }
        gauge(TaskMeter.POOL_DELAYED, PoolSnapshot::delayed);
        gauge(TaskMeter.POOL_RUNNING, PoolSnapshot::running);
        gauge(TaskMeter.POOL_LIMIT, PoolSnapshot::limit);
        gauge(TaskMeter.POOL_UTILIZATION, snapshot -> (double) snapshot.running() / snapshot.limit());
        gauge(TaskMeter.POOL_LIVE, PoolSnapshot::live);
        gauge(TaskMeter.POOL_BOUND, PoolSnapshot::bound);
        gauge(TaskMeter.POOL_STOPPING, PoolSnapshot::stopping);
        gauge(TaskMeter.POOL_STUCK, PoolSnapshot::stuck);
        counter(TaskMeter.POOL_ACCEPTED, PoolSnapshot::accepted);
        counter(TaskMeter.POOL_EVENTS_DROPPED, PoolSnapshot::droppedEvents);
        counter(TaskMeter.POOL_LISTENER_ERRORS, PoolSnapshot::listenerErrors);
    }

    void watch(ExecutorPool next) {
        watched = new WeakReference<>(next);
    }

    /// What a gauge shows: nothing once the pool is gone.
    private double now(ToDoubleFunction<PoolSnapshot> figure) {
        var current = watched.get();
        return current == null ? Double.NaN : figure.applyAsDouble(look(current));
    }

    /// What a counter shows: it keeps its count when the pool is gone.
    private double counted(ToDoubleFunction<PoolSnapshot> figure) {
        var current = watched.get();
        var seen = current == null ? last : look(current);
        return seen == null ? 0 : figure.applyAsDouble(seen);
    }

    private PoolSnapshot look(ExecutorPool current) {
        var snapshot = current.snapshot();
        last = snapshot;
        return snapshot;
    }

    /// A registry keeps the first meter of a name and tags, which may be of a pool that is gone.
    private void replace(TaskMeter meter, String... tags) {
        registry.find(meter.meterName()).tags("pool", pool).tags(tags).meters().forEach(registry::remove);
    }

    private void gauge(TaskMeter meter, ToDoubleFunction<PoolSnapshot> figure, String... tags) {
        replace(meter, tags);
        Gauge.builder(meter.meterName(), this, gauges -> gauges.now(figure))
                .description(meter.meaning())
                .strongReference(true)
                .tags("pool", pool)
                .tags(tags)
                .register(registry);
    }

    private void counter(TaskMeter meter, ToDoubleFunction<PoolSnapshot> figure) {
        replace(meter);
        FunctionCounter.builder(meter.meterName(), this, gauges -> gauges.counted(figure))
                .description(meter.meaning())
                .tags("pool", pool)
                .register(registry);
    }
}
