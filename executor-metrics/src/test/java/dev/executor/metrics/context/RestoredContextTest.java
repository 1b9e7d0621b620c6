// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener.Delivery;
import dev.executor.metrics.log.TaskLogging;
import dev.executor.metrics.trace.TaskTracing;
import dev.executor.policy.Backoff;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryPolicy;
import dev.executor.spi.PoolExtension;
import dev.executor.testing.ManualPool;
import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;

/// Each carrier restores the whole of what was current before an attempt, whatever the body leaves behind.
@Timeout(60)
class RestoredContextTest {
    private static final ThreadLocal<@Nullable String> CUSTOMER = new ThreadLocal<>();
    private static final ThreadLocal<@Nullable String> UNSET = new ThreadLocal<>();
    private static final ContextKey<String> LEFT = ContextKey.named("left");
    private static final ObservationRegistry OBSERVATIONS = ObservationRegistry.create();

    private static final ContextRegistry REGISTRY = new ContextRegistry()
            .registerThreadLocalAccessor("customer", CUSTOMER)
            .registerThreadLocalAccessor("unset", UNSET)
            .registerThreadLocalAccessor(new ObservationThreadLocalAccessor(OBSERVATIONS));

    static {
        OBSERVATIONS.observationConfig().observationHandler(_ -> true);
    }

    @AfterEach
    void clear() {
        CUSTOMER.remove();
        UNSET.remove();
        MDC.clear();
    }

    private static @Nullable String observed() {
        var current = OBSERVATIONS.getCurrentObservation();
        return current == null ? null : current.getContext().getName();
    }

