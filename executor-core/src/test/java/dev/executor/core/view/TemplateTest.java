// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ExecutorPool;
import dev.executor.Priority;
import dev.executor.Task;
import dev.executor.TaskTimeoutException;
import dev.executor.event.TaskEvent;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryBudget;
import dev.executor.policy.RetryPolicy;
import dev.executor.testing.ManualPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Work through the JDK's interfaces that is like a template.
class TemplateTest {
    private static final Task<?> TEMPLATE = Task.template("send-mail")
            .withTenant("acme")
            .withLabel("region", "eu")
            .withPriority(Priority.HIGH)
            .withQueueTimeout(ofSeconds(60))
            .withAttemptTimeout(ofSeconds(5))
            .withTimeout(ofSeconds(100))
            .withOrderingKey("mail")
            .withRetry(RetryPolicy.attempts(3, Backoff.fixed(ofSeconds(1))));

    private final ManualPool pool =
            ManualPool.of(ExecutorPool.builder("views").concurrency(2).retryBudget(RetryBudget.unlimited()));

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void everyVerbsWorkIsLikeTheTemplate() throws Exception {
        var view = pool.asScheduledExecutorService(TEMPLATE);
        Callable<String> call = () -> "called";
        view.execute(() -> {});
        view.submit(call).get();
        view.submit(() -> {});
        view.submit(() -> {}, "result").get();
        view.schedule(call, 1, TimeUnit.SECONDS).get();
        view.schedule(() -> {}, 1, TimeUnit.SECONDS);
        view.invokeAll(List.of(call));
        view.invokeAny(List.of(call));
        view.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.SECONDS);
        view.scheduleWithFixedDelay(() -> {}, 1, 1, TimeUnit.SECONDS);
        pool.advance(ofSeconds(3));
        assertThat(pool.events().all(TaskEvent.Submitted.class)).hasSize(10).allSatisfy(event -> {
            var task = event.task().task();
            assertThat(task.name()).isEqualTo("send-mail");
            assertThat(task.tenant()).isEqualTo("acme");
            assertThat(task.labels()).containsEntry("region", "eu");
            assertThat(task.priority()).isEqualTo(Priority.HIGH);
            assertThat(task.queueTimeout()).contains(ofSeconds(60));
            assertThat(task.attemptTimeout()).contains(ofSeconds(5));
            assertThat(task.orderingKey()).contains("mail");
            assertThat(task.retry()).isEqualTo(TEMPLATE.retry());
        });
    }

    @Test
    void itsRetriesAndTimeoutsHold() {
        var view = pool.asExecutorService(TEMPLATE);
        var calls = new AtomicInteger();
        var flaky = view.submit(() -> {
            if (calls.incrementAndGet() < 3) {
                throw new IllegalStateException("again");
            }
            return "third";
        });
        pool.advance(ofSeconds(2));
        assertThat(flaky.resultNow()).isEqualTo("third");
        var slow = view.submit(() -> {
            pool.host().sleep(ofSeconds(60));
            return "never";
        });
        pool.advance(ofSeconds(60));
        assertThat(slow.exceptionNow()).isInstanceOf(TaskTimeoutException.class);
    }

    @Test
    void eachRunOfAPeriodicTaskHasAllItsAttemptsAndNoTotalTimeout() {
        var view = pool.asScheduledExecutorService(TEMPLATE);
        var calls = new AtomicInteger();
        var runs = new ArrayList<Integer>();
        var periodic = view.scheduleAtFixedRate(
                () -> {
                    if (calls.incrementAndGet() % 3 != 0) { // each run fails twice
                        throw new IllegalStateException("again");
                    }
                    runs.add(calls.get());
                },
                0,
                10,
                TimeUnit.SECONDS);
        pool.advance(ofSeconds(205));
        assertThat(periodic.isDone()).isFalse();
        assertThat(runs).hasSizeBetween(17, 21);
        assertThat(runs.getLast()).isEqualTo(3 * runs.size());
        periodic.cancel(true);
    }

    @Test
    void aPeriodicTaskEndsWhenARunHasUsedUpItsAttempts() {
        var view = pool.asScheduledExecutorService(TEMPLATE);
        var calls = new AtomicInteger();
        var periodic = view.scheduleAtFixedRate(
                () -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("always");
                },
                0,
                10,
                TimeUnit.SECONDS);
        pool.advance(ofSeconds(60));
        assertThat(calls).hasValue(3);
        assertThat(periodic.exceptionNow()).hasMessage("always");
    }

    @Test
    @SuppressWarnings("NullAway") // that null is refused is what is tested
    void aTemplateIsNotNullAndDoesNothingByItself() {
        assertThatNullPointerException()
                .isThrownBy(() -> pool.asExecutorService(null))
                .withMessage("template");
        var handle = pool.submit(Task.template("empty"));
        assertThatThrownBy(handle::join).hasMessageContaining("'empty' is a template without work; give it a body");
    }
}
