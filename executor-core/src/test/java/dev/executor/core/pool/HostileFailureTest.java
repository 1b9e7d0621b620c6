// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.executor.ClassifiedFailure;
import dev.executor.ExecutorPool;
import dev.executor.FailureKind;
import dev.executor.OutcomeDetails;
import dev.executor.Task;
import dev.executor.TaskContext;
import dev.executor.TaskFailedException;
import dev.executor.TaskOutcome;
import dev.executor.TaskOutcome.Failed;
import dev.executor.TaskOutcome.Succeeded;
import dev.executor.UnacceptedResultException;
import dev.executor.event.TaskEvent;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryBudget;
import dev.executor.policy.RetryPolicy;
import dev.executor.spi.AttemptLink;
import dev.executor.spi.Require;
import dev.executor.testing.ManualPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever an exception, a result or a function of the user's does: the task ends, once, and the user's objects
/// stay as they were.
class HostileFailureTest {
    private final ManualPool pool =
            ManualPool.of(ExecutorPool.builder("hostile").concurrency(2).retryBudget(RetryBudget.unlimited()));

    @AfterEach
    void close() {
        pool.close();
    }

    /// Each of its methods that makes a text throws an `Error`.
    private static final class Mute extends RuntimeException implements ClassifiedFailure {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new StackOverflowError("no message");
        }

        @Override
        public String toString() {
            throw new AssertionError("no text");
        }

