// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.metrics.usage.CostModel;
import dev.executor.metrics.usage.UsageAccounting;
import dev.executor.testing.ManualPool;
import io.micrometer.core.instrument.Clock;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Meters by OpenTelemetry's names, as they leave Micrometer's own registry for OTLP.
class OpenTelemetryNamesTest {
    private final Map<String, Metric> sent = new TreeMap<>();

    private static OtlpConfig inSeconds() {
        return new OtlpConfig() {
            @Override
            public @Nullable String get(String key) {
                return null;
            }

            @Override
            public TimeUnit baseTimeUnit() {
                return TimeUnit.SECONDS;
            }
        };
    }

    /// Sends all when it is closed.
    private OtlpMeterRegistry registry() {
        return OtlpMeterRegistry.builder(inSeconds())
                .clock(Clock.SYSTEM)
                .metricsSender(request -> ExportMetricsServiceRequest.parseFrom(request.getMetricsData())
                        .getResourceMetricsList()
                        .forEach(resource -> resource.getScopeMetricsList()
                                .forEach(scope -> scope.getMetricsList()
                                        .forEach(metric -> sent.merge(
                                                metric.getName(),
                                                metric,
                                                (a, b) -> a.toBuilder()
                                                        .mergeFrom(b)
                                                        .build())))))
                .build();
    }

    private static Map<String, String> attributes(List<KeyValue> from) {
        var found = new HashMap<String, String>();
        from.forEach(each -> found.put(each.getKey(), each.getValue().getStringValue()));
        return found;
    }

    @Test
    void aRegistryForOtlpSendsTheNamesUnitsAndAttributesOfTheTable() {
        var registry = registry();
        OpenTelemetryNames.applyTo(registry);
        var usage = UsageAccounting.create().bindTo(registry, CostModel.in("EUR"));
        registry.counter("mine", "task", "kept").increment();
        try (var pool = ManualPool.of(
                ExecutorPool.builder("media").with(TaskMetrics.of(registry)).with(usage))) {
            pool.submit(Task.action("encode", _ -> {}).withTenant("acme"));
            pool.submit(Task.action("encode", _ -> {
                throw new IllegalStateException("broken");
            }));
        }
        registry.close();
        var byName = Arrays.stream(TaskMeter.values())
                .collect(Collectors.toMap(OpenTelemetryNames::nameOf, OpenTelemetryNames::unitOf));
        assertThat(sent).hasSizeGreaterThan(20);
        sent.forEach((name, metric) -> {
            // Micrometer sends the highest value of a histogram beside it.
            if (!name.equals("mine") && !name.endsWith(".duration.max")) {
                assertThat(byName).as("the table").containsKey(name);
                // Micrometer sets a timer's unit itself, and writes it out.
                assertThat(metric.getUnit())
                        .as("unit of " + name)
                        .isEqualTo(name.endsWith(".duration") ? "seconds" : byName.get(name));
            }
        });
        var queued = sent.get("executor.task.queue.duration");
        assertThat(queued.hasHistogram()).isTrue();
        assertThat(queued.getHistogram().getDataPoints(0).getExplicitBoundsList())
                .contains(0.001, 0.2, 2.0);
        assertThat(attributes(queued.getHistogram().getDataPoints(0).getAttributesList()))
                .containsOnly(Map.entry("executor.pool", "media"), Map.entry("executor.task.name", "encode"));
        assertThat(sent.get("executor.task.finished").getSum().getDataPointsList().stream()
                        .map(point -> attributes(point.getAttributesList())))
                .contains(
                        Map.of(
                                "executor.pool",
                                "media",
                                "executor.task.name",
                                "encode",
                                "executor.outcome",
                                "succeeded"),
                        Map.of(
                                "executor.pool",
                                "media",
                                "executor.task.name",
                                "encode",
                                "executor.outcome",
                                "failed",
                                "error.type",
                                "exception"));
        assertThat(attributes(sent.get("executor.usage.attempts")
                        .getSum()
                        .getDataPoints(0)
                        .getAttributesList()))
                .containsKey("executor.tenant");
        assertThat(attributes(sent.get("mine").getSum().getDataPoints(0).getAttributesList()))
                .as("a meter of the application's own")
                .containsOnly(Map.entry("task", "kept"));
    }

    @Test
    void namesAreInTheShapeOfTheConventions() {
        var names = Arrays.stream(TaskMeter.values())
                .map(OpenTelemetryNames::nameOf)
                .toList();
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("executor(\\.[a-z]+(_[a-z]+)*)+"));
        for (var name : names) {
            assertThat(names).as("no name is a namespace").noneMatch(other -> other.startsWith(name + "."));
        }
        assertThat(Arrays.stream(TaskMeter.values()).filter(meter -> meter.kind() == TaskMeter.Kind.TIMER))
                .allMatch(meter -> OpenTelemetryNames.nameOf(meter).endsWith(".duration"));
    }
}
