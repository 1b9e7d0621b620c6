// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.TaskHandle;
import dev.executor.event.TaskListener;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.ThreadReuse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a body sees of its thread's state, and what is left of what it changes.
@Timeout(60)
class ThreadStateTest {
    private final @Nullable ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void putBack() {
        Thread.currentThread().setContextClassLoader(before);
    }

    private static final class Named extends ClassLoader {
        Named(String name) {
            super(name, ClassLoader.getSystemClassLoader());
        }
    }

    private static Task<@Nullable ClassLoader> loader() {
        return Task.of("loader", _ -> Thread.currentThread().getContextClassLoader());
    }

    private static <T> TaskHandle<T> submitted(ExecutorPool pool, ClassLoader loader, Task<T> task) {
        Thread.currentThread().setContextClassLoader(loader);
        return pool.submit(task);
    }

    @ParameterizedTest
    @EnumSource(ThreadReuse.class)
    void aBodySeesItsSubmittersLoaderWhoeverBuiltThePool(ThreadReuse reuse) {
        var builders = new Named("builder's");
        var others = new Named("other's");
        Thread.currentThread().setContextClassLoader(builders);
        try (var pool = ExecutorPool.builder("loaders")
                .concurrency(1)
                .threadReuse(reuse)
                .build()) {
            assertThat(submitted(pool, others, loader()).join()).isSameAs(others);
            assertThat(submitted(pool, builders, loader()).join()).isSameAs(builders);
            assertThat(submitted(pool, others, loader()).join()).isSameAs(others);
            Thread.currentThread().setContextClassLoader(null);
            assertThat(pool.submit(loader()).join()).isNull();
            assertThat(submitted(pool, before, loader()).join()).isSameAs(before);
        }
    }

    @Test
    void aChildsBodyACallbackAndAFutureStageSeeIt() throws Exception {
        var others = new Named("other's");
        try (var pool = ExecutorPool.builder("loaders").concurrency(1).build()) {
            var handle = submitted(
                    pool, others, Task.of("parent", _ -> pool.submit(loader()).join()));
            var called = new CompletableFuture<@Nullable ClassLoader>();
            handle.whenDone(_ -> called.complete(Thread.currentThread().getContextClassLoader()));
            assertThat(handle.join()).isSameAs(others);
            assertThat(called.get(30, TimeUnit.SECONDS)).isSameAs(others);
        }
    }

    @Test
    void threadsOfThePoolHaveTheLoaderOfWhoeverBuiltIt() throws Exception {
        var builders = new Named("builder's");
        Thread.currentThread().setContextClassLoader(builders);
        var heard = new CompletableFuture<@Nullable ClassLoader>();
        try (var pool = ExecutorPool.builder("loaders")
                .listener(
                        _ -> heard.complete(Thread.currentThread().getContextClassLoader()),
                        TaskListener.Delivery.BUFFERED)
                .build()) {
            pool.submit(Task.action("heard", _ -> {}));
            assertThat(heard.get(30, TimeUnit.SECONDS)).isSameAs(builders);
        }
    }

    private static Task<@Nullable Void> changing(AtomicReference<Thread> on) {
        return Task.action("changing", _ -> {
            var thread = Thread.currentThread();
            on.set(thread);
            thread.setName("renamed");
            thread.setContextClassLoader(new Named("left behind"));
            thread.setPriority(Thread.MAX_PRIORITY);
        });
    }

    @Test
    void whatABodyLeavesOnItsThreadIsNotSeenByTheNext() {
        var on = new AtomicReference<Thread>();
        try (var pool = ExecutorPool.builder("names").concurrency(1).build()) {
            var first = pool.submit(
                            Task.of("before", _ -> Thread.currentThread().getName()))
                    .join();
            pool.submit(changing(on)).join(ofSeconds(30));
            pool.submit(Task.action("after", _ -> {
                        assertThat(Thread.currentThread()).isSameAs(on.get());
                        assertThat(Thread.currentThread().getName()).isEqualTo(first);
                        assertThat(Thread.currentThread().getContextClassLoader())
                                .isSameAs(before);
                    }))
                    .join();
        }
    }

    @Test
    void whatABodyLeavesOnItsCallersThreadIsUndone() throws Exception {
        var release = new CountDownLatch(1);
        var on = new AtomicReference<Thread>();
        try (var pool = ExecutorPool.builder("caller")
                .concurrency(1)
                .queueCapacity(0)
                .overflow(OverflowPolicy.callerRuns())
                .build()) {
            pool.submit(Task.action("blocking", _ -> release.await()));
            var thread = Thread.currentThread();
            var name = thread.getName();
            int priority = thread.getPriority();
            pool.submit(changing(on)).join();
            assertThat(on.get()).isSameAs(thread);
            assertThat(thread.getName()).isEqualTo(name);
            assertThat(thread.getPriority()).isEqualTo(priority);
            assertThat(thread.getContextClassLoader()).isSameAs(before);
            release.countDown();
        }
    }
}
