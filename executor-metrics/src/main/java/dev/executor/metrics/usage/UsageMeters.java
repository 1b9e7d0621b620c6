// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.usage;

import dev.executor.metrics.TaskMeter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;

/// Makes the sums of tenants meters of a registry. Apart, so that accounting does without Micrometer.
final class UsageMeters implements BiConsumer<String, TenantSums> {
    private final MeterRegistry registry;
    private final CostModel costs;

    UsageMeters(MeterRegistry registry, CostModel costs) {
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
