// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.usage;

import dev.executor.ExecutorPool;
import dev.executor.TaskInfo;
import dev.executor.event.ProcessEvent;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import dev.executor.metrics.bound.CappedMap;
import dev.executor.metrics.bound.Once;
import dev.executor.spi.PoolExtension;
import dev.executor.spi.Require;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.function.BiConsumer;

/// Sums up what each tenant used, by the names of its tasks.
///
/// ```java
/// var usage = UsageAccounting.create();
/// var pool = ExecutorPool.builder("builds").with(usage).build();
/// ...
/// System.out.print(usage.report().priced(costs).toCsv());
/// ```
///
/// Thread-safe; several pools may share one, whatever their names. What runs longer than a report's period counts in
/// the period in which it ends. Sums live in memory: a restart begins at zero, so report before it, or scrape the
/// meters.
///
/// @since 0.1
public final class UsageAccounting implements PoolExtension {
    private final CappedMap<TenantSums> byTenant;

    /// Told of each tenant that appears.
    private volatile BiConsumer<String, TenantSums> meters = (_, _) -> {};

    private UsageAccounting(int maxTenants, int maxNames) {
        byTenant = new CappedMap<>(maxTenants, tenant -> {
            var sums = new TenantSums(maxNames);
            meters.accept(tenant, sums);
            return sums;
        });
    }

    /// {@return accounting of at most 100 tenants with 100 names of tasks each}; what is beyond is summed up
    /// as `other`
    public static UsageAccounting create() {
        return create(100, 100);
    }

    /// {@return accounting with other bounds}
    /// @param maxTenants how many tenants are told apart, from 1 to 100,000
    /// @param maxNames how many names of tasks are told apart for each, from 1 to 10,000
    /// @throws IllegalArgumentException if one is out of range
    public static UsageAccounting create(int maxTenants, int maxNames) {
        return new UsageAccounting(
                Require.range("maxTenants", maxTenants, 1, 100_000), Require.range("maxNames", maxNames, 1, 10_000));
    }

    /// Makes the sums of each tenant meters, and what they cost: `executor.usage.*` in
    /// [dev.executor.metrics.TaskMeter]. It may be bound to several registries.
    ///
    /// @param registry where the meters are; it has those of one accounting only, as sums by different cost
    ///     models cannot be added
    /// @param costs what [dev.executor.metrics.TaskMeter#USAGE_COST] is computed by
    /// @return this
    /// @throws IllegalStateException if the registry has the meters of an accounting already
    public UsageAccounting bindTo(MeterRegistry registry, CostModel costs) {
        var bound = UsageMeters.of(registry, costs);
        synchronized (this) {
            meters = meters.andThen(bound);
        }
        byTenant.forEach(
                bound); // those that came before; a tenant that comes now may be told twice, which changes nothing
        return this;
    }

    /// {@inheritDoc}
    ///
    /// @throws IllegalStateException if the pool has this accounting already
    @Override
    public void extend(ExecutorPool.Builder builder) {
        Once.require(
                builder,
                part -> part instanceof Ear(var accounting) && accounting == this,
                "the same accounting twice, and each task would be paid for twice",
                "add it once");
        builder.listener(new Ear(this), TaskListener.Delivery.INLINE); // nothing may be dropped: somebody pays by it
    }

    private record Ear(UsageAccounting accounting) implements TaskListener {
        @Override
        public void onEvent(TaskEvent event) {
            accounting.hear(event);
        }
    }

    private void hear(TaskEvent event) {
        switch (event) {
            case TaskEvent.AttemptEnded(var task, int _, long runNanos, var _) ->
                sums(task).attempt(runNanos);
            case ProcessEvent.ProcessEnded(var task, int _, var _, var _, var usage) ->
                sums(task).process(usage);
            case ProcessEvent.ArtifactKept(var task, int _, var artifact) ->
                sums(task).artifact(artifact.size().bytes());
            case TaskEvent.Submitted _,
                    TaskEvent.Refused _,
                    TaskEvent.Started _,
                    TaskEvent.RetryScheduled _,
                    TaskEvent.RetryDenied _,
                    TaskEvent.Repeating _,
                    TaskEvent.Stuck _,
                    TaskEvent.Finished _,
                    ProcessEvent.SecretRead _,
                    ProcessEvent.ProcessStarted _,
                    ProcessEvent.ArtifactLost _ -> {}
        }
    }

    private UsageSums sums(TaskInfo task) {
        return byTenant.get(task.task().tenant()).of(task.name());
    }

    /// {@return what was used so far, by tenant and name}
    public UsageReport report() {
        var rows = new ArrayList<UsageReport.Row>();
        byTenant.forEach(
                (tenant, sums) -> sums.forEach((name, usage) -> rows.add(new UsageReport.Row(tenant, name, usage))));
        return new UsageReport(rows);
    }
}
