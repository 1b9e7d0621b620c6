// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.trace;

import dev.executor.FailureKind;
import dev.executor.Rejection;
import dev.executor.TaskContext;
import dev.executor.TaskInfo;
import dev.executor.TaskOutcome;
import dev.executor.TaskTimeoutException;
import dev.executor.event.ProcessEvent;
import dev.executor.event.TaskEvent;
import dev.executor.spi.ContextCarrier;
import dev.executor.spi.FailureText;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// The spans of one task, from its submit on. Thread-safe.
///
/// Events come in order and one at a time, each with this trace's context open around it, which is how the listener
/// finds it. An attempt's span begins when its context is first opened, by its own thread and before its body; other
/// threads that work for it are started by the body, and find it there. The event of its start may be told after
/// that, by a thread that is still telling what came before.
final class TaskTrace implements ContextCarrier.Snapshot {
    private static final ContextKey<TaskTrace> KEY = ContextKey.named("dev.executor.task");

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    /// Exports failures of tasks that are not sampled; null if nothing does.
    private final @Nullable Tracer failures;

    /// The submitter's, then with the task's span, and this trace in it.
    private volatile Context context;

    private volatile @Nullable Span taskSpan; // written by the submitter's thread before the task is in the queue
    private volatile Attempt attempt; // written by the attempt's thread
    private volatile long queueNanos;
    private volatile @Nullable Instant submitted; // where a failure may need a span of its own

    /// The latest attempt.
    ///
    /// @param number its number; 0 before the first
    /// @param span its span; null if it has none
    /// @param context what is current while it runs
    /// @param before the one before, if its end has not been told yet: by a thread that is still telling what came
    ///     earlier
    private record Attempt(
            int number,
            @Nullable Span span,
            Context context,
            @Nullable Attempt before) {
        boolean isOpen() {
            return span != null && span.isRecording();
        }
    }

    TaskTrace(Tracer tracer, TextMapPropagator propagator, @Nullable Tracer failures, Context submitters) {
        this.tracer = tracer;
        this.propagator = propagator;
        this.failures = failures;
        this.context = submitters.with(KEY, this);
        this.attempt = new Attempt(0, null, context, null);
    }

    /// {@return the trace whose context is open; null if none is}
    static @Nullable TaskTrace current() {
        return Context.current().get(KEY);
    }

    // ---- the context

    @Override
    public ContextCarrier.Scope open() {
        return open(context);
    }

    /// Makes a context current. The scope restores what was current before, whatever scopes the code between has left
    /// open: OpenTelemetry's own would leave those in place.
    @SuppressWarnings("MustBeClosedChecker") // whoever opens closes
    private static ContextCarrier.Scope open(Context opened) {
        var before = Context.current();
        var scope = opened.makeCurrent();
        return () -> {
            scope.close();
            if (Context.current() != before) {
                before.makeCurrent();
            }
        };
    }

    @Override
    public ContextCarrier.Scope openFor(TaskContext of) {
        Context opened = attempt(of.info(), of.attempt());
        var scope = open(opened);
        var ids = Span.fromContext(opened).getSpanContext();
        String traceBefore = MDC.get("trace_id");
        String spanBefore = MDC.get("span_id");
        if (ids.isValid()) { // where not, the body may still leave some behind
            MDC.put("trace_id", ids.getTraceId());
            MDC.put("span_id", ids.getSpanId());
        }
        return () -> {
            put("trace_id", traceBefore);
            put("span_id", spanBefore);
            scope.close();
        };
    }

    private static void put(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }

    @Override
    public Map<String, String> environment(TaskContext of) {
        var variables = new HashMap<String, String>();
        propagator.inject(attempt(of.info(), of.attempt()), variables, (carrier, key, value) -> {
            if (carrier != null) {
                carrier.put(key.toUpperCase(Locale.ROOT).replace('-', '_'), value);
            }
        });
        return variables;
    }

    // ---- the spans

    void hear(TaskEvent event) {
        switch (event) {
            case TaskEvent.Submitted(var task) -> submitted(task);
            case TaskEvent.Refused(var task, var rejection) -> refused(task, rejection);
            case TaskEvent.Started(var _, int number, long nanos) -> {
                queueNanos = nanos;
                ofAttempt(number).ifPresent(span -> span.setAttribute(SpanKeys.QUEUE_MILLIS, nanos / 1e6));
            }
            case TaskEvent.AttemptEnded(var task, int number, long _, var failure) -> ended(task, number, failure);
            case TaskEvent.RetryScheduled(var task, int number, var delay, var cause) ->
                retry(task, number, delay, cause);
            case TaskEvent.RetryDenied(var _, int number, var _) ->
                addEvent("retry_denied", () -> Attributes.of(SpanKeys.ATTEMPT, (long) number));
            case TaskEvent.Repeating _ -> {
                Span span = taskSpan;
                if (span != null) {
                    span.end(); // a second end does nothing
                }
            }
            case TaskEvent.Stuck(var _, int number, var since, var _) ->
                addEvent(
                        "stuck",
                        () -> Attributes.of(SpanKeys.ATTEMPT, (long) number, SpanKeys.SINCE_MILLIS, since.toMillis()));
            case TaskEvent.Finished(var task, var outcome) -> finished(task, outcome);
            case ProcessEvent process -> process(process);
        }
    }

