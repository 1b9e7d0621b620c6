// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.trace;

import dev.executor.ExecutorPool;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import dev.executor.spi.ContextCarrier;
import dev.executor.spi.PoolExtension;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;

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
/// An attempt of a task whose span is not recorded has no span of its own. The span of a repeating task ends with
/// its first run; later runs are still its children.
///
/// Thread-safe; several pools may share one. Costs a few hundred nanoseconds a task when nothing is recorded,
/// most of them the SDK's.
public final class TaskTracing implements PoolExtension {
    private final Tracer tracer;
    private final TextMapPropagator propagator;

    private TaskTracing(OpenTelemetry openTelemetry) {
        tracer = openTelemetry.getTracer("dev.executor");
        propagator = openTelemetry.getPropagators().getTextMapPropagator();
    }

    /// {@return tracing by an OpenTelemetry}
    /// @param openTelemetry the API, most often of an SDK
    public static TaskTracing of(OpenTelemetry openTelemetry) {
        return new TaskTracing(openTelemetry);
    }

    @Override
    public void extend(ExecutorPool.Builder builder) {
        builder.carrier(this::capture).listener(TaskTracing::hear, TaskListener.Delivery.INLINE);
    }

    private ContextCarrier.Snapshot capture() {
        return new TaskTrace(tracer, propagator, Context.current());
    }

    private static void hear(TaskEvent event) {
        TaskTrace trace = TaskTrace.current();
        if (trace != null) {
            trace.hear(event);
        }
    }
}
