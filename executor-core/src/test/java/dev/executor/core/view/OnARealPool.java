// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.ExecutorPool;
import dev.executor.PoolSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/// A real pool in real time, a view of it, and bodies that a test can hold up.
@Timeout(60)
abstract class OnARealPool {
    static final int LONG_SECONDS = 20;

    /// Lets every [Blocker] go.
    final CountDownLatch release = new CountDownLatch(1);

    private final List<ExecutorPool> pools = new ArrayList<>();
    final ExecutorPool pool = opened(ExecutorPool.builder("viewed").concurrency(16));
    final ExecutorService view = pool.asExecutorService();

    @AfterEach
    @Timeout(60)
    void everyPoolEndsByItself() throws InterruptedException {
        boolean ignored = Thread.interrupted(); // a test's own interrupt must not cut the end short
        release.countDown();
        for (var opened : pools) {
            opened.drain(ofSeconds(5));
            var now = opened.snapshot();
            assertThat(now.tasks().live())
                    .as("live tasks of the drained %s", now)
                    .isZero();
        }
    }

    /// A pool that is closed after the test.
    final ExecutorPool opened(ExecutorPool.Builder settings) {
        var opened = settings.build();
        pools.add(opened);
        return opened;
    }

    /// A view of a pool of its own.
    final ScheduledExecutorService viewWithConcurrency(int concurrency) {
        return opened(ExecutorPool.builder("small").concurrency(concurrency)).asScheduledExecutorService();
    }

    /// A body that says that it runs, and returns when it is released or interrupted.
    final class Blocker implements Runnable, Callable<String> {
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);
        final AtomicBoolean interrupted = new AtomicBoolean();

        @Override
        public void run() {
            call();
        }

        @Override
        public String call() {
            started.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            } finally {
                ended.countDown();
            }
            return "released";
        }
    }

    static Callable<String> returning(String value) {
        return () -> value;
    }

    /// Runs a blocker on a view, and returns when it runs.
    final Blocker blocking(ExecutorService executor) {
        var blocker = new Blocker();
        executor.execute(blocker);
        reached(blocker.started);
        return blocker;
    }

    /// Looks every millisecond, not every tenth of a second.
    static ConditionFactory soon() {
        return await().pollDelay(ZERO).pollInterval(ofMillis(1));
    }

    static void reached(CountDownLatch latch) {
        try {
            assertThat(latch.await(LONG_SECONDS, TimeUnit.SECONDS))
                    .as("reached")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for a latch", e);
        }
    }

    /// What became of a call that was interrupted while it waited.
    ///
    /// @param thrown what it threw; null if it returned
    /// @param stillInterrupted the interrupt status afterwards
    record AfterInterrupt(@Nullable Throwable thrown, boolean stillInterrupted) {}

    /// Makes a call on a thread of its own and interrupts that once it waits.
    static AfterInterrupt interruptedWhileWaiting(Callable<?> call) throws InterruptedException {
        var result = new AtomicReference<AfterInterrupt>();
        var thread = Thread.ofPlatform().start(() -> {
            Throwable thrown = null;
            try {
                call.call();
            } catch (Throwable e) { // whatever it is, the test looks at it
                thrown = e;
            }
            result.set(new AfterInterrupt(thrown, Thread.currentThread().isInterrupted()));
        });
        soon().until(() -> switch (thread.getState()) {
            case WAITING, TIMED_WAITING, TERMINATED -> true;
            case NEW, RUNNABLE, BLOCKED -> false;
        });
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(LONG_SECONDS));
        assertThat(thread.isAlive()).as("still waits after the interrupt").isFalse();
        return result.get();
    }

    /// The law of conservation for a quiet pool, see [PoolSnapshot].
    static void assertConserves(ExecutorPool pool) {
        soon().untilAsserted(() -> assertThat(pool.snapshot().tasks().live()).isZero());
        PoolSnapshot now = pool.snapshot();
        assertThat(now.outcomes().total())
                .as("outcomes of %s", now)
                .isEqualTo(now.submissions().accepted());
    }
}
