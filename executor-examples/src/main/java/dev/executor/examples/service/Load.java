// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.service;

import dev.executor.ExecutorPool;
import dev.executor.Priority;
import dev.executor.Task;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Work on threads, with what goes wrong in such work. Confined to one thread.
///
/// Chance is seeded: each run of the program does the same. A tick comes every [#TICK].
final class Load {
    static final Duration TICK = Duration.ofMillis(100);

    /// From the first tick on, so that an early visitor sees one; a time-out is rare.
    private static final int SLOW_EVERY = 40;

    private static final int STUCK_EVERY = 300;
    private static final int BURST_EVERY = 100;
    private static final int BURST = 300;
    private static final List<String> TENANTS = List.of("acme", "globex", "initech");

    private static final RetryPolicy RETRY = RetryPolicy.attempts(
                    3, Backoff.exponential(Duration.ofMillis(20), Duration.ofSeconds(1)))
            .retryingOn(IOException.class);

    private final ExecutorPool pool;
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(7);

    Load(ExecutorPool pool) {
        this.pool = pool;
    }

    void tick(int number) {
        for (var tenant : TENANTS) {
            submit(Task.of("fetch", _ -> fetch(pause(5, 40))).withRetry(RETRY), tenant);
            submit(
                    Task.of("charge", _ -> fetch(pause(5, 15)))
                            .withPriority(Priority.HIGH)
                            .withAttemptTimeout(Duration.ofSeconds(1)),
                    tenant);
        }
        submit(Task.of("report", _ -> pause(100, 300)).withPriority(Priority.LOW), TENANTS.getFirst());
        if (number % SLOW_EVERY == 0) {
            submit(Task.action("slow", _ -> Thread.sleep(5_000)).withTimeout(Duration.ofMillis(300)), "acme");
            submit(
                    Task.action("slow", _ -> Thread.sleep(5_000))
                            .withAttemptTimeout(Duration.ofMillis(100))
                            .withRetry(RetryPolicy.attempts(2, Backoff.fixed(Duration.ofMillis(50)))),
                    "globex");
        }
        if (number % STUCK_EVERY == 10) {
            submit(
                    Task.action("deaf", _ -> ignoreInterrupts(Duration.ofSeconds(15)))
                            .withTimeout(Duration.ofMillis(500)),
                    "globex");
        }
        if (number % BURST_EVERY == 20) {
            for (int i = 0; i < BURST; i++) {
                submit(Task.of("batch", _ -> pause(10, 20)), "initech");
            }
        }
    }

    private void submit(Task<?> task, String tenant) {
        pool.trySubmit(
                task.withTenant(tenant)); // a refusal is in the figures, and this program has no other use for it
    }

    private int pause(int fromMillis, int toMillis) throws InterruptedException {
        int millis;
        synchronized (random) {
            millis = random.nextInt(fromMillis, toMillis);
        }
        Thread.sleep(millis);
        return millis;
    }

    private static int fetch(int millis) throws IOException {
        if (millis % 19 == 0) {
            throw new IOException("the other side hung up");
        }
        return millis;
    }

    private static void ignoreInterrupts(Duration time) {
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < time.toNanos()) {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                // that is what makes it stuck
            }
        }
    }
}
