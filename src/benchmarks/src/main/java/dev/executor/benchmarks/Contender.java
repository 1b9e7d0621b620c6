// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.benchmarks;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.TaskHandle;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import dev.executor.policy.ThreadReuse;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.Timeout;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.decorators.Decorators;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/// Who runs no-op tasks. "All" means bounded, with a retry policy, timeouts armed, and (ours) events listened to.
public enum Contender {
    /// A bare virtual thread for each task: the yardstick.
    VT {
        @Override
        Runner start() {
            var executor = Executors.newVirtualThreadPerTaskExecutor();
            return Runner.of(() -> executor.submit(NOTHING), executor);
        }
    },
    /// The same with a semaphore that the submitter takes.
    VT_SEMAPHORE {
        @Override
        Runner start() {
            var executor = Executors.newVirtualThreadPerTaskExecutor();
            var permits = new Semaphore(100);
            return Runner.of(
                    () -> {
                        permits.acquireUninterruptibly();
                        return executor.submit(() -> {
                            permits.release();
                            return 1;
                        });
                    },
                    executor);
        }
    },
    /// A fixed pool of two platform threads.
    FIXED_POOL {
        @Override
        Runner start() {
            var executor = Executors.newFixedThreadPool(2);
            return Runner.of(() -> executor.submit(NOTHING), executor);
        }
    },
    /// Ours, nothing configured.
    POOL_BARE {
        @Override
        Runner start() {
            return pool(builder(), Task.of("noop", _ -> 1));
        }
    },
    /// Ours, everything configured.
    POOL_ALL {
        @Override
        Runner start() {
            return pool(builder().listener(new Counting(), TaskListener.Delivery.INLINE), configured());
        }
    },
    /// Ours, everything configured but the listener.
    POOL_UNHEARD {
        @Override
        Runner start() {
            return pool(builder(), configured());
        }
    },
    /// Ours, everything configured, a new virtual thread for each attempt.
    POOL_ALL_FRESH {
        @Override
        Runner start() {
            return pool(
                    builder()
                            .listener(new Counting(), TaskListener.Delivery.INLINE)
                            .threadReuse(ThreadReuse.FRESH),
                    configured());
        }
    },
    /// Failsafe with bulkhead, retry and timeout.
    FAILSAFE_ALL {
        @Override
        Runner start() {
            var executor = Executors.newVirtualThreadPerTaskExecutor();
            FailsafeExecutor<Integer> failsafe = Failsafe.<Integer, dev.failsafe.Policy<Integer>>with(
                            dev.failsafe.RetryPolicy.<Integer>builder()
                                    .withMaxAttempts(3)
                                    .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(5))
                                    .build(),
                            Timeout.of(Duration.ofSeconds(10)),
                            dev.failsafe.Bulkhead.of(BULKHEAD))
                    .with(executor);
            return Runner.of(() -> failsafe.getAsync(() -> 1), executor);
        }
    },
    /// resilience4j with bulkhead, retry and time limiter.
    RESILIENCE4J_ALL {
        @Override
        Runner start() {
            var executor = Executors.newVirtualThreadPerTaskExecutor();
            var scheduler = new ScheduledThreadPoolExecutor(1);
            scheduler.setRemoveOnCancelPolicy(true);
            var bulkhead = Bulkhead.of(
                    "b", BulkheadConfig.custom().maxConcurrentCalls(BULKHEAD).build());
            var limiter = TimeLimiter.of(Duration.ofSeconds(10));
            var retry = Retry.ofDefaults("r");
            return Runner.of(
                    () -> Decorators.ofCompletionStage(() -> CompletableFuture.supplyAsync(() -> 1, executor))
                            .withBulkhead(bulkhead)
                            .withTimeLimiter(limiter, scheduler)
                            .withRetry(retry, scheduler)
                            .get()
                            .toCompletableFuture(),
                    () -> {
                        scheduler.shutdown();
                        executor.close();
                    });
        }
    };

    /// Above what is ever in flight: a full bulkhead would measure refusals.
    private static final int BULKHEAD = 100_000;

    private static final java.util.concurrent.Callable<Integer> NOTHING = () -> 1;

    abstract Runner start();

    private static ExecutorPool.Builder builder() {
        return ExecutorPool.builder("bench").concurrency(100).queueCapacity(100_000);
    }

    private static Task<Integer> configured() {
        return Task.of("noop", _ -> 1)
                .withRetry(RetryPolicy.attempts(3, Backoff.exponential(Duration.ofMillis(100), Duration.ofSeconds(5))))
                .withQueueTimeout(Duration.ofSeconds(30))
                .withAttemptTimeout(Duration.ofSeconds(10))
                .withTimeout(Duration.ofSeconds(60));
    }

    private static Runner pool(ExecutorPool.Builder builder, Task<Integer> task) {
        var pool = builder.build();
        return new Runner() {
            @Override
            public void batch(int size) {
                var handles = new TaskHandle<?>[size];
                for (int i = 0; i < size; i++) {
                    handles[i] = pool.submit(task);
                }
                for (var handle : handles) {
                    handle.join();
                }
            }

            @Override
            public void close() {
                pool.close();
            }
        };
    }

    /// A listener that does about the least that is of any use.
    private static final class Counting implements TaskListener {
        private final LongAdder finished = new LongAdder();

        @Override
        public void onEvent(TaskEvent event) {
            if (event instanceof TaskEvent.Finished) {
                finished.increment();
            }
        }
    }

    /// Submits and waits.
    interface Runner extends AutoCloseable {
        /// Submits so many no-ops, then waits for each.
        void batch(int size) throws Exception;

        @Override
        void close();

        /// Makes a future for one no-op.
        interface Submit {
            /// Submits one.
            Future<Integer> submit();
        }

        static Runner of(Submit submit, ExecutorService executor) {
            return of(submit, executor::close);
        }

        static Runner of(Submit submit, Runnable close) {
            return new Runner() {
                @Override
                public void batch(int size) throws Exception {
                    var futures = new Future<?>[size];
                    for (int i = 0; i < size; i++) {
                        futures[i] = submit.submit();
                    }
                    for (var future : futures) {
                        future.get();
                    }
                }

                @Override
                public void close() {
                    close.run();
                }
            };
        }
    }
}
