// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.usage;

import dev.executor.metrics.TaskMeter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;

/// Makes the sums of tenants meters of a registry. Apart, so that accounting does without Micrometer.
final class UsageMeters implements BiConsumer<String, TenantSums> {
    /// The registries that have an accounting.
    private static final Set<MeterRegistry> BOUND =
            Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

    private final MeterRegistry registry;
    private final CostModel costs;

    /// {@return meters in a registry that has none}
    /// @throws IllegalStateException if it has some: the second sums of a tenant would vanish behind the first
    static UsageMeters of(MeterRegistry registry, CostModel costs) {
        if (!BOUND.add(registry)) {
            throw new IllegalStateException("the registry has the sums of an accounting already;"
                    + " share one UsageAccounting among pools, or bind the other to a registry of its own");
        }
        return new UsageMeters(registry, costs);
    }

    private UsageMeters(MeterRegistry registry, CostModel costs) {
        this.registry = registry;
        this.costs = costs;
    }

    @Override
    public void accept(String tenant, TenantSums sums) {
        counter(TaskMeter.USAGE_ATTEMPTS, tenant, sums, Usage::attempts);
        counter(TaskMeter.USAGE_WALL, tenant, sums, usage -> usage.wall().toNanos() / 1e9);
        counter(TaskMeter.USAGE_CPU, tenant, sums, usage -> usage.cpu().toNanos() / 1e9);
        counter(TaskMeter.USAGE_MEMORY, tenant, sums, Usage::memoryByteSeconds);
        counter(TaskMeter.USAGE_COST, tenant, sums, usage -> costs.price(usage).doubleValue());
    }

    private void counter(TaskMeter meter, String tenant, TenantSums sums, ToDoubleFunction<Usage> figure) {
        FunctionCounter.builder(meter.meterName(), sums, read -> figure.applyAsDouble(read.total()))
                .description(meter.meaning())
                .baseUnit(meter.unit().isEmpty() ? null : meter.unit())
                .tags("tenant", tenant)
                .register(registry);
    }
}
