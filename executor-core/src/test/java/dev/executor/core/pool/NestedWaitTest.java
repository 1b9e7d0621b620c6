// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.TaskHandle;
import dev.executor.policy.ThreadReuse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A body that waits for a task of its own pool, in each way there is, in a pool of one: it lends its permit.
@Timeout(60)
class NestedWaitTest {
    /// A way to wait.
    private interface Wait {
        Object on(TaskHandle<String> child) throws Exception;
    }

    private record Way(String name, Wait waiting) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Way> ways() {
        return Stream.of(
                new Way("join", TaskHandle::join),
                new Way("join(limit)", child -> child.join(ofSeconds(20))),
                new Way("await", TaskHandle::await),
                new Way("await(limit)", child -> child.await(ofSeconds(20))),
                new Way("toFuture.get", child -> child.toFuture().get()),
                new Way("toFuture.get(limit)", child -> child.toFuture().get(20, TimeUnit.SECONDS)),
                new Way("toFuture.join", child -> child.toFuture().join()),
                new Way(
                        "a stage's join",
                        child -> child.toFuture().thenApply(text -> text).join()),
                new Way(
                        "a stage's get",
                        child -> child.toFuture().handle((text, _) -> text).get()),
                new Way(
                        "a stage's get(limit)",
                        child -> child.toFuture()
                                .thenCompose(text -> child.toFuture())
                                .get(20, TimeUnit.SECONDS)),
                new Way("a copy's join", child -> child.toFuture().copy().join()));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aBodyMayWaitForAChildInAPoolOfOne(Way way) {
        for (var reuse : ThreadReuse.values()) {
            try (var pool = ExecutorPool.builder("one")
                    .concurrency(1)
                    .threadReuse(reuse)
                    .build()) {
                var running = new AtomicInteger();
                var most = new AtomicInteger();
                Task<Object> parent = Task.of("parent", _ -> {
                    var child = pool.submit(Task.of("child", _ -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        running.decrementAndGet();
                        return "child";
                    }));
                    var result = way.waiting.on(child);
                    most.accumulateAndGet(running.incrementAndGet(), Math::max); // it has its permit back
                    running.decrementAndGet();
                    return result;
                });
                var handles = new ArrayList<TaskHandle<Object>>();
                for (int i = 0; i < 20; i++) {
                    handles.add(pool.submit(parent));
                }
                assertThat(handles)
                        .allSatisfy(
                                handle -> assertThat(handle.join(ofSeconds(30)).toString())
                                        .contains("child"));
                assertThat(most).as("bodies at once beside those that wait").hasValue(1);
                assertThat(pool.snapshot().permits().taken()).isLessThanOrEqualTo(1);
            }
        }
    }

    /// The permit is the child's by then, so the wait ends when the child has given it back.
    @Test
    void aWaitOfAFutureThatGivesUpTakesThePermitBack() {
        try (var pool = ExecutorPool.builder("one").concurrency(1).build()) {
            Callable<Object> inside = () -> {
                var child = pool.submit(Task.action("slow", _ -> Thread.sleep(ofMillis(50))));
                assertThatThrownBy(() -> child.toFuture().get(1, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
                return pool.snapshot().permits().taken();
            };
            assertThat(pool.submit(Task.of("parent", _ -> inside.call())).join())
                    .isEqualTo(1);
        }
    }

    /// Stages run from the newest to the oldest. A thread that comes to wait after a stage was added waits on
    /// top of it.
    @Test
    void aWaitIsNotHeldUpByAStageThatBlocks() throws Exception {
        try (var pool = ExecutorPool.builder("two").concurrency(2).build()) {
            var go = new CountDownLatch(1);
            var seen = new CountDownLatch(1);
            var future = pool.submit(Task.of("stages", _ -> {
                        go.await();
                        return "done";
                    }))
                    .toFuture();
            assertThatThrownBy(() -> future.get(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            var stage = future.thenRun(() -> {
                try {
                    seen.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            var waiting = Thread.ofPlatform().start(future::join);
            Awaitility.await().until(() -> waiting.getState() == Thread.State.WAITING);
            go.countDown();
            assertThat(waiting.join(ofSeconds(30))).isTrue();
            assertThat(stage.isDone()).isFalse();
            seen.countDown();
            stage.join();
        }
    }

    @Test
    void threadsThatGiveUpWaitingForAFutureLeaveOneStageAtMost() {
        try (var pool = ExecutorPool.builder("two").concurrency(2).build()) {
            var handle = pool.submit(Task.action("slow", _ -> Thread.sleep(ofSeconds(60))));
            var future = handle.toFuture();
            for (int i = 0; i < 50; i++) {
                assertThatThrownBy(() -> future.get(1, TimeUnit.NANOSECONDS)).isInstanceOf(TimeoutException.class);
            }
            assertThat(future.getNumberOfDependents()).isLessThanOrEqualTo(1);
            handle.cancel();
        }
    }

    @Test
    void aFutureThatWaitsForItselfSaysSo() {
        try (var pool = ExecutorPool.builder("one").concurrency(1).build()) {
            var self = new AtomicReference<TaskHandle<Object>>();
            var ready = new CountDownLatch(1);
            self.set(pool.submit(Task.of("self", _ -> {
                ready.await();
                return self.get().toFuture().join();
            })));
            ready.countDown();
            assertThatThrownBy(() -> self.get().join())
                    .hasRootCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("waits for itself");
        }
    }

    /// As that of the JDK's future: it goes on waiting, and the caller finds its interrupt afterwards.
    @Test
    void aJoinOfAFutureThatIsInterruptedGoesOnAndKeepsTheInterrupt() throws Exception {
        try (var pool = ExecutorPool.builder("one").concurrency(1).build()) {
            var go = new CountDownLatch(1);
            var future = pool.submit(Task.of("slow", _ -> {
                        go.await();
                        return "done";
                    }))
                    .toFuture();
            var after = new AtomicReference<String>();
            var waiting = Thread.ofPlatform().start(() -> {
                String result = future.join();
                after.set(result + ", interrupted: " + Thread.currentThread().isInterrupted());
            });
            Awaitility.await().until(() -> waiting.getState() == Thread.State.WAITING);
            waiting.interrupt();
            Awaitility.await().until(() -> !waiting.isInterrupted());
            go.countDown();
            assertThat(waiting.join(ofSeconds(30))).isTrue();
            assertThat(after).hasValue("done, interrupted: true");
        }
    }

    @Test
    void cancellingAFutureCancelsTheTaskAndCancellingAStageDoesNot() throws Exception {
        try (var pool = ExecutorPool.builder("two").concurrency(2).build()) {
            var handle = pool.submit(Task.action("slow", _ -> Thread.sleep(ofSeconds(60))));
            handle.toFuture().thenRun(() -> {}).cancel(true);
            assertThat(handle.outcome()).isEmpty();
            handle.toFuture().cancel(true);
            assertThat(List.of(handle.await())).hasOnlyElementsOfType(dev.executor.TaskOutcome.Cancelled.class);
        }
    }
}
