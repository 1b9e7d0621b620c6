// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.trace;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.OutcomeDetails;
import dev.executor.Priority;
import dev.executor.Rejection;
import dev.executor.TaskInfo;
import dev.executor.TaskOutcome;
import dev.executor.TaskOutcome.Timeout;
import dev.executor.event.ProcessEvent;
import dev.executor.event.TaskEvent;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.metrics.Events;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What a span tells of one fact.
class SpanDetailsTest {
    private static final TaskInfo TASK = Events.task("encode");

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final SdkTracerProvider tracers = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exported))
            .build();

    private SpanData told(Consumer<Span> tells) {
        var span = tracers.get("test").spanBuilder("span").startSpan();
        tells.accept(span);
        span.end();
        return exported.getFinishedSpanItems().getLast();
    }

    private SpanData process(ProcessEvent event) {
        return told(span -> SpanDetails.process(span, event));
    }

    private static String text(EventData event) {
        return event.getName() + " " + text(event.getAttributes());
    }

    private static String text(Attributes attributes) {
        return attributes.asMap().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private SpanData ended(Exit exit) {
        var usage = ProcessResult.Usage.builder().peakMemory(ByteSize.bytes(7)).build();
        return process(new ProcessEvent.ProcessEnded(TASK, 1, Profile.TRUSTED, exit, usage));
    }

    @Test
    void anEndOfAProcessIsACodeASignalOrALimit() {
        assertThat(ended(new Exit.Exited(3)).getAttributes().asMap())
                .containsEntry(SpanKeys.EXIT_CODE, 3L)
                .containsEntry(SpanKeys.PEAK_MEMORY, 7L)
                .hasSize(2);
        assertThat(ended(new Exit.Signalled(9)).getAttributes().asMap())
                .containsEntry(SpanKeys.SIGNAL, 9L)
                .hasSize(2);
        assertThat(ended(new Exit.LimitExceeded(Limit.CPU_TIME)).getAttributes().asMap())
                .containsEntry(SpanKeys.LIMIT, "cpu_time")
                .hasSize(2);
    }

    @Test
    void theOtherFactsOfAProcessAreEvents() {
        var artifact = new ProcessResult.Artifact("out/a", ByteSize.bytes(5), "", URI.create("file:/a"));
        var facts = List.of(
                new ProcessEvent.SecretRead(TASK, 1, "token", true),
                new ProcessEvent.SecretRead(TASK, 1, "key", false),
                new ProcessEvent.ProcessStarted(TASK, 1, Profile.UNTRUSTED, 1),
                new ProcessEvent.ArtifactKept(TASK, 1, artifact),
                new ProcessEvent.ArtifactLost(TASK, 1, new IllegalStateException()));
        assertThat(facts.stream()
                        .map(fact -> process(fact).getEvents().getFirst())
                        .map(SpanDetailsTest::text))
                .containsExactly(
                        "secret_read {executor.secret.name=token}",
                        "secret_refused {executor.secret.name=key}",
                        "process_started {executor.sandbox.profile=untrusted}",
                        "artifact_kept {executor.artifact.path=out/a, executor.artifact.size=5}",
                        "artifact_lost {error.type=java.lang.IllegalStateException}");
    }

    @Test
    void aTaskThatWasShedIsAnErrorOfItsKind() {
        var outcome = new TaskOutcome.Rejected<>(new Rejection.Shed(Priority.HIGH), OutcomeDetails.of(2));
        var span = told(of -> SpanDetails.outcome(of, outcome));
        assertThat(span.getAttributes().asMap())
                .containsEntry(SpanKeys.OUTCOME, "rejected")
                .containsEntry(SpanKeys.ATTEMPTS, 2L)
                .containsEntry(SpanKeys.ERROR_TYPE, "rejected_shed");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void aTimeoutTellsWhichAndItsLimitInMilliseconds() {
        var span = told(of -> SpanDetails.outcome(of, Events.timedOut(Timeout.QUEUE, ofSeconds(2))));
        assertThat(span.getEvents().getFirst().getAttributes().asMap())
                .containsEntry(SpanKeys.TIMEOUT_KIND, "queue")
                .containsEntry(SpanKeys.LIMIT_MILLIS, 2_000L)
                .hasSize(2);
        assertThat(span.getStatus().getDescription()).isEqualTo("queue timeout of PT2S");
    }

    private SpanData traced(TaskEvent... events) {
        var trace = new TaskTrace(tracers.get("test"), TextMapPropagator.noop(), null, Context.root());
        trace.hear(new TaskEvent.Submitted(TASK));
        for (var event : events) {
            trace.hear(event);
        }
        trace.hear(Events.finished(TASK, new TaskOutcome.Succeeded<>(1, OutcomeDetails.of(1))));
        return exported.getFinishedSpanItems().getLast();
    }

    @Test
    void stuckAndDeniedAttemptsAreEventsOfTheTask() {
        var span = traced(
                new TaskEvent.Stuck(TASK, 3, ofSeconds(4), List.of()),
                new TaskEvent.RetryDenied(TASK, 5, new IllegalStateException()));
        assertThat(span.getEvents().stream().map(SpanDetailsTest::text))
                .containsExactly(
                        "stuck {executor.attempt=3, executor.stuck.since_ms=4000}",
                        "retry_denied {executor.attempt=5}");
        assertThat(text(span.getAttributes())).contains("executor.priority=normal", "executor.task.id=id of encode");
    }

    @Test
    void aRetryAfterTheTasksOwnTimeoutTellsBothAndAfterThatOfAChildTheRetryOnly() {
        var own = Events.timeoutOf(TASK, Timeout.ATTEMPT, ofSeconds(2));
        var childs = Events.timeoutOf(Events.task("child"), Timeout.ATTEMPT, ofSeconds(2));
        assertThat(traced(new TaskEvent.RetryScheduled(TASK, 1, ofSeconds(3), own))
                        .getEvents())
                .extracting(event -> event.getName())
                .containsExactly("timeout", "retry");
        assertThat(traced(new TaskEvent.RetryScheduled(TASK, 1, ofSeconds(3), childs))
                        .getEvents())
                .extracting(event -> event.getName())
                .containsExactly("retry");
    }
}
