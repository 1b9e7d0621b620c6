// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.service;

import dev.executor.metrics.trace.TaskTracing;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The traces of this program. Thread-safe. Those of one task in ten, and all failures; the latest are kept in memory,
/// where a real service would export them. Where an agent has set OpenTelemetry up, they go to that instead.
final class Traces implements AutoCloseable {
    private static final double SAMPLED = 0.1;

    private final Latest latest = new Latest();
    private final OpenTelemetrySdk some = sdk(Sampler.parentBased(Sampler.traceIdRatioBased(SAMPLED)));
    private final OpenTelemetrySdk all = sdk(Sampler.alwaysOn());

    private OpenTelemetrySdk sdk(Sampler sampler) {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(sampler)
                        .addSpanProcessor(SimpleSpanProcessor.create(latest))
                        .build())
                .build();
    }

    TaskTracing tracing() {
        return GlobalOpenTelemetry.isSet()
                ? TaskTracing.of(GlobalOpenTelemetry.get())
                : TaskTracing.of(some).withFailures(all);
    }

    /// What the registry asks for the span that an exemplar links to.
    SpanContext current() {
        return new CurrentSpan();
    }

    /// {@return the latest spans, the newest first}
    String toJson() {
        return JsonMapper.shared()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(
                        latest.newestFirst().stream().map(Traces::describe).toList());
    }

    private static Map<String, Object> describe(SpanData span) {
        var attributes = new LinkedHashMap<String, String>();
        span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value.toString()));
        var told = new LinkedHashMap<String, Object>();
        told.put("trace_id", span.getTraceId());
        told.put("span_id", span.getSpanId());
        told.put("name", span.getName());
        told.put("status", span.getStatus().getStatusCode().name());
        told.put("millis", (span.getEndEpochNanos() - span.getStartEpochNanos()) / 1_000_000);
        told.put("attributes", attributes);
        return told;
    }

    @Override
    public void close() {
        some.close();
        all.close();
    }

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
        public void markCurrentSpanAsExemplar() {
            // Nothing here keeps some spans for longer than others.
        }
    }

    private static final class Latest implements SpanExporter {
        private static final int KEPT = 2_000;

        private final ArrayDeque<SpanData> spans = new ArrayDeque<>(); // guarded by this

        @Override
        public synchronized CompletableResultCode export(Collection<SpanData> ended) {
            for (SpanData span : ended) {
                if (spans.size() == KEPT) {
                    spans.removeLast();
                }
                spans.addFirst(span);
            }
            return CompletableResultCode.ofSuccess();
        }

        synchronized List<SpanData> newestFirst() {
            return new ArrayList<>(spans);
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