    private Span submitted(TaskInfo task) {
        Span span = tracer.spanBuilder(task.name()).setParent(context).startSpan();
        if (span.isRecording()) {
            SpanDetails.task(span, task);
        }
        if (failures != null && !span.getSpanContext().isSampled()) {
            submitted = Instant.now();
        }
        taskSpan = span;
        context = context.with(span);
        return span;
    }

    private void refused(TaskInfo task, Rejection rejection) {
        Span span = submitted(task);
        span.setAttribute(SpanKeys.OUTCOME, "refused");
        SpanDetails.failed(span, SpanDetails.lower(rejection.kind()), rejection.message());
        span.end();
    }

    /// {@return the context of an attempt, whose span begins now if it has not begun}
    private Context attempt(TaskInfo task, int number) {
        Attempt known = attempt;
        if (known.number != number) {
            known = begin(task, number);
            attempt = known;
        }
        return known.context;
    }

    private Attempt begin(TaskInfo task, int number) {
        Span parent = taskSpan;
        if (parent == null || !parent.getSpanContext().isSampled()) {
            return new Attempt(number, null, context, null);
        }
        Span span =
                tracer.spanBuilder(task.name() + " attempt").setParent(context).startSpan();
        span.setAttribute(SpanKeys.ATTEMPT, number);
        span.setAttribute(SpanKeys.QUEUE_MILLIS, queueNanos / 1e6);
        span.setAttribute(SpanKeys.TASK_ID, task.id().value());
        span.setAttribute(SpanKeys.TASK_NAME, task.name());
        span.setAttribute(SpanKeys.POOL, task.pool());
        Attempt latest = attempt;
        return new Attempt(number, span, context.with(span), latest.isOpen() ? latest : null);
    }

    private Optional<Span> ofAttempt(int number) {
        Attempt known = attempt;
        while (known != null && known.number != number) {
            known = known.before;
        }
        return known == null ? Optional.empty() : Optional.ofNullable(known.span);
    }

    private void ended(TaskInfo task, int number, Optional<Throwable> failure) {
        ofAttempt(number).ifPresent(span -> {
            if (failure.isPresent()) {
                var thrown = failure.get();
                span.recordException(FailureText.printable(thrown));
                var kind = isOwnTimeout(task, thrown) ? FailureKind.TIMEOUT : FailureKind.of(thrown);
                SpanDetails.failed(span, SpanDetails.lower(kind), String.valueOf(FailureText.messageOf(thrown)));
            }
            span.end();
        });
    }

    /// Not that of a child which its body waited for.
    private static boolean isOwnTimeout(TaskInfo task, Throwable thrown) {
        return thrown instanceof TaskTimeoutException timeout
                && timeout.taskId().equals(task.id());
    }

    private void retry(TaskInfo task, int number, Duration delay, Throwable cause) {
        if (cause instanceof TaskTimeoutException timeout && isOwnTimeout(task, cause)) {
            addEvent("timeout", () -> SpanDetails.timeout(timeout.timeout(), timeout.limit()));
        }
        addEvent(
                "retry",
                () -> Attributes.of(
                        SpanKeys.ATTEMPT, (long) number,
                        SpanKeys.DELAY_MILLIS, delay.toMillis(),
                        SpanKeys.ERROR_TYPE, cause.getClass().getName()));
    }

    private void finished(TaskInfo task, TaskOutcome<?> outcome) {
        Span span = taskSpan;
        if (span == null) {
            return;
        }
        if (span.isRecording()) {
            SpanDetails.outcome(span, outcome);
        }
        span.end();
        Instant since = submitted;
        if (failures != null && since != null) {
            switch (outcome) {
                case TaskOutcome.Failed<?> _, TaskOutcome.TimedOut<?> _ -> failed(failures, since, task, outcome);
                case TaskOutcome.Succeeded<?> _, TaskOutcome.Cancelled<?> _, TaskOutcome.Rejected<?> _ -> {}
            }
        }
    }

    /// Tells of a failure by a span of its own, in the trace that the lines of its log name.
    private void failed(Tracer by, Instant since, TaskInfo task, TaskOutcome<?> outcome) {
        Span span = by.spanBuilder(task.name())
                .setParent(context)
                .setStartTimestamp(since)
                .startSpan();
        if (span.isRecording()) {
            span.setAttribute(SpanKeys.UNSAMPLED, true);
            SpanDetails.task(span, task);
            SpanDetails.exceptions(span, outcome);
            SpanDetails.outcome(span, outcome);
        }
        span.end();
    }

    private void process(ProcessEvent event) {
        ofAttempt(event.attempt()).ifPresent(span -> SpanDetails.process(span, event));
    }

    private void addEvent(String name, Supplier<Attributes> attributes) {
        Span span = taskSpan;
        if (span != null && span.isRecording()) {
            span.addEvent(name, attributes.get());
        }
    }
}
