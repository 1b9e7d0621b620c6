// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ExecutorPool;
import dev.executor.Priority;
import dev.executor.Task;
import dev.executor.TaskState;
import dev.executor.policy.Backoff;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryPolicy;
import dev.executor.testing.ManualPool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderTest {
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
    private ManualPool pool =
            ManualPool.of(ExecutorPool.builder("ordered").concurrency(1).ageing(ofSeconds(10)));

    @AfterEach
    void nothingIsLeft() {
        release.countDown();
        pool.assertIdle();
        pool.close();
    }

    private Task<String> task(String name) {
        return Task.of(name, _ -> {
            ran.add(name);
            return name;
        });
    }

    private void occupy() {
        pool.submit(Task.action("occupier", _ -> release.await()));
        pool.runReady();
    }

    private List<String> runAll() {
        release.countDown();
        pool.runReady();
        return ran;
    }

    @Test
    void higherPrioritiesRunFirstAndEqualOnesInOrder() {
        occupy();
        pool.submit(task("normal 1"));
        pool.submit(task("low").withPriority(Priority.LOW));
        pool.submit(task("critical").withPriority(Priority.CRITICAL));
        pool.submit(task("normal 2"));
        pool.submit(task("high").withPriority(Priority.HIGH));
        assertThat(pool.snapshot().queue().byPriority())
                .containsEntry(Priority.NORMAL, 2)
                .containsEntry(Priority.LOW, 1)
                .containsEntry(Priority.HIGH, 1)
                .containsEntry(Priority.CRITICAL, 1);
        assertThat(runAll()).containsExactly("critical", "high", "normal 1", "normal 2", "low");
    }

    @Test
    void aTaskGainsALevelForEachAgeingStepItHasWaited() {
        occupy();
        pool.submit(task("old low").withPriority(Priority.LOW));
        pool.advance(ofSeconds(30).plusNanos(1));
        pool.submit(task("new critical").withPriority(Priority.CRITICAL));
        assertThat(runAll()).containsExactly("old low", "new critical");
    }

    @Test
    void anAgeingStepOfAHundredYearsMeansThatNothingAges() {
        pool = ManualPool.of(ExecutorPool.builder("ageless").concurrency(1).ageing(java.time.Duration.ofDays(36_500)));
        occupy();
        pool.submit(task("low").withPriority(Priority.LOW));
        pool.advance(ofSeconds(3600));
        pool.submit(task("critical").withPriority(Priority.CRITICAL));
        assertThat(runAll()).containsExactly("critical", "low");
    }

    @Test
    void untilThenTheMoreUrgentTaskOvertakesIt() {
        occupy();
        pool.submit(task("old low").withPriority(Priority.LOW));
        pool.advance(ofSeconds(30));
        pool.submit(task("new critical").withPriority(Priority.CRITICAL));
        assertThat(runAll()).containsExactly("new critical", "old low");
    }

    @Test
    void tasksWithTheSameKeyRunOneAtATimeInOrder() {
        pool = ManualPool.withConcurrency(4);
        pool.submit(Task.action("first", _ -> {
                    release.await();
                    ran.add("first");
                })
                .withOrderingKey("k"));
        pool.submit(task("second").withOrderingKey("k").withPriority(Priority.CRITICAL));
        var third = pool.submit(task("third").withOrderingKey("k"));
        pool.submit(task("other").withOrderingKey("other"));
        pool.runReady();
        assertThat(ran).containsExactly("other");
        assertThat(third.status()).isEqualTo(TaskState.QUEUED);
        assertThat(pool.snapshot().queue().size()).isEqualTo(2);
        assertThat(runAll()).containsExactly("other", "first", "second", "third");
    }

    @Test
    void aTaskThatBacksOffHoldsItsKey() {
        var calls = new AtomicInteger();
        pool.submit(Task.action("flaky", _ -> {
                    ran.add("flaky " + calls.incrementAndGet());
                    if (calls.get() == 1) {
                        throw new IllegalStateException("once");
                    }
                })
                .withOrderingKey("k")
                .withRetry(RetryPolicy.attempts(2, Backoff.fixed(ofSeconds(1)))));
        pool.submit(task("next").withOrderingKey("k"));
        pool.runReady();
        assertThat(ran).containsExactly("flaky 1");
        pool.advance(ofSeconds(1));
        assertThat(ran).containsExactly("flaky 1", "flaky 2", "next");
    }

    @Test
    void cancellingTheHolderOrAWaiterOfAKeyLetsTheNextOneRun() {
        occupy();
        var holder = pool.submit(task("holder").withOrderingKey("k"));
        var waiter = pool.submit(task("waiter").withOrderingKey("k"));
        pool.submit(task("last").withOrderingKey("k"));
        pool.snapshot();
        waiter.cancel();
        holder.cancel();
        assertThat(runAll()).containsExactly("last");
    }

    @Test
    void aDelayedTaskStartsAfterItsDelay() {
        var handle = pool.submit(task("later").withStartAfter(ofSeconds(60)));
        pool.advance(ofSeconds(60).minusNanos(1));
        assertThat(handle.status()).isEqualTo(TaskState.DELAYED);
        assertThat(pool.snapshot().tasks().delayed()).isEqualTo(1);
        pool.advance(ofSeconds(1));
        assertThat(ran).containsExactly("later");
        assertThat(pool.snapshot().tasks().delayed()).isZero();
    }

    @Test
    void aTaskStartsAtAGivenTimeAndOneInThePastAtOnce() {
        Instant now = pool.host().wallTime();
        pool.submit(task("at noon").withStartAt(now.plusSeconds(3600)));
        pool.submit(task("yesterday").withStartAt(now.minusSeconds(86_400)));
        pool.runReady();
        assertThat(ran).containsExactly("yesterday");
        pool.advance(ofSeconds(3600));
        assertThat(ran).containsExactly("yesterday", "at noon");
    }

    @Test
    void aTaskThatJoinsAChildOfItsOwnFullPoolDoesNotDeadlockIt() {
        for (var overflow :
                List.of(OverflowPolicy.block(ofSeconds(5)), OverflowPolicy.callerRuns(), OverflowPolicy.shedLowest())) {
            pool = ManualPool.of(ExecutorPool.builder("nested")
                    .concurrency(1)
                    .queueCapacity(1)
                    .overflow(overflow));
            var parent = pool.submit(Task.of("parent", _ -> {
                var first = pool.submit(Task.of("child 1", _ -> 1));
                var second = pool.submit(Task.of("child 2", _ -> 2), ofSeconds(1));
                return first.join() + second.join();
            }));
            pool.runReady();
            assertThat(parent.outcome()).as("under " + overflow).isPresent();
            assertThat(parent.join()).isEqualTo(3);
            pool.close();
        }
    }

    @Test
    void aParentThatWaitsLendsItsPermitSoThatConcurrencyHolds() {
        var depth = Task.of("leaf", _ -> 0);
        for (int i = 0; i < 20; i++) {
            var below = depth;
            depth = Task.of("level", _ -> pool.submit(below).join() + 1);
        }
        var top = pool.submit(depth);
        pool.runReady();
        assertThat(top.join()).isEqualTo(20);
        assertThat(pool.snapshot().permits().taken()).isZero();
    }

    @Test
    void aTaskThatWaitsForItselfOrForItsOwnKeyIsToldSo() {
        var self = new java.util.concurrent.atomic.AtomicReference<dev.executor.TaskHandle<?>>();
        self.set(pool.submit(Task.action("selfish", _ -> self.get().await())));
        var keyed = pool.submit(Task.action(
                        "parent",
                        _ -> pool.submit(task("child").withOrderingKey("k")).join())
                .withOrderingKey("k"));
        pool.runReady();
        assertThatThrownBy(() -> self.get().join())
                .hasRootCauseMessage("Task 'selfish' (" + self.get().id()
                        + ") waits for itself, which would never end; return from its body instead");
        assertThatThrownBy(keyed::join).rootCause().hasMessageContaining("ordering key 'k'");
    }
}
