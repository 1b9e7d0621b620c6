// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.TaskContext;
import dev.executor.TaskHandle;
import dev.executor.TaskId;
import dev.executor.TaskInfo;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener.Delivery;
import dev.executor.policy.Backoff;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryPolicy;
import dev.executor.testing.ManualPool;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A listener hears whose event it is, and gets nothing with which it could change that task.
class EventTaskTest {
    private static Task<String> failingOnce() {
        return Task.of("flaky", context -> {
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("not yet");
                    }
                    return "done";
                })
                .withRetry(RetryPolicy.attempts(2, Backoff.fixed(ofSeconds(1))));
    }

    @Test
    void everyEventOfATaskHasTheIdOfItsHandleAndOfItsContext() {
        var inside = new ArrayList<TaskInfo>();
        try (var pool = ManualPool.withConcurrency(1)) {
            var handle = pool.submit(
                    Task.of("work", context -> inside.add(context.info())).withTenant("acme"));
            var flaky = pool.submit(failingOnce());
            pool.advance(ofSeconds(2));

            assertThat(pool.events().of(flaky)).hasSize(7);
            assertThat(pool.events().all())
                    .extracting(TaskEvent::task)
                    .containsOnly(handle.info(), flaky.info())
                    .extracting(TaskInfo::id)
                    .containsOnly(handle.id(), flaky.id());
            assertThat(inside).containsExactly(handle.info());
            assertThat(handle.info())
                    .hasToString("Task 'work' (" + handle.id() + ") in pool 'manual'")
                    .extracting(info -> info.task().tenant())
                    .isEqualTo("acme");
        }
    }

    @Test
    void theIdIsTheSameWhetherTheHandleOrAnEventIsAskedFirst() {
        var heard = new ArrayList<TaskInfo>();
        try (var pool = ManualPool.of(
                ExecutorPool.builder("asked").listener(event -> heard.add(event.task()), Delivery.INLINE))) {
            var byHandle = pool.submit(Task.of("first", _ -> 1));
            var known = byHandle.id();
            var byEvent = pool.submit(Task.of("second", _ -> 2));
            var told = heard.getLast().id();
            pool.runReady();

            assertThat(heard).hasSize(8);
            assertThat(new HashSet<>(heard)).hasSize(2);
            assertThat(byHandle.id()).isSameAs(known);
            assertThat(byEvent.id()).isSameAs(told).isNotEqualTo(known);
        }
    }

    @Test
    void aRefusedTaskAndAStuckOneAreToldByTheSameKindOfFacts() throws Exception {
        try (var pool = ManualPool.of(ExecutorPool.builder("told")
                .concurrency(1)
                .queueCapacity(0)
                .overflow(OverflowPolicy.reject())
                .stuckAfter(ofMillis(10)))) {
            var stubborn = pool.submit(Task.action("stubborn", _ -> {
                try {
                    pool.host().sleep(ofSeconds(1));
                } catch (InterruptedException e) {
                    sleepOn(pool);
                }
            }));
            pool.runReady();
            assertThat(pool.trySubmit(Task.of("refused", _ -> 1))).isNotNull();
            stubborn.cancel();
            pool.advance(ofSeconds(5));

            assertThat(pool.events().all(TaskEvent.Refused.class))
                    .extracting(event -> event.task().name())
                    .containsExactly("refused");
            assertThat(pool.events().all(TaskEvent.Stuck.class))
                    .extracting(TaskEvent.Stuck::task)
                    .containsExactly(stubborn.info());
        }
    }

    private static void sleepOn(ManualPool pool) throws InterruptedException {
        pool.host().sleep(ofSeconds(1));
    }

    @Test
    void nothingOfATaskCanBeReachedFromWhatIdentifiesIt() {
        assertThat(Modifier.isFinal(TaskInfo.class.getModifiers())).isTrue();
        assertThat(TaskHandle.class.isAssignableFrom(TaskInfo.class)).isFalse();
        assertThat(TaskContext.class.isAssignableFrom(TaskInfo.class)).isFalse();
        assertThat(Arrays.stream(TaskInfo.class.getMethods())
                        .filter(method -> method.getDeclaringClass() == TaskInfo.class)
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .<Class<?>>map(Method::getReturnType))
                .containsOnly(TaskId.class, Task.class, String.class, boolean.class, int.class);
    }

    @Test
    void aListenerThatKeepsWhoseEventItWasKeepsNoResultAlive() {
        List<TaskInfo> kept = new ArrayList<>();
        try (var pool = ExecutorPool.builder("kept")
                .listener(event -> kept.add(event.task()), Delivery.INLINE)
                .build()) {
            var result = new WeakReference<>(
                    pool.submit(Task.of("large", _ -> new byte[1 << 20])).join());
            pool.submit(Task.of("next", _ -> 1)).join(); // a pool may keep the last task until it has another
            await().until(() -> {
                System.gc();
                return result.refersTo(null);
            });
        }
        assertThat(kept).isNotEmpty();
    }
}
