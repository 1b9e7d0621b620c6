// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.TaskHandle;
import dev.executor.policy.ThreadReuse;
import dev.executor.spi.TaskScope;
import dev.executor.testing.ManualHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Bodies that have lent their permit and want it back, in a pool of one permit that another task has.
class ReturningParentsTest {
    private final ManualHost host = ManualHost.create();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, TaskHandle<String>> children = Collections.synchronizedMap(new HashMap<>());
    private final Map<String, Thread> threads = Collections.synchronizedMap(new HashMap<>());
    private ExecutorPool pool = ExecutorPool.builder("unused").host(host).build();

    private void poolOfOne(ThreadReuse reuse) {
        pool = ExecutorPool.builder("one")
                .host(host)
                .concurrency(1)
                .threadReuse(reuse)
                .build();
    }

    @AfterEach
    void everyPermitIsHome() {
        release.countDown();
        host.runReady();
        assertThat(pool.snapshot().tasks().live()).isZero();
        assertThat(pool.snapshot().permits().taken()).isZero();
    }

    /// Waits for a child, and says when it goes on.
    private Task<Boolean> parent(String name) {
        return Task.of(name, _ -> {
            threads.put(name, Thread.currentThread());
            var child = pool.submit(Task.of("child of " + name, _ -> "child"));
            children.put(name, child);
            child.await();
            order.add(name);
            return Thread.currentThread().isInterrupted();
        });
    }

    private Task<String> holder() {
        return Task.of("holder", _ -> {
            release.await();
            order.add("holder");
            return "held";
        });
    }

    private void endWaitOf(String parent) {
        Objects.requireNonNull(children.get(parent)).cancel();
        host.runReady(); // it wants its permit now, which the holder has
    }

    @ParameterizedTest
    @EnumSource
    void theFirstThatComesBackGoesOnFirstAndAllOfThemBeforeTheQueue(ThreadReuse reuse) {
        poolOfOne(reuse);
        for (String name : List.of("a", "b", "c")) {
            pool.submit(parent(name));
        }
        pool.submit(holder());
        pool.submit(Task.action("queued", _ -> order.add("queued")));
        host.runReady();

        endWaitOf("b");
        endWaitOf("c");
        endWaitOf("a");
        assertThat(order).isEmpty();
        release.countDown();
        host.runReady();

        assertThat(order).containsExactly("holder", "b", "c", "a", "queued");
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptThatComesWhileABodyWaitsForItsPermitReachesTheBody(ThreadReuse reuse) {
        poolOfOne(reuse);
        var interrupted = pool.submit(parent("a"));
        pool.submit(holder());
        host.runReady();
        endWaitOf("a");

        Objects.requireNonNull(threads.get("a")).interrupt();
        host.runReady();
        assertThat(order).as("the interrupt does not replace the permit").isEmpty();
        release.countDown();
        host.runReady();

        assertThat(interrupted.join()).isTrue();
        assertThat(pool.submit(Task.of("next", _ -> Thread.currentThread().isInterrupted()))
                        .join())
                .as("the next task on that thread is interrupted")
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aParentComesBackBesideOthersAsSoonAsThereAreMorePermits(ThreadReuse reuse) {
        poolOfOne(reuse);
        pool.submit(parent("a"));
        pool.submit(holder());
        host.runReady();
        endWaitOf("a");

        pool.setConcurrency(2);
        host.runReady();

        assertThat(order).containsExactly("a");
    }

    /// As a fork of a structured scope it sees its parent's attempt and is another thread: the permit stays with the
    /// body, which goes on meanwhile.
    @ParameterizedTest
    @EnumSource
    void aForkThatWaitsDoesNotLendThePermitOfItsParent(ThreadReuse reuse) {
        poolOfOne(reuse);
        var joined = new AtomicReference<String>();
        var fork = new AtomicReference<Thread>();
        pool.submit(Task.action("parent", _ -> {
            var scope = Objects.requireNonNull(TaskScope.current());
            var child = pool.submit(Task.of("child", _ -> {
                order.add("child");
                return "joined";
            }));
            fork.set(Thread.ofVirtual().start(() -> TaskScope.run(scope, () -> joined.set(child.join()))));
            release.await();
            order.add("parent");
        }));
        host.runReady();
        awaitBlocked(Objects.requireNonNull(fork.get()));

        host.runReady();
        assertThat(order).as("the child has no permit").isEmpty();
        assertThat(pool.snapshot().permits().taken()).isEqualTo(1);
        release.countDown();
        host.runReady();

        assertThat(order).containsExactly("parent", "child");
        assertThat(ended(Objects.requireNonNull(fork.get()))).isTrue();
        assertThat(joined).hasValue("joined");
    }

    private static void awaitBlocked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    private static boolean ended(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
