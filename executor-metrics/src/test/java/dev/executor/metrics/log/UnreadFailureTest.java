// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.log;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.executor.ExecutorPool;
import dev.executor.Priority;
import dev.executor.Task;
import dev.executor.metrics.trace.TaskTracing;
import dev.executor.policy.Backoff;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryBudget;
import dev.executor.policy.RetryPolicy;
import dev.executor.testing.ManualPool;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// What the log says of failures that nobody asked for. The engine writes the lines; the tests stand here because a
/// real logging backend and traces do.
class UnreadFailureTest {
    private final Logger log = (Logger) LoggerFactory.getLogger("dev.executor.core.failure.FailureLog");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private ManualPool pool = ManualPool.of(ExecutorPool.builder("quiet").concurrency(1));

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
        log.setAdditive(false);
    }

    @AfterEach
    void forget() {
        pool.close();
        log.detachAppender(lines);
        log.setAdditive(true);
    }

    private static Task<Void> failing(String name) {
        return Task.action(name, _ -> {
            throw new IllegalStateException("no luck");
        });
    }

    private List<String> messages() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void aFailureThatNobodyAskedForIsLoggedOnceWithEverythingThatIsKnown() {
        pool.close();
        var telemetry = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(InMemorySpanExporter.create()))
                        .build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build();
        pool = ManualPool.of(ExecutorPool.builder("quiet").with(TaskTracing.of(telemetry)));
        var span = telemetry.getTracer("test").spanBuilder("request").startSpan();
        try (var _ = span.makeCurrent()) {
            pool.submit(failing("charge")
                    .withTenant("acme")
                    .withRetry(RetryPolicy.attempts(2, Backoff.fixed(ofSeconds(1)))));
        }
        pool.advance(ofSeconds(6).minusNanos(1));
        assertThat(messages()).isEmpty();
        pool.advance(ofMillis(2));
        pool.advance(ofSeconds(60));
        assertThat(messages())
                .singleElement()
                .satisfies(message -> assertThat(message)
                        .startsWith("Task 'charge' (t-")
                        .endsWith(
                                " of tenant 'acme' in pool 'quiet', attempt 2: nobody has asked for its failure (EXCEPTION): "
                                        + "java.lang.IllegalStateException: no luck"));
        var line = lines.list.getFirst();
        assertThat(line.getLevel()).isEqualTo(Level.WARN);
        assertThat(line.getThrowableProxy().getMessage()).isEqualTo("no luck");
        assertThat(line.getKeyValuePairs().stream()
                        .collect(Collectors.toMap(pair -> pair.key, pair -> "" + pair.value)))
                .containsEntry("task.name", "charge")
                .containsEntry("pool", "quiet")
                .containsEntry("tenant", "acme")
                .containsEntry("attempt", "2")
                .containsEntry("kind", "EXCEPTION")
                .containsEntry("trace.id", span.getSpanContext().getTraceId())
                .containsKey("task.id");
    }

    @Test
    void aFailureThatSomebodyHasAskedForInAnyWayIsNotLogged() {
        var looked = pool.submit(failing("looked"));
        var calledBack = pool.submit(failing("called back"));
        calledBack.whenDone(_ -> {});
        var future = pool.submit(failing("future"));
        future.toFuture();
        var waitedFor = pool.submit(failing("waited for"));
        pool.host().startEngineThread("waits", () -> {
            try {
                waitedFor.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        var viewed = pool.asExecutorService().submit(() -> {
            throw new IllegalStateException("viewed");
        });
        pool.runReady();
        assertThat(looked.outcome()).isPresent();
        assertThat(viewed.exceptionNow()).hasMessage("viewed");
        pool.advance(ofSeconds(60));
        assertThat(messages()).isEmpty();
    }

    @Test
    void aWaitThatGaveUpBeforeTheFailureDoesNotCountAsAsked() throws Exception {
        var handle = pool.submit(Task.action("late", _ -> {
            pool.host().sleep(ofSeconds(10));
            throw new IllegalStateException("late");
        }));
        assertThat(handle.await(java.time.Duration.ZERO)).isEmpty();
        pool.advance(ofSeconds(16));
        assertThat(messages()).singleElement().asString().contains("late");
    }

    @Test
    void timeoutsAndShedTasksAreLoggedAndSuccessesAndCancelsAreNot() {
        pool.close();
        pool = ManualPool.of(
                ExecutorPool.builder("quiet").concurrency(1).queueCapacity(1).overflow(OverflowPolicy.shedLowest()));
        pool.submit(Task.action("slow", _ -> pool.host().sleep(ofSeconds(60))).withAttemptTimeout(ofSeconds(1)));
        pool.runReady();
        pool.submit(Task.action("shed", _ -> {}).withPriority(Priority.LOW));
        pool.submit(Task.action("fine", _ -> {}).withPriority(Priority.HIGH));
        pool.advance(ofSeconds(2));
        pool.submit(Task.action("cancelled", _ -> {})).cancel();
        pool.advance(ofSeconds(60));
        assertThat(messages()).hasSize(2);
        assertThat(messages().getFirst()).contains("'shed'", "why it was given back", "REJECTED_SHED");
        assertThat(messages().getLast()).contains("'slow'", "a timeout, ATTEMPT limit PT1S", "TIMEOUT");
    }

    @Test
    void aRepeatingTaskThatFailsIsToldToRepeatNoMore() {
        pool.asScheduledExecutorService()
                .scheduleAtFixedRate(
                        () -> {
                            throw new IllegalStateException("second run");
                        },
                        1,
                        1,
                        TimeUnit.SECONDS);
        pool.advance(ofSeconds(60));
        assertThat(messages()).singleElement().asString().contains("it repeats no more", "second run");
    }

    @Test
    void anExecutedCommandsFailureGoesToItsThreadsHandlerAlone() {
        var before = Thread.getDefaultUncaughtExceptionHandler();
        var handled = new java.util.concurrent.atomic.AtomicReference<Throwable>();
        Thread.setDefaultUncaughtExceptionHandler((_, thrown) -> handled.set(thrown));
        try {
            pool.asExecutorService().execute(() -> {
                throw new IllegalStateException("executed");
            });
            pool.advance(ofSeconds(60));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(handled.get()).hasMessage("executed");
        assertThat(messages()).isEmpty();
    }

    @Test
    void aDeniedRetryIsLoggedAtOnceEvenIfTheFailureIsRead() {
        pool.close();
        pool = ManualPool.of(ExecutorPool.builder("quiet").retryBudget(RetryBudget.of(0, 0, 0)));
        var handle = pool.submit(failing("charge").withRetry(RetryPolicy.attempts(3, Backoff.none())));
        handle.whenDone(_ -> {});
        pool.runReady();
        assertThat(messages())
                .singleElement()
                .asString()
                .contains("the retry budget denied another attempt", "no luck");
    }

    @Test
    void aPolicyThatThrowsIsLogged() {
        var handle = pool.submit(failing("charge").withRetry(RetryPolicy.attempts(3, (_, _, _) -> {
            throw new ArithmeticException("broken backoff");
        })));
        handle.whenDone(_ -> {});
        pool.runReady();
        assertThat(messages()).singleElement().asString().contains("a function of its policy threw", "broken backoff");
    }

    @Test
    void whatIsUnreadWhenThePoolClosesIsLoggedThenAndOnlyThen() {
        pool.submit(failing("last"));
        pool.close();
        assertThat(messages()).hasSize(1);
        pool.advance(ofSeconds(60));
        assertThat(messages()).hasSize(1);
    }

    @Test
    void aNameMayLogTenLinesAMinuteAndThenTellsWhatWasLeftOut() {
        for (int i = 0; i < 500; i++) {
            pool.submit(failing("noisy"));
        }
        pool.submit(failing("other"));
        pool.advance(ofSeconds(30));
        assertThat(messages()).hasSize(11);
        assertThat(messages().getLast()).contains("'other'").doesNotContain("left out");
        pool.advance(ofSeconds(40));
        pool.submit(failing("noisy"));
        pool.advance(ofSeconds(6));
        assertThat(messages()).hasSize(12);
        assertThat(messages().getLast()).endsWith("; 490 lines of this name were left out before this one");
        pool.submit(failing("noisy"));
        pool.advance(ofSeconds(6));
        assertThat(messages().getLast()).doesNotContain("left out");
    }

    @Test
    void namesWithoutEndDoNotLogWithoutEnd() {
        for (int i = 0; i < 3_000; i++) {
            pool.submit(failing("name-" + i));
        }
        pool.advance(ofSeconds(30));
        assertThat(messages()).hasSize(100);
    }

    @Test
    void itCanBeSwitchedOff() {
        pool.close();
        pool = ManualPool.of(ExecutorPool.builder("quiet")
                .retryBudget(RetryBudget.of(0, 0, 0))
                .withoutFailureLog());
        pool.submit(failing("charge").withRetry(RetryPolicy.attempts(3, Backoff.none())));
        pool.advance(ofSeconds(60));
        pool.close();
        assertThat(messages()).isEmpty();
    }

    @Test
    void aFailureThatCannotBePrintedIsLoggedWithItsClass() {
        class Mute extends RuntimeException {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new AssertionError("no message");
            }
        }
        pool.submit(Task.action("mute", _ -> {
            throw new Mute();
        }));
        pool.advance(ofSeconds(6));
        assertThat(messages()).singleElement().asString().contains("Mute");
        assertThat(lines.list.getFirst().getThrowableProxy().getMessage()).contains("Mute");
    }
}
