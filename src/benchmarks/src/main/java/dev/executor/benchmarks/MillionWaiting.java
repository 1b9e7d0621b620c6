// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.benchmarks;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A million tasks that each sleep 100 ms, at most 10,000 at once: ideally ten seconds. And what one more waiting task
/// costs.
public final class MillionWaiting {
    private static final int TASKS = 1_000_000;
    private static final int LIMIT = 10_000;
    private static final long SLEEP_MILLIS = 100;

    private MillionWaiting() {}

    /// Runs one contender and prints a line for the table.
    ///
    /// @param args `pool`; `submitter` (virtual threads, the submitter takes the permit); `inside` (virtual
    ///     threads that wait for it); `bytes` or `bytes-all` (heap for each waiting task, bare or configured)
    /// @throws Exception if it fails
    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "pool" -> timed(args[0], MillionWaiting::pool);
            case "submitter" -> timed(args[0], MillionWaiting::submitterTakesThePermit);
            case "inside" -> timed(args[0], MillionWaiting::permitInside);
            case "bytes" -> bytes(args[0], Task.of("waiting", _ -> 1));
            case "bytes-all" ->
                bytes(
                        args[0],
                        Task.of("waiting", _ -> 1)
                                .withRetry(RetryPolicy.attempts(3, Backoff.fixed(Duration.ofSeconds(1))))
                                .withQueueTimeout(Duration.ofHours(1))
                                .withAttemptTimeout(Duration.ofHours(2))
                                .withTimeout(Duration.ofHours(3)));
            default -> throw new IllegalArgumentException("unknown contender '" + args[0] + "'");
        }
    }

    private interface Contest {
        void run() throws Exception;
    }

    private static void timed(String name, Contest contest) throws Exception {
        long startNanos = System.nanoTime();
        contest.run();
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double ideal = TASKS / (double) LIMIT * SLEEP_MILLIS / 1e3;
        System.out.printf("| %s | %.2f x ideal | %d MB |%n", name, seconds / ideal, peakAfterGc());
    }

    private static long peakAfterGc() {
        System.gc();
        long peak = 0;
        for (var pool : ManagementFactory.getMemoryPoolMXBeans()) {
            var collected = pool.getPeakUsage();
            if (pool.getType() == java.lang.management.MemoryType.HEAP && pool.getCollectionUsage() != null) {
                peak += collected.getUsed();
            }
        }
        return peak >> 20;
    }

    private static void pool() throws Exception {
        var done = new CountDownLatch(TASKS);
        var task = Task.action("sleep", _ -> {
            Thread.sleep(SLEEP_MILLIS);
            done.countDown();
        });
        try (var pool = ExecutorPool.builder("million")
                .concurrency(LIMIT)
                .queueCapacity(TASKS)
                .build()) {
            for (int i = 0; i < TASKS; i++) {
                pool.submit(task);
            }
            done.await();
        }
    }

    private static void submitterTakesThePermit() throws Exception {
        var permits = new Semaphore(LIMIT);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < TASKS; i++) {
                permits.acquire();
                executor.execute(() -> sleepThen(permits::release));
            }
        }
    }

    private static void permitInside() {
        var permits = new Semaphore(LIMIT);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < TASKS; i++) {
                executor.execute(() -> {
                    permits.acquireUninterruptibly();
                    sleepThen(permits::release);
                });
            }
        }
    }

    private static void sleepThen(Runnable action) {
        try {
            TimeUnit.MILLISECONDS.sleep(SLEEP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        action.run();
    }

    private static void bytes(String name, Task<Integer> task) throws Exception {
        var release = new CountDownLatch(1);
        try (var pool = ExecutorPool.builder("waiting")
                .concurrency(1)
                .queueCapacity(TASKS + 1)
                .build()) {
            pool.submit(Task.action("occupier", _ -> release.await()));
            long before = usedHeap();
            for (int i = 0; i < TASKS; i++) {
                pool.submit(task);
            }
            long after = usedHeap();
            System.out.printf("| %s | %.1f B for each waiting task |%n", name, (after - before) / (double) TASKS);
            release.countDown();
        }
    }

    private static long usedHeap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
