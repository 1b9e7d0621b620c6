// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.trace;

import dev.executor.FailureKind;
import dev.executor.TaskInfo;
import dev.executor.TaskOutcome;
import dev.executor.event.ProcessEvent;
import dev.executor.isolation.Exit;
import dev.executor.spi.FailureText;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Duration;
import java.util.Locale;

/// What spans say of outcomes and processes. Stateless.
final class SpanDetails {
    private SpanDetails() {}

    static void task(Span span, TaskInfo task) {
        span.setAttribute(SpanKeys.POOL, task.pool());
        span.setAttribute(SpanKeys.TASK_ID, task.id().value());
        span.setAttribute(SpanKeys.TASK_NAME, task.name());
        span.setAttribute(SpanKeys.TENANT, task.task().tenant());
        span.setAttribute(SpanKeys.PRIORITY, lower(task.task().priority()));
    }

    /// What attempts threw, in order.
    static void exceptions(Span span, TaskOutcome<?> outcome) {
        outcome.details().earlierFailures().forEach(failure -> span.recordException(FailureText.printable(failure)));
        if (outcome instanceof TaskOutcome.Failed<?>(var _, var cause, var _)) {
            span.recordException(FailureText.printable(cause));
        }
    }

    static void outcome(Span span, TaskOutcome<?> outcome) {
        switch (outcome) {
            case TaskOutcome.Succeeded<?>(var _, var details) -> ended(span, "succeeded", details.attempts());
            case TaskOutcome.Failed<?>(var kind, var cause, var details) -> {
                ended(span, "failed", details.attempts());
                failed(span, lower(kind), String.valueOf(FailureText.messageOf(cause)));
            }
            case TaskOutcome.TimedOut<?>(var timeout, var limit, var details) -> {
                ended(span, "timed_out", details.attempts());
                span.addEvent("timeout", timeout(timeout, limit));
                failed(span, lower(FailureKind.TIMEOUT), lower(timeout) + " timeout of " + limit);
            }
            case TaskOutcome.Cancelled<?>(var reason, var details) -> {
                ended(span, "cancelled", details.attempts());
                span.setAttribute(SpanKeys.CANCEL_REASON, lower(reason));
            }
            case TaskOutcome.Rejected<?>(var rejection, var details) -> {
                ended(span, "rejected", details.attempts());
                failed(span, lower(rejection.kind()), rejection.message());
            }
        }
    }

    private static void ended(Span span, String outcome, int attempts) {
        span.setAttribute(SpanKeys.OUTCOME, outcome);
        span.setAttribute(SpanKeys.ATTEMPTS, attempts);
    }

    static void failed(Span span, String type, String description) {
        span.setAttribute(SpanKeys.ERROR_TYPE, type);
        span.setStatus(StatusCode.ERROR, description);
    }

    static Attributes timeout(TaskOutcome.Timeout timeout, Duration limit) {
        return Attributes.of(SpanKeys.TIMEOUT_KIND, lower(timeout), SpanKeys.LIMIT_MILLIS, limit.toMillis());
    }

    static void process(Span span, ProcessEvent event) {
        switch (event) {
            case ProcessEvent.SecretRead(var _, int _, var secret, boolean granted) ->
                span.addEvent(granted ? "secret_read" : "secret_refused", Attributes.of(SpanKeys.SECRET_NAME, secret));
            case ProcessEvent.ProcessStarted(var _, int _, var profile, long _) ->
                span.addEvent("process_started", Attributes.of(SpanKeys.PROFILE, lower(profile)));
            case ProcessEvent.ProcessEnded(var _, int _, var _, var exit, var usage) -> {
                switch (exit) {
                    case Exit.Exited(int code) -> span.setAttribute(SpanKeys.EXIT_CODE, code);
                    case Exit.Signalled(int signal) -> span.setAttribute(SpanKeys.SIGNAL, signal);
                    case Exit.Running _ -> {} // an event tells of an end
                    case Exit.LimitExceeded(var limit) -> span.setAttribute(SpanKeys.LIMIT, lower(limit));
                }
                usage.peakMemory().ifPresent(peak -> span.setAttribute(SpanKeys.PEAK_MEMORY, peak.bytes()));
            }
            case ProcessEvent.ArtifactKept(var _, int _, var artifact) ->
                span.addEvent(
                        "artifact_kept",
                        Attributes.of(
                                SpanKeys.ARTIFACT_PATH,
                                artifact.path(),
                                SpanKeys.ARTIFACT_SIZE,
                                artifact.size().bytes()));
            case ProcessEvent.ArtifactLost(var _, int _, var cause) ->
                span.addEvent(
                        "artifact_lost",
                        Attributes.of(SpanKeys.ERROR_TYPE, cause.getClass().getName()));
        }
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
