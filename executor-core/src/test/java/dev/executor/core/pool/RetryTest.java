// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.FailureKind;
import dev.executor.Task;
import dev.executor.TaskOutcome.Failed;
import dev.executor.TaskOutcome.Succeeded;
import dev.executor.TaskState;
import dev.executor.event.TaskEvent;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryBudget;
import dev.executor.policy.RetryPolicy;
import dev.executor.testing.ManualPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetryTest {
    private final AtomicInteger calls = new AtomicInteger();
    private ManualPool pool = ManualPool.withConcurrency(1);

    @AfterEach
    void nothingIsLeft() {
        pool.assertIdle();
        pool.close();
    }

    private Task<String> failing(int times) {
        return Task.of("flaky", _ -> {
            if (calls.incrementAndGet() <= times) {
                throw new IOException("failure " + calls.get());
            }
            return "value of attempt " + calls.get();
        });
    }

    @Test
    void aTaskThatFailsTwiceSucceedsOnItsThirdAttempt() throws Exception {
        var handle = pool.submit(failing(2).withRetry(RetryPolicy.attempts(3, Backoff.fixed(ofSeconds(10)))));
        pool.runReady();
        assertThat(handle.status()).isEqualTo(TaskState.BACKING_OFF);
        pool.advance(ofSeconds(10));
        assertThat(handle.status()).isEqualTo(TaskState.BACKING_OFF);
        pool.advance(ofSeconds(10));
        assertThat(handle.await()).isInstanceOf(Succeeded.class);
        assertThat(handle.join()).isEqualTo("value of attempt 3");
        assertThat(handle.await().attempts()).isEqualTo(3);
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
    void theBackoffElapsesToTheNanosecondAndNotEarlier() {
        var handle = pool.submit(failing(1).withRetry(RetryPolicy.attempts(2, Backoff.fixed(ofSeconds(10)))));
        pool.advance(ofSeconds(10).minusNanos(1));
        assertThat(handle.status()).isEqualTo(TaskState.BACKING_OFF);
        pool.advance(Duration.ofNanos(1));
        assertThat(handle.status()).isEqualTo(TaskState.DONE);
    }

    @Test
    void theOutcomeTellsTheEarlierFailuresAndTheLastOneIsAsItWasThrown() throws Exception {
        var handle = pool.submit(failing(9).withRetry(RetryPolicy.attempts(3, Backoff.none())));
        pool.advance(ofMillis(10));
        var failed = (Failed<String>) handle.await();
        assertThat(failed.kind()).isEqualTo(FailureKind.EXCEPTION);
        assertThat(failed.attempts()).isEqualTo(3);
        assertThat(failed.cause()).hasMessage("failure 3");
        assertThat(failed.cause().getSuppressed()).isEmpty();
        assertThat(failed.details().earlierFailures())
                .extracting(Throwable::getMessage)
                .containsExactly("failure 1", "failure 2");
    }

    @Test
    void aFailureThatThePolicyDoesNotNameIsNotRetried() {
        var policy = RetryPolicy.attempts(5, Backoff.none()).retryingOn(UncheckedIOException.class);
        var handle = pool.submit(failing(9).withRetry(policy));
        pool.runReady();
        assertThat(handle.outcome()).get().isInstanceOf(Failed.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void anExceptedFailureIsNotRetried() {
        var policy = RetryPolicy.attempts(5, Backoff.none()).exceptOn(IOException.class);
        pool.submit(failing(9).withRetry(policy));
        pool.runReady();
        assertThat(calls).hasValue(1);
    }

    @Test
    void anErrorIsNotRetriedUnlessAskedFor() {
        var handle = pool.submit(Task.of("error", _ -> {
                    calls.incrementAndGet();
                    throw new AssertionError("no");
                })
                .withRetry(RetryPolicy.attempts(5, Backoff.none())));
        pool.runReady();
        assertThat(handle.outcome()).get().isInstanceOf(Failed.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void anOutOfMemoryErrorHasItsOwnKind() {
        var handle = pool.submit(Task.of("oom", _ -> {
            throw new OutOfMemoryError("thrown by the test");
        }));
        pool.runReady();
        assertThat(handle.outcome()).get().extracting("kind").isEqualTo(FailureKind.OUT_OF_MEMORY);
    }

    @Test
    void aPredicateThatThrowsEndsTheTaskAndTheOutcomeTellsWhatItThrew() throws Exception {
        var policy = RetryPolicy.attempts(5, Backoff.none()).retryingIf(_ -> {
            throw new IllegalStateException("broken predicate");
        });
        var handle = pool.submit(failing(9).withRetry(policy));
        pool.runReady();
        var failed = (Failed<String>) handle.await();
        assertThat(failed.cause()).hasMessage("failure 1").hasNoSuppressedExceptions();
        assertThat(failed.details().policyFailure())
                .get()
                .hasToString("java.lang.IllegalStateException: broken predicate");
    }

    @Test
    void aPredicateThatRethrowsTheFailureOrThrowsAnErrorEndsTheTask() {
        var rethrown = pool.submit(Task.action("rethrown", _ -> {
                    throw new IllegalStateException("the failure");
                })
                .withRetry(RetryPolicy.attempts(5, Backoff.none()).retryingIf(failure -> {
                    throw (IllegalStateException) failure;
                })));
        var error = pool.submit(
                failing(9).withRetry(RetryPolicy.attempts(5, Backoff.none()).retryingIf(_ -> {
                    throw new AssertionError("broken predicate");
                })));
        pool.runReady();
        assertThat(rethrown.outcome()).get().isInstanceOf(Failed.class);
        assertThat(error.outcome()).get().isInstanceOf(Failed.class);
    }

    @Test
    void aDelayThatTheFailureAsksForReplacesAShorterBackoff() {
        var policy = RetryPolicy.attempts(2, Backoff.fixed(ofSeconds(1)))
                .withRequestedDelay(_ -> Optional.of(ofSeconds(30)), ofSeconds(20));
        var handle = pool.submit(failing(1).withRetry(policy));
        pool.runReady();
        assertThat(pool.events().all(TaskEvent.RetryScheduled.class))
                .extracting(TaskEvent.RetryScheduled::delay)
                .containsExactly(ofSeconds(20));
        pool.advance(ofSeconds(20));
        assertThat(handle.status()).isEqualTo(TaskState.DONE);
    }

    @Test
    void aSpentBudgetDeniesTheRetryAndSaysSo() {
        pool = ManualPool.of(ExecutorPool.builder("budget").concurrency(1).retryBudget(RetryBudget.of(0, 0, 1)));
        var first = pool.submit(failing(99).withRetry(RetryPolicy.attempts(5, Backoff.none())));
        pool.advance(ofMillis(1));
        assertThat(first.outcome()).get().extracting("attempts").isEqualTo(2);
        assertThat(pool.events().kinds(first))
                .containsSubsequence("RetryScheduled", "AttemptEnded", "RetryDenied", "Finished");
        assertThat(pool.snapshot().retries().scheduled()).isEqualTo(1);
        assertThat(pool.snapshot().retries().denied()).isEqualTo(1);
    }

    /// The sum over all tasks, and not each by itself: two from the reserve, and one for each four that were submitted
    /// and may be retried.
    @Test
    void allRetriesOfAPoolTogetherStayWithinItsBudget() {
        pool = ManualPool.of(ExecutorPool.builder("budget")
                .concurrency(1)
                .queueCapacity(100)
                .retryBudget(RetryBudget.of(0.25, 0, 2)));
        for (int i = 0; i < 40; i++) {
            pool.submit(failing(99).withRetry(RetryPolicy.attempts(5, Backoff.none())));
            pool.submit(Task.of("never retried", _ -> 1));
            pool.submit(Task.of("never retried either", _ -> 1));
            pool.advance(ofMillis(1));
        }
        var retries = pool.snapshot().retries();
        assertThat(retries.scheduled()).isEqualTo(2 + 40 / 4 - 1); // the first earns nothing: the reserve is full
        assertThat(retries.denied()).isEqualTo(40);
    }

    @Test
    void aTaskThatIsNeverRetriedEarnsNoRetry() {
        pool = ManualPool.of(ExecutorPool.builder("budget").concurrency(1).retryBudget(RetryBudget.of(1, 0, 1)));
        pool.submit(failing(99).withRetry(RetryPolicy.attempts(2, Backoff.none())));
        pool.advance(ofMillis(1));
        for (int i = 0; i < 3; i++) {
            pool.submit(Task.of("never retried", _ -> 1));
        }
        pool.runReady();
        pool.submit(failing(99).withRetry(RetryPolicy.attempts(5, Backoff.none())));
        pool.advance(ofMillis(1));
        assertThat(pool.snapshot().retries().scheduled()).isEqualTo(2); // the reserve, and what the second task earned
    }

    @Test
    void whatAnAttemptThrewWhenItWasStoppedIsKeptWithItsTimeout() {
        var stopped = pool.submit(Task.of("stopped", _ -> {
                    try {
                        pool.host().sleep(ofSeconds(9));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("thrown after the stop", e);
                    }
                    return "never";
                })
                .withAttemptTimeout(ofSeconds(1))
                .withRetry(RetryPolicy.attempts(2, Backoff.none())));
        pool.advance(ofSeconds(3));
        var earlier = stopped.outcome().orElseThrow().details().earlierFailures();
        assertThat(earlier).singleElement().isInstanceOf(dev.executor.TaskTimeoutException.class);
        assertThat(earlier.getFirst().getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("thrown after the stop");
    }

    @Test
    void theBudgetsFloorAllowsSoManyRetriesASecond() {
        var budget = RetryBudget.of(0, 2, 0);
        assertThat(budget.tryWithdraw(0)).isTrue();
        assertThat(budget.tryWithdraw(0)).isTrue();
        assertThat(budget.tryWithdraw(0)).isFalse();
        assertThat(budget.tryWithdraw(ofMillis(499).toNanos())).isFalse();
        assertThat(budget.tryWithdraw(ofMillis(500).toNanos())).isTrue();
    }

    @Test
    void firstAttemptsEarnRetriesUpToTheReserve() {
        var budget = RetryBudget.of(0.5, 0, 2);
        assertThat(budget.tryWithdraw(0)).isTrue();
        assertThat(budget.tryWithdraw(0)).isTrue();
        assertThat(budget.tryWithdraw(0)).isFalse();
        budget.deposit();
        assertThat(budget.tryWithdraw(0)).isFalse();
        budget.deposit();
        assertThat(budget.tryWithdraw(0)).isTrue();
    }

    @Test
    void aTaskThatBacksOffHoldsNoPermit() {
        pool.submit(failing(1).withRetry(RetryPolicy.attempts(2, Backoff.fixed(ofSeconds(10)))));
        pool.runReady();
        var other = pool.submit(Task.of("other", _ -> "ran"));
        pool.runReady();
        assertThat(other.outcome()).isPresent();
        pool.advance(ofSeconds(10));
    }

    @Test
    void aTaskCancelledWhileItBacksOffNeverRunsAgain() {
        var handle = pool.submit(failing(9).withRetry(RetryPolicy.attempts(5, Backoff.fixed(ofSeconds(10)))));
        pool.runReady();
        assertThat(handle.cancel()).isTrue();
        pool.advance(ofSeconds(100));
        assertThat(calls).hasValue(1);
    }
}
