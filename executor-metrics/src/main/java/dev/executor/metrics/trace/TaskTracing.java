// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.trace;

import dev.executor.ExecutorPool;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import dev.executor.metrics.bound.Once;
import dev.executor.spi.ContextCarrier;
import dev.executor.spi.PoolExtension;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.jspecify.annotations.Nullable;

/// Traces of pools: a span for each task from its submit to its outcome, a child of the submitter's span; and a
/// child of that for each attempt, current while the body runs.
///
/// ```java
/// var pool = ExecutorPool.builder("media").with(TaskTracing.of(openTelemetry)).build();
/// ```
///
/// The submitter's whole context, baggage included, goes through the queue to each attempt, callback and
/// listener, and to the process of a command as `TRACEPARENT`, `TRACESTATE`, `BAGGAGE` (what the propagators say,
/// in upper case, by OpenTelemetry's specification of environment variables). Callbacks and listeners run in the
/// task's span. `docs/observability.md` lists attributes and events. While an attempt runs, its ids stand in
/// slf4j's MDC as `trace_id` and `span_id`.
///
/// An attempt of a task whose span is not sampled has no span of its own; [#withFailures(OpenTelemetry)] exports
/// failures of such tasks all the same. The span of a repeating task ends with
/// its first run; later runs are still its children.
///
/// Thread-safe; several pools may share one. Costs a few hundred nanoseconds a task when nothing is recorded,
/// most of them the SDK's.
///
/// @since 0.1
public final class TaskTracing implements PoolExtension {
    private static final String SCOPE = "dev.executor";

    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final @Nullable Tracer failures;

    private TaskTracing(Tracer tracer, TextMapPropagator propagator, @Nullable Tracer failures) {
        this.tracer = tracer;
        this.propagator = propagator;
        this.failures = failures;
    }

    /// {@return tracing by an OpenTelemetry}
    /// @param openTelemetry the API, most often of an SDK
    public static TaskTracing of(OpenTelemetry openTelemetry) {
        return new TaskTracing(
                openTelemetry.getTracer(SCOPE), openTelemetry.getPropagators().getTextMapPropagator(), null);
    }

    /// {@return the same tracing, that also exports the failures and time-outs of tasks which were not sampled}
    ///
    /// A sampler decides when a span starts, and nobody knows then that the task will fail. So such a task gets
    /// a span when it has failed, by another OpenTelemetry whose sampler takes all (or a bounded rate of them).
    /// It lasts from submit to outcome, is in the task's trace, has the attribute `executor.unsampled`, the
    /// exceptions of the last and of earlier attempts as events, and no spans of attempts below it. A task that
    /// does not fail costs a look at the clock more.
    ///
    /// ```java
    /// var always = OpenTelemetrySdk.builder()
    ///         .setTracerProvider(SdkTracerProvider.builder()
    ///                 .setSampler(Sampler.alwaysOn()) // not parentBased: the parent says no
    ///                 .addSpanProcessor(BatchSpanProcessor.create(exporter))
    ///                 .build())
    ///         .build();
    /// var tracing = TaskTracing.of(openTelemetry).withFailures(always);
    /// ```
    ///
    /// @param always its sampler decides about failures alone
    public TaskTracing withFailures(OpenTelemetry always) {
        return new TaskTracing(tracer, propagator, always.getTracer(SCOPE));
    }

    /// {@inheritDoc}
    ///
    /// @throws IllegalStateException if the pool has tracing already
    @Override
    public void extend(ExecutorPool.Builder builder) {
        Once.require(
                builder,
                Capture.class::isInstance,
                "tracing twice, and each task would have two spans",
                "give it one TaskTracing");
        builder.carrier(new Capture(this)).listener(TaskTracing::hear, TaskListener.Delivery.INLINE);
    }

    private record Capture(TaskTracing tracing) implements ContextCarrier {
        @Override
        public Snapshot capture() {
            return new TaskTrace(tracing.tracer, tracing.propagator, tracing.failures, Context.current());
        }
    }

    private static void hear(TaskEvent event) {
        TaskTrace trace = TaskTrace.current();
        if (trace != null) {
            trace.hear(event);
        }
    }
}
