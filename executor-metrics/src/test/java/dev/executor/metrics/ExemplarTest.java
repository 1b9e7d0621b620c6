// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.metrics.trace.TaskTracing;
import dev.executor.testing.ManualPool;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.junit.jupiter.api.Test;

/// Histograms link to the trace of a task that fell into each bucket.
class ExemplarTest {
    /// What a registry asks for the present span, as the Prometheus client has it.
    private static final class CurrentSpan implements SpanContext {
        @Override
        public String getCurrentTraceId() {
            return Span.current().getSpanContext().getTraceId();
        }

        @Override
        public String getCurrentSpanId() {
            return Span.current().getSpanContext().getSpanId();
        }

        @Override
        public boolean isCurrentSpanSampled() {
            return Span.current().getSpanContext().isSampled();
        }

        @Override
        public void markCurrentSpanAsExemplar() {}
    }

    @Test
    void aBucketOfStartLatencyHasTheTraceOfATaskInIt() {
        var exported = InMemorySpanExporter.create();
        var sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exported))
                        .build())
                .build();
        var registry = new PrometheusMeterRegistry(
                PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, new CurrentSpan());
        try (var pool = ManualPool.of(
                ExecutorPool.builder("media").with(TaskMetrics.of(registry)).with(TaskTracing.of(sdk)))) {
            pool.submit(Task.of("encode", _ -> 1));
        }
        var task = exported.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals("encode"))
                .findFirst()
                .orElseThrow();
        assertThat(registry.scrape("application/openmetrics-text").lines())
                .filteredOn(line -> line.startsWith("executor_task_queue_time_seconds_bucket"))
                .anyMatch(line -> line.contains("trace_id=\"" + task.getTraceId() + "\""));
    }
}