        @Override
        public FailureKind failureKind() {
            throw new LinkageError("no kind");
        }
    }

    @Test
    void aFailureWithoutATextIsStillTheFailureOfEachWayToAsk() throws Exception {
        var mute = new Mute();
        var handle = pool.submit(Task.action("mute", _ -> {
            throw mute;
        }));
        var future = handle.toFuture();
        var viewed = pool.asExecutorService().submit((Runnable) () -> {
            throw mute;
        });
        pool.runReady();
        assertThat(((Failed<?>) handle.await()).cause() == mute).isTrue();
        assertThat(catchThrowable(handle::join).getCause() == mute).isTrue();
        assertThat(catchThrowable(viewed::get).getCause() == mute).isTrue();
        assertThat(future.isCompletedExceptionally()).isTrue();
        assertThat(catchThrowable(future::get)).isInstanceOf(ExecutionException.class);
        assertThat(future.exceptionNow()).isInstanceOf(TaskFailedException.class);
        assertThat(future.exceptionNow().getMessage()).contains("mute", Mute.class.getName());
        assertThat(handle.outcome().toString()).contains(Mute.class.getName());
        assertThat(pool.events().all())
                .allSatisfy(event -> assertThat(event.toString()).isNotEmpty());
    }

    @Test
    void aConstantFailureCarriesNothingAfterAThousandTasks() throws Exception {
        var constant = new IllegalStateException("one for all");
        var handles = new ArrayList<dev.executor.TaskHandle<?>>();
        for (int i = 0; i < 1_000; i++) {
            handles.add(pool.submit(Task.action("constant", _ -> {
                        throw constant;
                    })
                    .withRetry(RetryPolicy.attempts(3, Backoff.none()))));
        }
        pool.advance(ofSeconds(1));
        assertThat(constant).hasNoSuppressedExceptions();
        for (var handle : handles) {
            assertThat(handle.await().details().earlierFailures()).containsExactly(constant, constant);
        }
    }

    @Test
    void theKindOfAFailureThatThrowsWhenAskedIsExceptionAndTheOutcomeTellsWhatItThrew() throws Exception {
        var handle = pool.submit(Task.action("mute", _ -> {
            throw new Mute();
        }));
        pool.runReady();
        var failed = (Failed<?>) handle.await();
        assertThat(failed.kind()).isEqualTo(FailureKind.EXCEPTION);
        assertThat(failed.cause().getSuppressed()).isEmpty();
        assertThat(failed.details().policyFailure()).get().isInstanceOf(LinkageError.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT-2562047788015215H", "PT0S"})
    void aRequestedDelayBelowZeroCountsAsZero(String requested) throws Exception {
        var handle = pool.submit(failingOnce()
                .withRetry(RetryPolicy.attempts(2, Backoff.none())
                        .withRequestedDelay(_ -> Optional.of(Duration.parse(requested)), ofSeconds(5))));
        pool.runReady();
        pool.advance(ofMillis(2));
        assertThat(handle.outcome()).get().isInstanceOf(Succeeded.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT3504000H", "PT2562047788015215H", "PT6S"})
    void aRequestedDelayAboveTheCapIsCutToTheCap(String requested) {
        var handle = pool.submit(failingOnce()
                .withRetry(RetryPolicy.attempts(2, Backoff.none())
                        .withRequestedDelay(_ -> Optional.of(Duration.parse(requested)), ofSeconds(5))));
        pool.advance(ofSeconds(5).minusNanos(1));
        assertThat(handle.outcome()).isEmpty();
        pool.advance(ofMillis(2));
        assertThat(handle.outcome()).get().isInstanceOf(Succeeded.class);
    }

    @Test
    void aRequestedDelayThatIsShorterThanTheBackoffChangesNothing() {
        var handle = pool.submit(failingOnce()
                .withRetry(RetryPolicy.attempts(2, Backoff.fixed(ofSeconds(10)))
                        .withRequestedDelay(_ -> Optional.of(ofSeconds(2)), ofSeconds(60))));
        pool.advance(ofSeconds(10).minusNanos(1));
        assertThat(handle.outcome()).isEmpty();
        pool.advance(ofMillis(2));
        assertThat(handle.outcome()).get().isInstanceOf(Succeeded.class);
    }

    @Test
    void theFirstEightEarlierFailuresAreKept() throws Exception {
        var handle = pool.submit(Task.action("failing", ctx -> {
                    throw new IllegalStateException("failure " + ctx.attempt());
                })
                .withRetry(RetryPolicy.attempts(20, Backoff.none())));
        pool.advance(ofSeconds(1));
        assertThat(handle.await().attempts()).isEqualTo(20);
        assertThat(handle.await().details().earlierFailures())
                .extracting(Throwable::getMessage)
                .containsExactly(
                        "failure 1",
                        "failure 2",
                        "failure 3",
                        "failure 4",
                        "failure 5",
                        "failure 6",
                        "failure 7",
                        "failure 8");
    }

    @Test
    void aBackoffOfTheUsersDecidesTheWait() {
        Backoff linear = (failures, _, _) -> ofSeconds(10).multipliedBy(failures);
        var times = new ArrayList<Duration>();
        pool.submit(Task.action("linear", _ -> {
                    times.add(pool.host().elapsed());
                    throw new IllegalStateException("again");
                })
                .withRetry(RetryPolicy.attempts(3, linear)));
        pool.advance(ofSeconds(60));
        assertThat(times).containsExactly(ofSeconds(0), ofSeconds(10), ofSeconds(30));
    }

    @Test
    void aBackoffBelowZeroOrBeyondEveryClockIsBroughtIntoRange() {
        var below = pool.submit(failingOnce().withRetry(RetryPolicy.attempts(2, (_, _, _) -> ofSeconds(-1))));
        var farBelow =
                pool.submit(failingOnce().withRetry(RetryPolicy.attempts(2, (_, _, _) -> ofSeconds(Long.MIN_VALUE))));
        var beyond = pool.submit(failingOnce()
                .withRetry(RetryPolicy.attempts(2, (_, _, _) -> Duration.ofSeconds(Long.MAX_VALUE, 999_999_999))));
        pool.advance(ofMillis(2));
        assertThat(below.outcome()).get().isInstanceOf(Succeeded.class);
        assertThat(farBelow.outcome()).get().isInstanceOf(Succeeded.class);
        assertThat(pool.events().all(TaskEvent.RetryScheduled.class))
                .extracting(TaskEvent.RetryScheduled::delay)
                .containsExactly(Duration.ZERO, Duration.ZERO, Require.LONGEST);
        assertThat(beyond.status()).isEqualTo(dev.executor.TaskState.BACKING_OFF);
        beyond.cancel();
    }

    @Test
    void aBackoffThatThrowsOrReturnsNullEndsTheTaskAndTheOutcomeTellsWhy() throws Exception {
        var thrown = pool.submit(failingOnce().withRetry(RetryPolicy.attempts(2, (_, _, _) -> {
            throw new ArithmeticException("no wait");
        })));
        var none = pool.submit(failingOnce().withRetry(RetryPolicy.attempts(2, (_, _, _) -> null)));
        pool.runReady();
        assertThat(thrown.await().details().policyFailure()).get().isInstanceOf(ArithmeticException.class);
        assertThat(none.await().details().policyFailure()).get().isInstanceOf(NullPointerException.class);
    }

    @Test
    void aResultThatThePolicyDoesNotAcceptIsRetried() throws Exception {
        var calls = new AtomicInteger();
        var handle = pool.submit(Task.of("poll", _ -> calls.incrementAndGet())
                .withRetry(RetryPolicy.attempts(5, Backoff.fixed(ofSeconds(1)))
                        .retryingIfResult(result -> result instanceof Integer number && number < 3)));
        pool.advance(ofSeconds(5));
        assertThat(handle.await()).isInstanceOf(Succeeded.class);
        assertThat(handle.join()).isEqualTo(3);
        assertThat(handle.await().attempts()).isEqualTo(3);
        assertThat(handle.await().details().earlierFailures())
                .extracting(failure -> ((UnacceptedResultException) failure).result())
                .containsExactly(1, 2);
        assertThat(pool.events().kinds(handle))
                .containsExactly(
                        "Submitted",
                        "Started",
                        "AttemptEnded",
                        "RetryScheduled",
                        "Started",
                        "AttemptEnded",
                        "RetryScheduled",
                        "Started",
                        "AttemptEnded",
                        "Finished");
    }

    @Test
    void theResultOfTheLastAttemptIsTheTasks() throws Exception {
        var handle = pool.submit(Task.<String>of("null", _ -> null)
                .withRetry(RetryPolicy.attempts(2, Backoff.none()).retryingIfResult(result -> result == null)));
        pool.advance(ofMillis(5));
        assertThat(handle.await())
                .isEqualTo(new Succeeded<String>(null, handle.await().details()));
        assertThat(pool.events().all(TaskEvent.AttemptEnded.class))
                .extracting(event -> event.failure().isPresent())
                .containsExactly(true, false);
        assertThat(handle.await().attempts()).isEqualTo(2);
    }

    @Test
    void aResultPredicateThatThrowsAcceptsTheResult() throws Exception {
        var handle = pool.submit(Task.of("result", _ -> "fine")
                .withRetry(RetryPolicy.attempts(2, Backoff.none()).retryingIfResult(_ -> {
                    throw new IllegalStateException("broken predicate");
                })));
        pool.runReady();
        assertThat(handle.join()).isEqualTo("fine");
        assertThat(handle.await().attempts()).isEqualTo(1);
        assertThat(handle.await().details().policyFailure()).get().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatAnAttemptReportsIsFoundInWhateverOutcome() throws Exception {
        var progress = new AtomicReference<>("half");
        var handle = pool.submit(Task.action("reports", ctx -> {
                    AttemptLink.of(ctx).orElseThrow().reportResult(progress::get);
                    pool.host().sleep(ofSeconds(60));
                })
                .withTimeout(ofSeconds(5)));
        pool.advance(ofSeconds(5));
        var outcome = handle.await();
        assertThat(outcome).isInstanceOf(TaskOutcome.TimedOut.class);
        assertThat(outcome.details().find(String.class)).contains("half");
        progress.set("whole");
        assertThat(outcome.details().find(String.class)).contains("whole");
        assertThat(outcome.details().find(Integer.class)).isEmpty();
    }

    @Test
    void anOutcomeOfATimeoutOrCancelTellsTheEarlierFailures() throws Exception {
        var first = new IllegalStateException("first");
        Task<Void> task = Task.<Void>action("stopped", ctx -> {
                    if (ctx.attempt() == 1) {
                        throw first;
                    }
                    pool.host().sleep(ofSeconds(60));
                })
                .withRetry(RetryPolicy.attempts(2, Backoff.none()));
        var timed = pool.submit(task.withTimeout(ofSeconds(5)));
        var cancelled = pool.submit(task);
        pool.advance(ofSeconds(5));
        cancelled.cancel();
        pool.runReady();
        assertThat(timed.await().details()).isEqualTo(OutcomeDetails.of(2).withEarlierFailures(List.of(first)));
        assertThat(cancelled.await().details()).isEqualTo(OutcomeDetails.of(2).withEarlierFailures(List.of(first)));
    }

    @Test
    void detailsRefuseWhatMakesNoSense() {
        assertThatThrownBy(() -> OutcomeDetails.of(-1)).hasMessageContaining("attempts was -1");
        assertThatThrownBy(() -> OutcomeDetails.of(1).find(null)).hasMessage("type");
    }

    private static Task<String> failingOnce() {
        return Task.of("once", (TaskContext ctx) -> {
            if (ctx.attempt() == 1) {
                throw new IllegalStateException("first");
            }
            return "done";
        });
    }
}
