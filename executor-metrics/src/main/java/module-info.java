// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What those on call see of a pool. Each part is a [dev.executor.spi.PoolExtension] that is given to a pool's
/// builder, hears its events, and knows the engine by the API alone:
///
/// - [dev.executor.metrics.TaskMetrics]: meters for Micrometer;
/// - [dev.executor.metrics.trace.TaskTracing]: spans for OpenTelemetry;
/// - [dev.executor.metrics.log.TaskLogging] and [dev.executor.metrics.log.AuditLog]: what stands on log lines,
/// and a log of who was let in and of what was forbidden;
/// - [dev.executor.metrics.context.ContextPropagation]: what other libraries keep in thread-locals;
/// - [dev.executor.metrics.usage.UsageAccounting]: who used how much, and what it costs;
/// - [dev.executor.metrics.slo.SloTracker]: objectives, error budgets and burn rates.
///
/// Micrometer, OpenTelemetry and Jackson are needed only by the parts that use them.
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // none of them is a named module
module dev.executor.metrics {
    requires transitive dev.executor;
    requires static context.propagation;
    requires static io.opentelemetry.api;
    requires static io.opentelemetry.context;
    requires static micrometer.core;
    requires static org.jspecify;
    requires static com.google.errorprone.annotations;
    requires static tools.jackson.databind;
    requires org.slf4j;

    exports dev.executor.metrics;
    exports dev.executor.metrics.context;
    exports dev.executor.metrics.log;
    exports dev.executor.metrics.slo;
    exports dev.executor.metrics.trace;
    exports dev.executor.metrics.usage;
}
