// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Runnable scenarios.
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // Micrometer and OpenTelemetry are no named modules
module dev.executor.examples {
    requires static org.jspecify;
    requires dev.executor;
    requires dev.executor.metrics;
    requires io.opentelemetry.api;
    requires io.opentelemetry.sdk;
    requires io.opentelemetry.sdk.common;
    requires io.opentelemetry.sdk.trace;
    requires io.prometheus.metrics.model;
    requires io.prometheus.metrics.tracer.common;
    requires jdk.httpserver;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires tools.jackson.databind;

    // The results are made of records, which Jackson looks into.
    opens dev.executor.examples to
            tools.jackson.databind;
    opens dev.executor.examples.files to
            tools.jackson.databind;
    opens dev.executor.examples.pipeline to
            tools.jackson.databind;
}
