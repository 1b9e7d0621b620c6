// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.service;

import dev.executor.ExecutorPool;
import dev.executor.metrics.SnapshotView;
import dev.executor.metrics.TaskMetrics;
import dev.executor.metrics.log.AuditLog;
import dev.executor.metrics.log.TaskLogging;
import dev.executor.metrics.slo.Slo;
import dev.executor.metrics.slo.Slo.Objective;
import dev.executor.metrics.slo.SloStatus;
import dev.executor.metrics.slo.SloTracker;
import dev.executor.metrics.usage.Chargeback;
import dev.executor.metrics.usage.CostModel;
import dev.executor.metrics.usage.UsageAccounting;
import dev.executor.policy.OverflowPolicy;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Two pools, and everything that watches them. Thread-safe.
///
/// The histograms of its metrics have exemplars, which link to its traces.
final class Observed implements AutoCloseable {
    private static final CostModel COSTS = CostModel.in("EUR")
            .withAttempt(new BigDecimal("0.00001"))
            .withWallHour(new BigDecimal("0.02"))
            .withCpuHour(new BigDecimal("0.045"))
            .withMemoryGibHour(new BigDecimal("0.006"));

    private final Traces traces = new Traces();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(settings(), new PrometheusRegistry(), Clock.SYSTEM, traces.current());
    private final UsageAccounting usage = UsageAccounting.create().bindTo(registry, COSTS);
    private final SloTracker workSlo = SloTracker.of(Slo.standard());
    private final SloTracker buildsSlo = SloTracker.of(Slo.standard().withSuccessRate(0.95));
    private final ExecutorPool work;
    private final ExecutorPool builds;

    private Observed() {
        var metrics = TaskMetrics.builder(registry)
                .runTimeBuckets(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1))
                .build();
        work = watched(ExecutorPool.builder("work").concurrency(8).queueCapacity(200), metrics, workSlo);
        builds = watched(ExecutorPool.builder("builds").concurrency(2).queueCapacity(20), metrics, buildsSlo);
        workSlo.bindTo(registry);
        buildsSlo.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    /// Exemplars of histograms and counters only: Prometheus refuses the whole scrape for one of a summary.
    private static PrometheusConfig settings() {
        var properties = new Properties();
        properties.setProperty("io.prometheus.exporter.exemplars_on_all_metric_types", "false");
        return new PrometheusConfig() {
            @Override
            public @Nullable String get(String key) {
                return null;
            }

            @Override
            public Properties prometheusProperties() {
                return properties;
            }
        };
    }

    private ExecutorPool watched(ExecutorPool.Builder builder, TaskMetrics metrics, SloTracker slo) {
        return builder.overflow(OverflowPolicy.reject())
                .stuckAfter(Duration.ofSeconds(1))
                .with(metrics)
                .with(usage)
                .with(slo)
                .with(traces.tracing())
                .with(TaskLogging.create())
                .with(AuditLog.create())
                .build();
    }

    static Observed open() {
        return new Observed();
    }

    /// What runs on threads.
    ExecutorPool work() {
        return work;
    }

    /// What runs as processes.
    ExecutorPool builds() {
        return builds;
    }

    /// For Prometheus.
    String scrape(String contentType) {
        return registry.scrape(contentType);
    }

    /// The latest traces.
    Traces traces() {
        return traces;
    }

    /// The pools at a glance.
    String view(Charset charset) {
        return SnapshotView.render(work.snapshot(), charset) + SnapshotView.render(builds.snapshot(), charset);
    }

    /// The objectives of both pools, a line each.
    String objectives() {
        var text = new StringBuilder(String.format(
                "%-8s %-10s %8s %10s %12s %12s%n",
                "pool", "objective", "target", "in 5 min", "burn 1 h", "budget left"));
        for (var objective : Objective.values()) {
            line(text, work.name(), workSlo.status(objective));
            line(text, builds.name(), buildsSlo.status(objective));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String pool, SloStatus status) {
        text.append(String.format(
                Locale.ROOT,
                "%-8s %-10s %7.2f%% %9.2f%% %11.2fx %11.1f%%%n",
                pool,
                status.objective().name().toLowerCase(Locale.ROOT),
                100 * status.target(),
                100 * status.windows().get(0).ratio(),
                status.windows().get(1).burnRate(),
                100 * status.budgetRemaining()));
    }

    /// Who pays how much.
    Chargeback bill() {
        return usage.report().priced(COSTS);
    }

    void drain(Duration limit) throws InterruptedException {
        work.drain(limit);
        builds.drain(limit);
    }

    @Override
    public void close() {
        work.close();
        builds.close();
        registry.close();
        traces.close();
    }
}
