// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.isolation.Command;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Sandbox;
import dev.executor.metrics.trace.TaskTracing;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Traces as they arrive at a collector: across the queue, retries, and the border of a process, over real OTLP.
class OtlpTest {
    private final List<Span> received = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private HttpServer collector() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> {
            try (exchange) {
                var request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
                request.getResourceSpansList().stream()
                        .flatMap(resource -> resource.getScopeSpansList().stream())
                        .flatMap(scope -> scope.getSpansList().stream())
                        .forEach(received::add);
                var answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
                exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
                exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
            }
        });
        server.start();
        return server;
    }

    private Span span(String name) {
        return received.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " in " + received));
    }

    private static Map<String, String> attributes(Span span) {
        return span.getAttributesList().stream()
                .collect(Collectors.toMap(
                        attribute -> attribute.getKey(),
                        attribute -> attribute.getValue().hasStringValue()
                                ? attribute.getValue().getStringValue()
                                : Long.toString(attribute.getValue().getIntValue())));
    }

    @Test
    void aTraceArrivesWholeAtTheCollectorAcrossQueueRetriesAndProcess() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is a shell");
        var server = collector();
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces")
                .build();
        String traceparent;
        try (var sdk = OpenTelemetrySdk.builder()
                        .setTracerProvider(SdkTracerProvider.builder()
                                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                                        .setScheduleDelay(Duration.ofMillis(100))
                                        .build())
                                .build())
                        .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                        .build();
                var sandbox =
                        Sandbox.builder().stateFolder(folder.resolve("state")).open();
                var pool =
                        ExecutorPool.builder("media").with(TaskTracing.of(sdk)).build()) {
            var request = sdk.getTracer("test").spanBuilder("request").startSpan();
            try (var _ = request.makeCurrent()) {
                pool.submit(Task.of("flaky", context -> {
                                    if (context.attempt() == 1) {
                                        throw new IllegalStateException("once");
                                    }
                                    return 1;
                                })
                                .withRetry(RetryPolicy.attempts(2, Backoff.fixed(Duration.ofMillis(1)))))
                        .join();
                traceparent = pool.submit(sandbox.task(
                                "command",
                                Command.builder("/bin/sh", "-c", "echo $TRACEPARENT")
                                        .profile(Profile.TRUSTED)
                                        .build()))
                        .join()
                        .log()
                        .text()
                        .strip();
            }
            request.end();
            pool.drain(Duration.ofSeconds(10));
        }
        try {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(received).hasSize(6));
        } finally {
            server.stop(0);
        }

        var request = span("request");
        assertThat(received).allMatch(span -> span.getTraceId().equals(request.getTraceId()));
        assertThat(span("flaky").getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(received.stream().filter(span -> span.getName().equals("flaky attempt")))
                .hasSize(2)
                .allMatch(span -> span.getParentSpanId().equals(span("flaky").getSpanId()));
        assertThat(span("flaky").getEventsList().stream().map(Span.Event::getName))
                .containsExactly("retry");
        assertThat(attributes(span("command")))
                .containsEntry("executor.outcome", "succeeded")
                .containsEntry("executor.pool", "media");
        var attempt = span("command attempt");
        assertThat(attributes(attempt)).containsEntry("process.exit.code", "0");
        assertThat(traceparent)
                .startsWith("00-" + hex(attempt.getTraceId().toByteArray()) + "-"
                        + hex(attempt.getSpanId().toByteArray()) + "-");
    }

    private static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }
}
