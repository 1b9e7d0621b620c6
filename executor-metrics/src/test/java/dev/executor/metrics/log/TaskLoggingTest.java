// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.executor.ClassifiedFailure;
import dev.executor.ExecutorPool;
import dev.executor.FailureKind;
import dev.executor.Rejection;
import dev.executor.Task;
import dev.executor.event.ProcessEvent;
import dev.executor.isolation.Command;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Sandbox;
import dev.executor.metrics.trace.TaskTracing;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import dev.executor.spi.AttemptLink;
import dev.executor.testing.ManualPool;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class TaskLoggingTest {
    private final Logger work = (Logger) LoggerFactory.getLogger("work");
    private final Logger audit = (Logger) LoggerFactory.getLogger(AuditLog.LOGGER);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent line) {
            line.prepareForDeferredProcessing(); // it looks at the MDC when it is asked, and then it is too late
            super.append(line);
        }
    };

    @BeforeEach
    void listen() {
        lines.start();
        work.addAppender(lines);
        audit.addAppender(lines);
        audit.setAdditive(false);
        work.setAdditive(false);
        work.setLevel(Level.INFO);
        audit.setLevel(Level.INFO);
    }

    @AfterEach
    void forget() {
        work.detachAppender(lines);
        audit.detachAppender(lines);
        MDC.clear();
    }

    private static Map<String, String> keys(ILoggingEvent line) {
        return line.getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
    }

    @Test
    void everyLineOfEveryAttemptNamesTheTaskAndKeepsTheSubmittersKeys() {
        MDC.put("request", "7");
        var pool = ManualPool.of(ExecutorPool.builder("media").with(TaskLogging.create()));
        var handle = pool.submit(Task.of("encode", context -> {
                    work.info("working");
                    if (context.attempt() == 1) {
                        throw new IllegalStateException();
                    }
                    return 1;
                })
                .withTenant("acme")
                .withRetry(RetryPolicy.attempts(2, Backoff.fixed(Duration.ofSeconds(1)))));
        handle.whenDone(_ -> work.info("called back"));
        MDC.clear();
        pool.close();
        var id = handle.id().value();
        assertThat(lines.list.stream().map(ILoggingEvent::getMDCPropertyMap))
                .containsExactly(
                        Map.of(
                                "request",
                                "7",
                                "task.id",
                                id,
                                "task.name",
                                "encode",
                                "attempt",
                                "1",
                                "pool",
                                "media",
                                "tenant",
                                "acme"),
                        Map.of(
                                "request",
                                "7",
                                "task.id",
                                id,
                                "task.name",
                                "encode",
                                "attempt",
                                "2",
                                "pool",
                                "media",
                                "tenant",
                                "acme"),
                        Map.of("request", "7"));
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    @Test
    void aThreadThatRunsTasksInTurnKeepsNothingOfTheOneBefore() {
        var pool = ManualPool.of(ExecutorPool.builder("media").concurrency(1).with(TaskLogging.create()));
        MDC.put("request", "7");
        pool.submit(Task.action("first", _ -> MDC.put("left", "behind")));
        MDC.clear();
        pool.submit(Task.action("second", _ -> work.info("working")));
        pool.close();
        assertThat(lines.list.getFirst().getMDCPropertyMap()).doesNotContainKeys("request", "left");
    }

    @Test
    void aChildsLinesHaveItsOwnIdsAndNotThoseOfTheTaskThatSubmittedIt() {
        try (var sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(InMemorySpanExporter.create()))
                        .build())
                .build()) {
            var pool = ManualPool.of(ExecutorPool.builder("media")
                    .concurrency(2)
                    .with(TaskTracing.of(sdk))
                    .with(TaskLogging.create()));
            pool.submit(Task.action("parent", _ -> {
                work.info("parent");
                pool.submit(Task.action("child", _ -> work.info("child")));
            }));
            pool.close();
        }
        var parent = lines.list.get(0).getMDCPropertyMap();
        var child = lines.list.get(1).getMDCPropertyMap();
        assertThat(child).containsEntry("task.name", "child").containsEntry("trace_id", parent.get("trace_id"));
        assertThat(child.get("span_id")).isNotNull().isNotEqualTo(parent.get("span_id"));
    }

    @Test
    void linesOfAProcessNameTheTaskAndItsTrace(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is a shell");
        try (var sdk = OpenTelemetrySdk.builder()
                        .setTracerProvider(SdkTracerProvider.builder()
                                .addSpanProcessor(SimpleSpanProcessor.create(InMemorySpanExporter.create()))
                                .build())
                        .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                        .build();
                var sandbox = Sandbox.builder().stateFolder(folder).open();
                var pool = ExecutorPool.builder("media")
                        .with(TaskTracing.of(sdk))
                        .with(TaskLogging.create())
                        .build()) {
            MDC.put("request", "7");
            var handle = pool.submit(sandbox.task(
                            "encode",
                            Command.builder("/bin/sh", "-c", "echo out; echo $TRACEPARENT >&2")
                                    .profile(Profile.TRUSTED)
                                    .log(LogSink.logger("work"))
                                    .build())
                    .withTenant("acme"));
            MDC.clear();
            handle.join();
            assertThat(lines.list).hasSize(2).allSatisfy(line -> {
                assertThat(line.getMDCPropertyMap())
                        .containsEntry("request", "7")
                        .containsEntry("task.id", handle.id().value())
                        .containsEntry("tenant", "acme")
                        .containsKeys("trace_id", "span_id");
                assertThat(keys(line)).containsEntry("task.name", "encode").containsEntry("tenant", "acme");
            });
            var ids = lines.list.getFirst().getMDCPropertyMap();
            assertThat(lines.list.stream().map(ILoggingEvent::getMessage))
                    .containsExactlyInAnyOrder("out", "00-" + ids.get("trace_id") + "-" + ids.get("span_id") + "-03");
        }
    }

    @Test
    void admissionRejectionSecretsAndViolationsAreAudited() {
        var pool = ManualPool.of(ExecutorPool.builder("media")
                .with(AuditLog.create())
                .admission((task, _) -> task.name().equals("forbidden")
                        ? Optional.of(new Rejection.Denied("names", "no\nFAKE LINE", Optional.empty()))
                        : Optional.empty()));
        pool.submit(Task.action("encode", context -> {
                    var link = AttemptLink.of(context).orElseThrow();
                    link.tell(new ProcessEvent.SecretRead(context.info(), 1, "token", true));
                    link.tell(new ProcessEvent.SecretRead(context.info(), 1, "key", false));
                    throw new Violation();
                })
                .withTenant("acme"));
        pool.trySubmit(Task.action("forbidden", _ -> {}));
        pool.close();
        var audited = lines.list.stream().map(TaskLoggingTest::keys).toList();
        assertThat(audited.stream().map(line -> line.get("audit.event")))
                .containsExactly("admitted", "rejected", "secret_read", "secret_refused", "sandbox_violation");
        assertThat(audited.getFirst())
                .containsEntry("pool", "media")
                .containsEntry("task.name", "encode")
                .containsEntry("tenant", "acme")
                .containsKey("task.id");
        assertThat(audited.get(1))
                .containsEntry("reason", "REJECTED_POLICY")
                .hasEntrySatisfying("detail", detail -> assertThat(detail).contains("no FAKE LINE"));
        assertThat(audited.get(2)).containsEntry("secret", "token").containsEntry("attempt", "1");
        assertThat(lines.list.stream().map(ILoggingEvent::getLevel))
                .isEqualTo(List.of(Level.INFO, Level.INFO, Level.INFO, Level.WARN, Level.WARN));
    }

    private static final class Violation extends Exception implements ClassifiedFailure {
        private static final long serialVersionUID = 1L;

        @Override
        public FailureKind failureKind() {
            return FailureKind.SANDBOX_VIOLATION;
        }
    }
}
