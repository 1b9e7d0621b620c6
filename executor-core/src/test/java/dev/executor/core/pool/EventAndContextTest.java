// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.executor.ExecutorPool;
import dev.executor.Progress;
import dev.executor.Task;
import dev.executor.TaskContext;
import dev.executor.TaskHandle;
import dev.executor.TaskOutcome;
import dev.executor.event.ProcessEvent;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener.Delivery;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import dev.executor.spi.AttemptLink;
import dev.executor.spi.ContextCarrier;
import dev.executor.spi.PoolExtension;
import dev.executor.testing.ManualHost;
import dev.executor.testing.ManualPool;
import dev.executor.testing.RecordingListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EventAndContextTest {
    private static final ThreadLocal<String> AMBIENT = ThreadLocal.withInitial(() -> "none");

    /// Carries AMBIENT, as MDC and trace carriers carry theirs.
    private static ContextCarrier.Snapshot captureAmbient() {
        String captured = AMBIENT.get();
        return () -> {
            String before = AMBIENT.get();
            AMBIENT.set(captured);
            return () -> AMBIENT.set(before);
        };
    }

    @Test
    void theSubmittersContextIsRestoredOnEveryAttemptCallbackAndListener() {
        var seen = Collections.synchronizedList(new ArrayList<String>());
        var attempts = new AtomicInteger();
        var pool = ManualPool.of(ExecutorPool.builder("context")
                .carrier(EventAndContextTest::captureAmbient)
                .listener(event -> seen.add("buffered " + AMBIENT.get()))
                .listener(event -> seen.add("inline " + AMBIENT.get()), Delivery.INLINE));
        AMBIENT.set("request 7");
        var handle = pool.submit(Task.action("flaky", _ -> {
                    seen.add("attempt " + AMBIENT.get());
                    if (attempts.incrementAndGet() == 1) {
                        throw new IllegalStateException("once");
                    }
                })
                .withRetry(RetryPolicy.attempts(2, Backoff.fixed(ofSeconds(1)))));
        handle.whenDone(_ -> seen.add("callback " + AMBIENT.get()));
        AMBIENT.set("another request");
        pool.advance(ofSeconds(1));
        pool.close();
        assertThat(seen)
                .filteredOn(line -> line.startsWith("attempt"))
                .containsExactly("attempt request 7", "attempt request 7");
        assertThat(seen)
                .filteredOn(line -> line.startsWith("buffered"))
                .hasSize(7)
                .allMatch(line -> line.endsWith("request 7"));
        assertThat(seen)
                .filteredOn(line -> line.startsWith("inline"))
                .hasSize(7)
                .allMatch(line -> line.endsWith("request 7"));
        assertThat(seen).filteredOn(line -> line.startsWith("callback")).containsExactly("callback request 7");
        AMBIENT.remove();
    }

    @Test
    void aBrokenCarrierHarmsNobody() {
        var pool = ManualPool.of(ExecutorPool.builder("broken carrier")
                .carrier(() -> {
                    throw new IllegalStateException("cannot capture");
                })
                .carrier(() -> () -> {
                    throw new AssertionError("cannot open");
                })
                .carrier(() -> () -> () -> {
                    throw new AssertionError("cannot close");
                }));
        var handle = pool.submit(Task.of("fine", _ -> "fine"));
        pool.runReady();
        assertThat(handle.join()).isEqualTo("fine");
        pool.close();
    }

    @Test
    void aListenerThatThrowsIsCountedAndTheOthersHearEverything() {
        var host = ManualHost.create();
        var heard = new RecordingListener();
        var pool = ManualPool.of(
                ExecutorPool.builder("throwing")
                        .listener(
                                _ -> {
                                    throw new IllegalStateException("listener bug");
                                },
                                Delivery.INLINE)
                        .listener(heard),
                host);
        var handle = pool.submit(Task.of("fine", _ -> "fine"));
        pool.runReady();
        assertThat(handle.join()).isEqualTo("fine");
        assertThat(heard.kinds(handle)).containsExactly("Submitted", "Started", "AttemptEnded", "Finished");
        assertThat(pool.snapshot().listeners().errors()).isEqualTo(4);
        pool.close();
    }

    @Test
    void aBlockedListenerSlowsNoTaskAndItsDropsAreCounted() {
        var release = new CountDownLatch(1);
        var heard = new AtomicInteger();
        var pool = ManualPool.of(ExecutorPool.builder("slow listener")
                .eventBuffer(16)
                .listener(_ -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    heard.incrementAndGet();
                }));
        var handles = new ArrayList<TaskHandle<String>>();
        for (int i = 0; i < 20; i++) {
            handles.add(pool.submit(Task.of("fine", _ -> "fine")));
        }
        pool.runReady();
        assertThat(handles).allMatch(handle -> handle.outcome().isPresent());
        long dropped = pool.snapshot().listeners().droppedEvents();
        assertThat(dropped).isGreaterThanOrEqualTo(80 - 16 - 1);
        release.countDown();
        pool.close();
        assertThat(heard.get() + dropped).isEqualTo(80);
    }

    @Test
    void aListenerMayCancelTheTaskItHearsOf() {
        var doomed = new AtomicReference<TaskHandle<?>>();
        var pool = ManualPool.of(ExecutorPool.builder("reentrant")
                .listener(
                        event -> {
                            if (event instanceof TaskEvent.Started) {
                                doomed.get().cancel();
                            }
                        },
                        Delivery.INLINE));
        var handle = pool.submit(Task.action("doomed", _ -> pool.host().sleep(ofSeconds(10))));
        doomed.set(handle);
        pool.runReady();
        assertThat(handle.outcome()).get().isInstanceOf(TaskOutcome.Cancelled.class);
        assertThat(pool.events().kinds(handle)).containsExactly("Submitted", "Started", "Finished", "AttemptEnded");
        pool.close();
    }

    @Test
    void queueAndRunTimesAreMeasuredByTheHostsClock() {
        var pool = ManualPool.withConcurrency(1);
        pool.submit(Task.action("first", _ -> pool.host().sleep(ofMillis(250))));
        pool.submit(Task.action("second", _ -> pool.host().sleep(ofMillis(100))));
        pool.advance(ofSeconds(1));
        assertThat(pool.events().all(TaskEvent.Started.class))
                .extracting(TaskEvent.Started::queueTime)
                .containsExactly(ofMillis(0), ofMillis(250));
        assertThat(pool.events().all(TaskEvent.AttemptEnded.class))
                .extracting(TaskEvent.AttemptEnded::runTime)
                .containsExactly(ofMillis(250), ofMillis(100));
        pool.close();
    }

    @Test
    void theContextIsFoundDownTheStackAndGoneAfterwards() {
        var pool = ManualPool.withConcurrency(1);
        var found = new AtomicReference<Optional<TaskContext>>(Optional.empty());
        var handle = pool.submit(Task.of("outer", context -> {
            found.set(TaskContext.current());
            return context;
        }));
        pool.runReady();
        assertThat(found.get()).containsSame(handle.join());
        assertThat(TaskContext.current()).isEmpty();
        pool.close();
    }

    @Test
    void progressIsSeenThroughTheHandle() {
        var pool = ManualPool.withConcurrency(1);
        var handle = pool.submit(Task.action("long", context -> {
            context.progress(3, 10);
            pool.host().sleep(ofSeconds(10));
        }));
        assertThat(handle.progress()).isEmpty();
        pool.runReady();
        assertThat(handle.progress()).contains(new Progress(3, 10));
        pool.close();
    }

    @Test
    void aTaskNeverSeesAnInterruptThatWasMeantForTheOneBefore() {
        var pool = ManualPool.withConcurrency(1);
        var seen = Collections.synchronizedList(new ArrayList<Boolean>());
        var first = pool.submit(Task.action("leaves its interrupt set", _ -> {
            try {
                pool.host().sleep(ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        pool.submit(Task.action("next", _ -> seen.add(Thread.currentThread().isInterrupted())));
        pool.runReady();
        first.cancel();
        pool.runReady();
        assertThat(seen).isEqualTo(List.of(false));
        pool.close();
    }

    @Test
    void aFutureOfAHandleCompletesAsTheTaskDoesAndCancelsIt() {
        var pool = ManualPool.withConcurrency(2);
        var good = pool.submit(Task.of("good", _ -> 42)).toFuture().thenApply(n -> n + 1);
        var bad = pool.submit(Task.action("bad", _ -> {
                    throw new IllegalArgumentException("no");
                }))
                .toFuture();
        pool.runReady();
        assertThat(good).isCompletedWithValue(43);
        assertThat(bad).isCompletedExceptionally();
        assertThat(bad.exceptionNow()).hasRootCauseMessage("no");
        var slow = pool.submit(Task.action("slow", _ -> pool.host().sleep(ofSeconds(10))));
        var future = slow.toFuture();
        pool.runReady();
        future.cancel(true);
        pool.runReady();
        assertThat(slow.outcome()).get().isInstanceOf(TaskOutcome.Cancelled.class);
        assertThat(future).isCancelled();
        pool.close();
    }

    @Test
    void anAttemptsOwnContextIsOpenedForItsBodyAndForWhoWorksForIt() throws Exception {
        var seen = Collections.synchronizedList(new ArrayList<String>());
        // A real pool: the body waits for a thread of its own, which virtual time would take for blocked.
        try (var pool = ExecutorPool.builder("context")
                .carrier(() -> new PerAttempt("request 7"))
                .build()) {
            var handle = pool.submit(Task.of("work", context -> {
                seen.add("body " + AMBIENT.get());
                var link = AttemptLink.of(context).orElseThrow();
                var reader = Thread.ofPlatform().start(() -> {
                    try (var _ = link.openContext()) {
                        seen.add("reader " + AMBIENT.get());
                    }
                    seen.add("after " + AMBIENT.get());
                });
                reader.join();
                return link.environment();
            }));

            assertThat(handle.join()).containsExactly(Map.entry("REQUEST", "request 7, attempt 1"));
            handle.whenDone(_ -> seen.add("callback " + AMBIENT.get()));
            await().until(() -> seen.size() == 4);
            assertThat(seen)
                    .containsExactly(
                            "body request 7, attempt 1",
                            "reader request 7, attempt 1",
                            "after none",
                            "callback request 7");
        }
    }

    /// As a trace carrier, to which each attempt is a context of its own.
    private record PerAttempt(String captured) implements ContextCarrier.Snapshot {
        @Override
        public ContextCarrier.Scope open() {
            return make(captured);
        }

        @Override
        public ContextCarrier.Scope openFor(TaskContext attempt) {
            return make(captured + ", attempt " + attempt.attempt());
        }

        @Override
        public Map<String, String> environment(TaskContext attempt) {
            return Map.of("REQUEST", captured + ", attempt " + attempt.attempt());
        }

        private static ContextCarrier.Scope make(String value) {
            String before = AMBIENT.get();
            AMBIENT.set(value);
            return () -> AMBIENT.set(before);
        }
    }

    @Test
    void whatASandboxTellsComesBetweenStartAndEndOfItsAttempt() {
        var events = new RecordingListener();
        try (var pool = ManualPool.of(ExecutorPool.builder("told").listener(events, Delivery.INLINE))) {
            var handle = pool.submit(Task.action(
                    "work",
                    context -> AttemptLink.of(context)
                            .orElseThrow()
                            .tell(new ProcessEvent.SecretRead(context.info(), context.attempt(), "key", true))));
            pool.runReady();

            assertThat(events.kinds(handle))
                    .containsExactly("Submitted", "Started", "SecretRead", "AttemptEnded", "Finished");
        }
    }

    @Test
    void anEventOfAnotherTaskIsRefused() {
        try (var pool = ManualPool.withConcurrency(1)) {
            var other = pool.submit(Task.of("other", _ -> 1));
            var handle = pool.submit(Task.of("work", context -> {
                assertThatThrownBy(() -> AttemptLink.of(context)
                                .orElseThrow()
                                .tell(new ProcessEvent.SecretRead(other.info(), 1, "key", true)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("of another task");
                return "checked";
            }));
            pool.runReady();

            assertThat(handle.join()).isEqualTo("checked");
        }
    }

    @Test
    void anExtensionAddsItsPartsAndSeesThePool() {
        var heard = new RecordingListener();
        var built = new ArrayList<ExecutorPool>();
        var extension = new PoolExtension() {
            @Override
            public void extend(ExecutorPool.Builder builder) {
                assertThat(builder.name()).isEqualTo("extended");
                builder.listener(heard, Delivery.INLINE);
            }

            @Override
            public void built(ExecutorPool pool) {
                built.add(pool);
            }
        };
        try (var pool = ExecutorPool.builder("extended")
                .with(extension)
                .host(ManualHost.create())
                .build()) {
            assertThat(built).containsExactly(pool);
            assertThat(pool.config().extensions()).containsExactly(extension);
            pool.submit(Task.action("heard", _ -> {}));
            assertThat(heard.all()).hasSize(1);
        }
    }

    /// An exception that throws when somebody looks at it.
    private static final class Unprintable extends Error {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("not even this");
        }
    }

    @Test
    void aListenerWhoseExceptionCannotBePrintedHarmsNoTask() {
        var heard = new RecordingListener();
        var pool = ManualPool.of(ExecutorPool.builder("unprintable")
                .listener(
                        _ -> {
                            throw new Unprintable();
                        },
                        Delivery.INLINE)
                .listener(heard, Delivery.INLINE));
        var handle = pool.submit(Task.of("work", _ -> 1));
        pool.close();
        assertThat(heard.kinds(handle)).containsExactly("Submitted", "Started", "AttemptEnded", "Finished");
        assertThat(pool.snapshot().tasks().live()).isZero();
        assertThat(pool.snapshot().listeners().errors()).isEqualTo(4);
    }

    @Test
    void aBodyWhoseErrorCannotBePrintedFailsItsTask() {
        var pool = ManualPool.of(ExecutorPool.builder("unprintable"));
        var handle = pool.submit(Task.of("work", _ -> {
            throw new Unprintable();
        }));
        pool.close();
        assertThat(handle.outcome())
                .hasValueSatisfying(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                TaskOutcome.Failed.class,
                                failed -> assertThat(failed.cause()).isInstanceOf(Unprintable.class)));
        assertThat(pool.snapshot().tasks().live()).isZero();
    }
}