    /// What is looked at, and a body that leaves such a thing behind.
    static Stream<Arguments> carriers() {
        var sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(InMemorySpanExporter.create()))
                        .build())
                .build(); // without a processor it would make no spans
        var noTraces = OpenTelemetry.noop();
        Supplier<Object> trace = () -> List.of(
                Span.current().getSpanContext().getSpanId(),
                String.valueOf(Context.current().get(LEFT)));
        Supplier<Object> mdc = () -> Objects.requireNonNullElse(MDC.getCopyOfContextMap(), Map.of());
        Supplier<Object> locals =
                () -> List.of(String.valueOf(CUSTOMER.get()), String.valueOf(UNSET.get()), String.valueOf(observed()));
        return Stream.of(
                Arguments.of("an OpenTelemetry scope", TaskTracing.of(sdk), trace, (Runnable) () -> {
                    Context.current().with(LEFT, "by the body").makeCurrent();
                    sdk.getTracer("body").spanBuilder("left open").startSpan().makeCurrent();
                }),
                Arguments.of("a context below all", TaskTracing.of(sdk), trace, (Runnable) Context.root()::makeCurrent),
                Arguments.of("the ids of a trace", TaskTracing.of(sdk), mdc, (Runnable) () -> {
                    MDC.put("trace_id", "the body's");
                    MDC.remove("span_id");
                }),
                Arguments.of("ids where there is no trace", TaskTracing.of(noTraces), mdc, (Runnable) () -> {
                    MDC.put("trace_id", "the body's");
                    MDC.put("span_id", "the body's");
                }),
                Arguments.of("keys of the MDC", TaskLogging.create(), mdc, (Runnable) () -> {
                    MDC.put("left", "by the body");
                    MDC.put("customer", "the body's");
                    MDC.remove("tenant");
                }),
                Arguments.of("an MDC without anything", TaskLogging.create(), mdc, (Runnable) MDC::clear),
                Arguments.of("thread-locals", ContextPropagation.of(REGISTRY), locals, (Runnable) () -> {
                    CUSTOMER.set("the body's");
                    UNSET.set("by the body");
                }),
                Arguments.of("a thread-local that is gone", ContextPropagation.of(REGISTRY), locals, (Runnable)
                        CUSTOMER::remove),
                Arguments.of("scopes of observations", ContextPropagation.of(REGISTRY), locals, (Runnable) () -> {
                    Observation.start("first", OBSERVATIONS).openScope();
                    Observation.start("second", OBSERVATIONS).openScope();
                }));
    }

    /// Listeners see nothing that only an attempt has.
    static Stream<Arguments> carriersToListeners() {
        return carriers()
                .filter(arguments -> !String.valueOf(arguments.get()[0]).contains("ids"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("carriers")
    void aSubmitterThatRunsItsTaskItselfGoesOnWithWhatItHad(
            String what, PoolExtension carrier, Supplier<Object> look, Runnable leave) throws Exception {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var pool = ExecutorPool.builder("full")
                .concurrency(1)
                .queueCapacity(0)
                .overflow(OverflowPolicy.callerRuns())
                .with(carrier)
                .build()) {
            pool.submit(Task.action("fills the pool", _ -> {
                started.countDown();
                release.await();
            }));
            started.await();
            CUSTOMER.set("the submitter's");
            MDC.put("customer", "the submitter's");
            var me = Thread.currentThread();
            var inside = new ArrayList<Thread>();
            var left = new ArrayList<>();
            try (var _ = Context.current().with(LEFT, "by the submitter").makeCurrent()) {
                Object before = look.get();
                pool.submit(Task.action("leaves " + what, _ -> {
                    inside.add(Thread.currentThread());
                    leave.run();
                    left.add(look.get());
                }));
                release.countDown();
                assertThat(left).as("the body has left something").hasSize(1).doesNotContain(before);
                assertThat(inside).as("the submitter has run it").containsExactly(me);
                assertThat(look.get()).isEqualTo(before);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("carriers")
    void theNextTaskOfAThreadSeesNothingOfIt(
            String what, PoolExtension carrier, Supplier<Object> look, Runnable leave) {
        var threads = new ArrayList<Thread>();
        var seen = new ArrayList<>();
        try (var pool = ManualPool.of(ExecutorPool.builder("one").concurrency(1).with(carrier))) {
            for (int i = 0; i < 3; i++) {
                pool.submit(Task.action("leaves " + what, _ -> {
                    threads.add(Thread.currentThread());
                    seen.add(withoutOwnIds(carrier, look));
                    leave.run();
                }));
                pool.runReady();
            }
        }
        assertThat(threads).as("one thread has run them all").hasSize(3).containsOnly(threads.getFirst());
        assertThat(seen).containsOnly(seen.getFirst());
    }

    /// What an attempt sees but for what each has of its own.
    private static String withoutOwnIds(PoolExtension carrier, Supplier<Object> look) {
        var seen = String.valueOf(look.get()).replaceAll("t-\\d+", "task");
        return carrier instanceof TaskTracing ? seen.replaceAll("[0-9a-f]{16,32}", "id") : seen;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("carriersToListeners")
    void aSubmitterWhoseListenerLeavesSomethingGoesOnWithWhatItHad(
            String what, PoolExtension carrier, Supplier<Object> look, Runnable leave) {
        var threads = new ArrayList<Thread>();
        try (var pool = ManualPool.of(ExecutorPool.builder("one")
                .listener(
                        event -> {
                            if (event instanceof TaskEvent.Submitted) {
                                threads.add(Thread.currentThread());
                                leave.run();
                            }
                        },
                        Delivery.INLINE)
                .with(carrier))) {
            MDC.put("customer", "the submitter's");
            CUSTOMER.set("the submitter's");
            try (var _ = Context.current().with(LEFT, "by the submitter").makeCurrent()) {
                Object before = look.get();
                pool.submit(Task.action("quick", _ -> {}));
                assertThat(threads).as("the submitter has told it").containsExactly(Thread.currentThread());
                assertThat(look.get())
                        .as("after a listener that leaves " + what)
                        .isEqualTo(before);
            }
        }
    }

    @Test
    void registeredThreadLocalsAreTheSubmittersInEachAttemptCallbackAndListener() {
        var seen = new ArrayList<String>();
        CUSTOMER.set("acme");
        var observation = Observation.start("request", OBSERVATIONS);
        try (var pool = ManualPool.of(ExecutorPool.builder("media")
                .listener(event -> seen.add(event.getClass().getSimpleName() + " " + CUSTOMER.get()), Delivery.INLINE)
                .with(ContextPropagation.of(REGISTRY)))) {
            try (var _ = observation.openScope()) {
                var handle = pool.submit(Task.of("flaky", context -> {
                            seen.add("attempt " + context.attempt() + " " + CUSTOMER.get() + " " + observed());
                            if (context.attempt() == 1) {
                                throw new IllegalStateException("once");
                            }
                            return 1;
                        })
                        .withRetry(RetryPolicy.attempts(2, Backoff.fixed(java.time.Duration.ofMillis(1)))));
                handle.whenDone(_ -> seen.add("callback " + CUSTOMER.get() + " " + observed()));
            }
            CUSTOMER.set("somebody else");
            UNSET.set("somebody else");
        }
        assertThat(seen)
                .contains("attempt 1 acme request", "attempt 2 acme request", "callback acme request", "Finished acme");
        assertThat(CUSTOMER.get()).isEqualTo("somebody else");
        assertThat(UNSET.get()).isEqualTo("somebody else");
        assertThat(observed()).isNull();
    }

    @Test
    void whatTheJvmsRegistryHasIsCarried() {
        ContextRegistry.getInstance().registerThreadLocalAccessor("executor.test", CUSTOMER);
        try (var pool = ManualPool.of(ExecutorPool.builder("media").with(ContextPropagation.create()))) {
            CUSTOMER.set("acme");
            var handle = pool.submit(Task.of("look", _ -> String.valueOf(CUSTOMER.get())));
            pool.runReady();
            assertThat(handle.join()).isEqualTo("acme");
        } finally {
            ContextRegistry.getInstance().removeThreadLocalAccessor("executor.test");
        }
    }
}
