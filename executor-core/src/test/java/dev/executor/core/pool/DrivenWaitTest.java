// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.TaskOutcome;
import dev.executor.TaskRejectedException;
import dev.executor.WaitTimeoutException;
import dev.executor.policy.Backoff;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryPolicy;
import dev.executor.testing.ManualPool;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A test's own thread waits for what runs in a manual pool, as the code under test does.
@Timeout(60)
class DrivenWaitTest {
    private final CountDownLatch release = new CountDownLatch(1);
    private ManualPool pool = ManualPool.withConcurrency(1);

    @AfterEach
    void close() {
        release.countDown();
        pool.close();
    }

    private Task<String> taking(int seconds) {
        return Task.of("slow", _ -> {
            pool.host().sleep(ofSeconds(seconds));
            return "done";
        });
    }

    @Test
    void aServiceMethodThatSubmitsAndJoinsReturns() {
        assertThat(pool.submit(Task.of("quick", _ -> "done")).join()).isEqualTo("done");
        assertThat(pool.host().elapsed()).isZero();
    }

    @Test
    void eachWayToWaitLetsTimePassAsFarAsNeededAndNoFurther() throws Exception {
        pool.submit(taking(1)).join();
        assertThat(pool.host().elapsed()).isEqualTo(ofSeconds(1));
        pool.submit(taking(1)).await();
        pool.submit(taking(1)).join(ofSeconds(5));
        assertThat(pool.submit(taking(1)).await(ofSeconds(5))).isPresent();
        pool.submit(taking(1)).toFuture().get();
        pool.submit(taking(1)).toFuture().get(5, TimeUnit.SECONDS);
        pool.submit(taking(1)).toFuture().join();
        assertThat(pool.submit(taking(1))
                        .toFuture()
                        .thenApply(text -> text + "!")
                        .join())
                .isEqualTo("done!");
        Callable<String> call = () -> {
            pool.host().sleep(ofSeconds(1));
            return "called";
        };
        var view = pool.asScheduledExecutorService();
        assertThat(view.submit(call).get()).isEqualTo("called");
        assertThat(view.invokeAny(List.of(call))).isEqualTo("called");
        assertThat(view.invokeAll(List.of(call)).getFirst().resultNow()).isEqualTo("called");
        view.schedule(call, 1, TimeUnit.SECONDS);
        view.shutdown();
        assertThat(view.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.host().elapsed()).isEqualTo(ofSeconds(13));
    }

    @Test
    void retriesAndTimeoutsHappenWhileATestWaits() throws Exception {
        var flaky = pool.submit(Task.of("flaky", ctx -> {
                    if (ctx.attempt() < 3) {
                        throw new IllegalStateException("again");
                    }
                    return "third";
                })
                .withRetry(RetryPolicy.attempts(3, Backoff.fixed(ofSeconds(10)))));
        assertThat(flaky.join()).isEqualTo("third");
        assertThat(pool.host().elapsed()).isEqualTo(ofSeconds(20));
        assertThat(pool.submit(taking(60).withTimeout(ofSeconds(5))).await()).isInstanceOf(TaskOutcome.TimedOut.class);
        assertThat(pool.host().elapsed()).isEqualTo(ofSeconds(25));
    }

    @Test
    void aLimitOfTheWaitEndsItAtThatTime() throws Exception {
        var slow = pool.submit(taking(60));
        assertThatThrownBy(() -> slow.join(ofSeconds(5))).isInstanceOf(WaitTimeoutException.class);
        assertThat(pool.host().elapsed()).isEqualTo(ofSeconds(5));
        assertThat(slow.await(ofSeconds(5))).isEmpty();
        assertThatThrownBy(() -> slow.toFuture().get(5, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> slow.toFuture().thenApply(text -> text).get(5, TimeUnit.SECONDS))
                .isInstanceOf(TimeoutException.class);
        assertThat(pool.host().elapsed()).isEqualTo(ofSeconds(20));
    }

    @Test
    void aLookTakesNoTimeAndRunsNothing() throws Exception {
        var handle = pool.submit(Task.of("quick", _ -> "done"));
        assertThat(handle.await(ofSeconds(0))).isEmpty();
        assertThat(handle.outcome()).isEmpty();
    }

    @Test
    void aSubmitThatWaitsForAPlaceLetsTimePass() {
        pool.close();
        pool = ManualPool.of(ExecutorPool.builder("small")
                .concurrency(1)
                .queueCapacity(0)
                .overflow(OverflowPolicy.block(ofSeconds(30))));
        pool.submit(taking(10));
        pool.submit(taking(10));
        assertThat(pool.host().elapsed()).isEqualTo(ofSeconds(10));
        pool.submit(taking(60));
        assertThatThrownBy(() -> pool.submit(taking(1))).isInstanceOf(TaskRejectedException.class);
        assertThat(pool.host().elapsed()).isEqualTo(ofSeconds(50));
    }

    @Test
    void aTaskThatTheTestsThreadRunsItselfMayTakeTime() {
        pool.close();
        pool = ManualPool.of(
                ExecutorPool.builder("small").concurrency(1).queueCapacity(0).overflow(OverflowPolicy.callerRuns()));
        pool.submit(taking(60));
        assertThat(pool.submit(taking(10)).join()).isEqualTo("done");
        assertThat(pool.host().elapsed()).isEqualTo(ofSeconds(10));
    }

    @Test
    void aWaitForWhatCanNeverHappenSaysWhatWaitsForWhat() {
        var handle = pool.submit(Task.action("stuck", _ -> release.await()));
        assertThatThrownBy(handle::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("thread '" + Thread.currentThread().getName() + "' waits for Task 'stuck' (t-1)")
                .hasMessageContaining("can never come")
                .hasMessageContaining("thread 'manual' is blocked at")
                .hasMessageContaining(DrivenWaitTest.class.getName());
        assertThatThrownBy(() -> handle.toFuture().get()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aWaitThatTheTestEndsByItsOwnThreadGoesOn() {
        var handle = pool.submit(Task.action("released", _ -> release.await()));
        pool.runReady();
        release.countDown();
        handle.join();
        assertThat(pool.host().elapsed()).isZero();
    }

    @Test
    void bodiesStillWaitForEachOtherWithoutTimePassing() {
        var parent = pool.submit(Task.of("parent", _ -> pool.submit(taking(1)).join()));
        pool.runReady();
        assertThat(parent.outcome()).isEmpty();
        assertThat(pool.host().elapsed()).isZero();
        assertThat(parent.join()).isEqualTo("done");
    }

    @Test
    void aRepeatingTaskDoesNotKeepAHopelessWaitFromEnding() {
        pool.close();
        pool = ManualPool.withConcurrency(2);
        pool.asScheduledExecutorService().scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.DAYS);
        var slow = pool.submit(taking(3));
        assertThat(slow.join()).isEqualTo("done");
        pool.advance(ofDays(3).plus(ofMillis(1)));
        assertThat(pool.host().elapsed()).isGreaterThan(ofDays(3));
    }
}
