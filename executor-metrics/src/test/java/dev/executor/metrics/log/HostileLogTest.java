// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.log;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.executor.ExecutorPool;
import dev.executor.Rejection;
import dev.executor.Submission;
import dev.executor.Task;
import dev.executor.TaskOutcome;
import dev.executor.event.TaskListener.Delivery;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import dev.executor.testing.ManualPool;
import dev.executor.testing.RecordingListener;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/// With a real logging backend, which reads exceptions by methods that are user code, and which may throw itself:
/// every task ends, and every listener goes on.
class HostileLogTest {
    private final Logger log = (Logger) LoggerFactory.getLogger("dev.executor.core");

    /// Throws like a logger whose file system is gone, but only for lines with a cause.
    private final AppenderBase<ILoggingEvent> broken = new AppenderBase<>() {
        @Override
        public synchronized void doAppend(ILoggingEvent line) {
            if (line.getThrowableProxy() != null
                    && line.getThrowableProxy().getClassName().contains("LinkageError")) {
                throw new IllegalStateException("the log is full");
            }
        }

        @Override
        protected void append(ILoggingEvent line) {}
    };

    @BeforeEach
    void listen() {
        log.addAppender(broken);
        log.setAdditive(false);
    }

    @AfterEach
    void forget() {
        log.detachAppender(broken);
        log.setAdditive(true);
    }

    private static final class NoStack extends Error {
        private static final long serialVersionUID = 1L;

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no stack");
        }
    }

    private static final class SecondTimeMute extends Error {
        private static final long serialVersionUID = 1L;
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public String getMessage() {
            if (calls.incrementAndGet() > 4) {
                throw new IllegalStateException("no message any more");
            }
            return "a message";
        }
    }

    private static final class CauseOfItsOwn extends Error {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            return new CauseOfItsOwn(); // for ever
        }
    }

    static Stream<Supplier<Error>> errors() {
        return Stream.of(NoStack::new, SecondTimeMute::new, CauseOfItsOwn::new, LinkageError::new);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aBodysErrorEndsItsTask(Supplier<Error> error) {
        try (var pool = ManualPool.of(ExecutorPool.builder("hostile"))) {
            var handle = pool.submit(Task.action("throws", _ -> {
                throw error.get();
            }));
            pool.advance(ofSeconds(60));
            assertThat(handle.outcome()).get().isInstanceOf(TaskOutcome.Failed.class);
            assertThat(pool.snapshot().tasks().live()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aPolicysErrorEndsTheTask(Supplier<Error> error) {
        try (var pool = ManualPool.of(ExecutorPool.builder("hostile"))) {
            var policy = RetryPolicy.attempts(3, Backoff.none());
            var failing = pool.submit(Task.action("fails", _ -> {
                        throw new IllegalStateException("first");
                    })
                    .withRetry(policy.retryingIf(_ -> {
                        throw error.get();
                    })));
            var returning = pool.submit(Task.of("returns", _ -> 1).withRetry(policy.retryingIfResult(_ -> {
                throw error.get();
            })));
            pool.advance(ofMillis(10));
            assertThat(failing.outcome()).get().isInstanceOf(TaskOutcome.Failed.class);
            assertThat(returning.outcome()).get().isInstanceOf(TaskOutcome.Succeeded.class);
            assertThat(pool.snapshot().tasks().live()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aListenersErrorHarmsNeitherTaskNorLaterEvents(Supplier<Error> error) {
        for (var delivery : Delivery.values()) {
            var heard = new RecordingListener();
            try (var pool = ManualPool.of(ExecutorPool.builder("hostile")
                    .listener(
                            event -> {
                                heard.onEvent(event);
                                throw error.get();
                            },
                            delivery))) {
                var first = pool.submit(Task.of("first", _ -> 1));
                pool.runReady();
                var second = pool.submit(Task.of("second", _ -> 2));
                pool.runReady();
                assertThat(first.join() + second.join()).isEqualTo(3);
                assertThat(heard.all()).hasSize(8);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aCarriersErrorHarmsNoTask(Supplier<Error> error) {
        try (var pool = ManualPool.of(ExecutorPool.builder("hostile")
                .carrier(() -> {
                    throw error.get();
                })
                .carrier(() -> () -> {
                    throw error.get();
                })
                .carrier(() -> () -> () -> {
                    throw error.get();
                }))) {
            assertThat(pool.submit(Task.of("carried", _ -> 1)).join()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anAdmissionPolicysErrorIsARefusal(Supplier<Error> error) {
        try (var pool = ManualPool.of(ExecutorPool.builder("hostile").admission((_, _) -> {
            throw error.get();
        }))) {
            assertThat(pool.trySubmit(Task.of("refused", _ -> 1)))
                    .isInstanceOfSatisfying(
                            Submission.Refused.class,
                            refused -> assertThat(refused.rejection()).isInstanceOf(Rejection.Denied.class));
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aCallbacksErrorIsCounted(Supplier<Error> error) {
        try (var pool = ManualPool.of(ExecutorPool.builder("hostile"))) {
            pool.submit(Task.of("called back", _ -> 1)).whenDone(_ -> {
                throw error.get();
            });
            pool.advance(ofMillis(1));
            assertThat(pool.snapshot().listeners().errors()).isEqualTo(1);
        }
    }
}
