// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.TaskHandle;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Threads that wait for one task, on a real pool: allocation and memory are the point.
@Timeout(120)
class WaitingTest {
    private static final int STANDING = 2_000;

    private final ExecutorPool pool =
            ExecutorPool.builder("waited-for").concurrency(1).build();
    private final CountDownLatch go = new CountDownLatch(1);
    private final TaskHandle<String> slow = pool.submit(Task.of("slow", _ -> {
        go.await();
        return "done";
    }));

    @AfterEach
    void end() {
        go.countDown();
        pool.close();
    }

    @Test
    void aTimedWaitCostsTheSameHoweverManyWait() throws Exception {
        var woken = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < STANDING; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                if (slow.join().equals("done")) {
                    woken.incrementAndGet();
                }
            }));
        }
        Awaitility.await().until(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        var bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        slow.await(Duration.ofNanos(1)); // what the first one loads is not the wait's
        long before = bean.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 20; i++) {
            assertThat(slow.await(Duration.ofNanos(1)).isEmpty()).isTrue();
        }
        long each = (bean.getCurrentThreadAllocatedBytes() - before) / 20;
        assertThat(each)
                .as("bytes that a wait allocates beside %d others", STANDING)
                .isLessThan(STANDING * 4L);
        go.countDown();
        Awaitility.await().untilAsserted(() -> assertThat(woken).hasValue(STANDING));
    }

    @Test
    void everyoneIsWokenWhicheverOfThemGaveUpBefore() throws Exception {
        var woken = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 60; i++) {
            boolean patient = i % 3 == 1; // neither the first nor the last of them
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    if (patient
                            ? slow.join().equals("done")
                            : slow.await(ofMillis(20)).isEmpty()) {
                        woken.incrementAndGet();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        Awaitility.await().untilAsserted(() -> assertThat(woken).hasValue(40));
        go.countDown();
        for (var thread : threads) {
            assertThat(thread.join(ofSeconds(30))).isTrue();
        }
        assertThat(woken).hasValue(60);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aThreadThatGaveUpIsNotKept(boolean first) throws Exception {
        if (!first) {
            slow.whenDone(_ -> {});
        }
        var gone = waited(slow);
        Awaitility.await().atMost(ofSeconds(30)).until(() -> {
            System.gc();
            return gone.get() == null;
        });
    }

    private static WeakReference<Thread> waited(TaskHandle<?> slow) throws InterruptedException {
        Supplier<Thread> waiter = () -> Thread.ofPlatform().start(() -> {
            try {
                slow.await(ofMillis(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        var thread = waiter.get();
        thread.join();
        return new WeakReference<>(thread);
    }
}
