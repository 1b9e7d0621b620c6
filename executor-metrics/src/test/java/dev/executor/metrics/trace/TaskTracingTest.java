// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.trace;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.Rejection;
import dev.executor.Task;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import dev.executor.spi.AttemptLink;
import dev.executor.testing.ManualPool;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class TaskTracingTest {
    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk = sdk(Sampler.alwaysOn());
    private final Tracer tracer = sdk.getTracer("test");

    private OpenTelemetrySdk sdk(Sampler sampler) {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(sampler)
                        .addSpanProcessor(SimpleSpanProcessor.create(exported))
                        .build())
                .setPropagators(ContextPropagators.create(TextMapPropagator.composite(
                        W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())))
                .build();
    }

    private ExecutorPool.Builder builder() {
        return ExecutorPool.builder("media").with(TaskTracing.of(sdk));
    }

    private SpanData span(String name) {
        return exported.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " in " + exported.getFinishedSpanItems()));
    }

    private List<SpanData> spans(String name) {
        return exported.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private static String text(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.stringKey(key));
    }

    private static Long number(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.longKey(key));
    }

    @Test
    void theTaskIsAChildOfItsSubmittersSpanAndTheAttemptOfTheTask() {
        var pool = ManualPool.of(builder());
        var request = tracer.spanBuilder("request").startSpan();
        var inside = new ArrayList<Span>();
        try (var _ = request.makeCurrent()) {
            pool.submit(Task.action("encode", _ -> {
                        inside.add(Span.current());
                        tracer.spanBuilder("inner").startSpan().end();
                    })
                    .withTenant("acme"));
        }
        request.end();
        pool.close();
        var task = span("encode");
        var attempt = span("encode attempt");
        assertThat(task.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
        assertThat(task.getTraceId()).isEqualTo(request.getSpanContext().getTraceId());
        assertThat(attempt.getParentSpanId()).isEqualTo(task.getSpanId());
        assertThat(inside.getFirst().getSpanContext().getSpanId()).isEqualTo(attempt.getSpanId());
        assertThat(span("inner").getParentSpanId()).isEqualTo(attempt.getSpanId());
        assertThat(text(task, "executor.tenant")).isEqualTo("acme");
        assertThat(text(task, "executor.pool")).isEqualTo("media");
        assertThat(text(task, "executor.outcome")).isEqualTo("succeeded");
        assertThat(number(task, "executor.attempts")).isEqualTo(1);
        assertThat(task.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void eachAttemptHasASpanAndTheTaskTellsOfRetries() {
        var pool = ManualPool.of(builder());
        pool.submit(Task.of("flaky", context -> {
                    if (context.attempt() < 3) {
                        throw new IllegalStateException("not yet");
                    }
                    return 1;
                })
                .withRetry(RetryPolicy.attempts(3, Backoff.fixed(ofSeconds(10)))));
        pool.close();
        var task = span("flaky");
        assertThat(spans("flaky attempt"))
                .hasSize(3)
                .allMatch(attempt -> attempt.getParentSpanId().equals(task.getSpanId()));
        assertThat(spans("flaky attempt").stream().map(attempt -> number(attempt, "executor.attempt")))
                .containsExactly(1L, 2L, 3L);
        assertThat(spans("flaky attempt").stream()
                        .map(attempt -> attempt.getStatus().getStatusCode()))
                .containsExactly(StatusCode.ERROR, StatusCode.ERROR, StatusCode.UNSET);
        assertThat(spans("flaky attempt").getFirst().getEvents().stream().map(EventData::getName))
                .containsExactly("exception");
        assertThat(text(spans("flaky attempt").getFirst(), "error.type")).isEqualTo("exception");
        assertThat(task.getEvents().stream().map(EventData::getName)).containsExactly("retry", "retry");
        assertThat(task.getEvents().getFirst().getAttributes().get(AttributeKey.longKey("executor.retry.delay_ms")))
                .isEqualTo(10_000);
        assertThat(number(task, "executor.attempts")).isEqualTo(3);
    }

    @Test
    void aTimeoutIsAnEventAndAnErrorOfTheTask() {
        var pool = ManualPool.of(builder());
        pool.submit(Task.action("slow", _ -> pool.host().sleep(ofSeconds(60))).withTimeout(ofSeconds(5)));
        pool.close();
        var task = span("slow");
        assertThat(task.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(text(task, "executor.outcome")).isEqualTo("timed_out");
        assertThat(text(task, "error.type")).isEqualTo("timeout");
        assertThat(task.getEvents().stream().map(EventData::getName)).containsExactly("timeout");
        assertThat(spans("slow attempt")).hasSize(1);
    }

    @Test
    void aFailureACancelAndARefusalAreToldApart() {
        var pool = ManualPool.of(builder()
                .admission((task, _) -> task.name().equals("forbidden")
                        ? Optional.of(new Rejection.Denied("names", "no", Optional.empty()))
                        : Optional.empty()));
        pool.submit(Task.of("fails", _ -> {
            throw new IllegalStateException("broken");
        }));
        pool.submit(Task.of("late", _ -> 1).withStartAfter(ofSeconds(9))).cancel();
        pool.trySubmit(Task.of("forbidden", _ -> 1));
        pool.close();
        assertThat(text(span("fails"), "executor.outcome")).isEqualTo("failed");
        assertThat(span("fails").getStatus().getDescription()).isEqualTo("broken");
        assertThat(text(span("late"), "executor.outcome")).isEqualTo("cancelled");
        assertThat(text(span("late"), "executor.cancel.reason")).isEqualTo("requested");
        assertThat(span("late").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(text(span("forbidden"), "executor.outcome")).isEqualTo("refused");
        assertThat(text(span("forbidden"), "error.type")).isEqualTo("rejected_policy");
    }

    @Test
    void aTaskThatATaskSubmitsIsAChildOfItsAttempt() {
        var pool = ManualPool.of(builder().concurrency(2));
        pool.submit(Task.action("parent", _ -> pool.submit(Task.of("child", _ -> 1))));
        pool.close();
        assertThat(span("child").getParentSpanId())
                .isEqualTo(span("parent attempt").getSpanId());
    }

    @Test
    void baggageGoesWithTheTaskAndTheContextToAProcess() {
        var pool = ManualPool.of(builder());
        Map<String, String> environment;
        try (var _ = Baggage.builder().put("customer", "7").build().makeCurrent()) {
            var handle = pool.submit(Task.of("encode", context -> {
                assertThat(Baggage.current().getEntryValue("customer")).isEqualTo("7");
                return AttemptLink.of(context).orElseThrow().environment();
            }));
            pool.close();
            environment = handle.join();
        }
        var attempt = span("encode attempt");
        assertThat(environment)
                .containsEntry(
                        "TRACEPARENT",
                        "00-" + attempt.getTraceId() + "-" + attempt.getSpanId() + "-"
                                + attempt.getSpanContext().getTraceFlags().asHex())
                .containsEntry("BAGGAGE", "customer=7");
    }

    @Test
    void listenersAndCallbacksRunInTheTasksTraceSoThatExemplarsLinkToIt() {
        var seen = new ArrayList<String>();
        var pool = ManualPool.of(builder()
                .listener(
                        event -> seen.add(event.getClass().getSimpleName() + " "
                                + Span.current().getSpanContext().getTraceId()),
                        TaskListener.Delivery.INLINE));
        var handle = pool.submit(Task.of("encode", _ -> 1));
        handle.whenDone(
                _ -> seen.add("callback " + Span.current().getSpanContext().getTraceId()));
        pool.close();
        var trace = span("encode").getTraceId();
        assertThat(seen)
                .contains("Started " + trace, "AttemptEnded " + trace, "Finished " + trace, "callback " + trace);
    }

    @Test
    void logLinesOfAnAttemptHaveItsIds() {
        var pool = ManualPool.of(builder());
        var handle = pool.submit(Task.of("encode", _ -> MDC.get("trace_id") + " " + MDC.get("span_id")));
        pool.close();
        var attempt = span("encode attempt");
        assertThat(handle.join()).isEqualTo(attempt.getTraceId() + " " + attempt.getSpanId());
        assertThat(MDC.get("trace_id")).isNull();
    }

    @Test
    void aRepeatingTasksSpanEndsWithItsFirstRun() throws Exception {
        var pool = ManualPool.of(builder());
        var repeating = pool.asScheduledExecutorService().scheduleAtFixedRate(() -> {}, 0, 10, TimeUnit.SECONDS);
        pool.advance(ofSeconds(25));
        assertThat(exported.getFinishedSpanItems().stream()
                        .filter(span -> span.getName().endsWith(" attempt")))
                .hasSize(3);
        var task = exported.getFinishedSpanItems().stream()
                .filter(span -> !span.getName().endsWith(" attempt"))
                .toList();
        assertThat(task).hasSize(1);
        repeating.cancel(false);
        pool.close();
        assertThat(exported.getFinishedSpanItems().stream()
                        .filter(span -> span.getSpanId().equals(task.getFirst().getSpanId())))
                .hasSize(1);
    }

    @Test
    void anAttemptWhoseEndIsToldAfterTheNextHasBegunStillHasItsSpan() {
        var trace = new TaskTrace(tracer, sdk.getPropagators().getTextMapPropagator(), null, Context.root());
        var pool = ManualPool.of(ExecutorPool.builder("media"));
        pool.submit(Task.of("late", context -> {
                    if (context.attempt() == 1) {
                        trace.hear(new TaskEvent.Submitted(context.info()));
                    }
                    trace.openFor(context).close();
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("once");
                    }
                    trace.hear(
                            new TaskEvent.AttemptEnded(context.info(), 1, 1, Optional.of(new IllegalStateException())));
                    trace.hear(new TaskEvent.AttemptEnded(context.info(), 2, 1, Optional.empty()));
                    return 1;
                })
                .withRetry(RetryPolicy.attempts(2, Backoff.fixed(ofSeconds(1)))));
        pool.close();
        assertThat(spans("late attempt").stream().map(attempt -> number(attempt, "executor.attempt")))
                .containsExactly(1L, 2L);
    }

    @Test
    void aFailureIsExportedThoughTheSamplerTakesNothingAndSuccessesAreNot() {
        var tracing = TaskTracing.of(sdk(Sampler.alwaysOff())).withFailures(sdk(Sampler.alwaysOn()));
        var ids = new ArrayList<String>();
        try (var pool = ManualPool.of(ExecutorPool.builder("media").with(tracing))) {
            pool.submit(Task.action("works", _ -> {}));
            pool.submit(Task.action("breaks", context -> {
                        ids.add(MDC.get("trace_id"));
                        throw new IllegalStateException("attempt " + context.attempt());
                    })
                    .withTenant("acme")
                    .withRetry(RetryPolicy.attempts(2, Backoff.fixed(ofSeconds(1)))));
            pool.submit(
                    Task.action("slow", _ -> pool.host().sleep(ofSeconds(60))).withTimeout(ofSeconds(5)));
            pool.submit(Task.action("gone", _ -> {}).withStartAfter(ofSeconds(9)))
                    .cancel();
            pool.advance(ofSeconds(60));
        }
        assertThat(exported.getFinishedSpanItems().stream().map(SpanData::getName))
                .containsExactlyInAnyOrder("breaks", "slow");
        var failed = span("breaks");
        assertThat(ids).as("the ids on its lines").hasSize(2).containsOnly(failed.getTraceId());
        assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(text(failed, "error.type")).isEqualTo("exception");
        assertThat(text(failed, "executor.tenant")).isEqualTo("acme");
        assertThat(text(failed, "executor.outcome")).isEqualTo("failed");
        assertThat(number(failed, "executor.attempts")).isEqualTo(2);
        assertThat(failed.getAttributes().get(AttributeKey.booleanKey("executor.unsampled")))
                .isTrue();
        assertThat(failed.getEvents().stream()
                        .map(event -> event.getAttributes().get(AttributeKey.stringKey("exception.message"))))
                .containsExactly("attempt 1", "attempt 2");
        assertThat(failed.getStartEpochNanos()).isLessThanOrEqualTo(failed.getEndEpochNanos());
        assertThat(text(span("slow"), "error.type")).isEqualTo("timeout");
    }

    @Test
    void aFailureOfASampledTaskIsExportedOnce() {
        var tracing = TaskTracing.of(sdk).withFailures(sdk(Sampler.alwaysOn()));
        try (var pool = ManualPool.of(ExecutorPool.builder("media").with(tracing))) {
            pool.submit(Task.action("breaks", _ -> {
                throw new IllegalStateException("broken");
            }));
        }
        assertThat(spans("breaks")).hasSize(1);
        assertThat(spans("breaks attempt")).hasSize(1);
    }

    @Test
    void whatIsNotSampledIsNotExportedButHandedOn() {
        var unsampled = sdk(Sampler.alwaysOff());
        var pool = ManualPool.of(ExecutorPool.builder("media").with(TaskTracing.of(unsampled)));
        var handle = pool.submit(Task.of(
                "encode", context -> AttemptLink.of(context).orElseThrow().environment()));
        pool.close();
        assertThat(exported.getFinishedSpanItems()).isEmpty();
        assertThat(handle.join().get("TRACEPARENT"))
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[02]"); // the lowest bit: sampled
    }
}
