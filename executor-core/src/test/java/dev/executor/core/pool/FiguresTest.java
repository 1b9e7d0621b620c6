// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.PoolSnapshot;
import dev.executor.PoolState;
import dev.executor.Priority;
import dev.executor.Task;
import dev.executor.TaskHandle;
import dev.executor.TaskId;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener.Delivery;
import dev.executor.policy.Backoff;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryBudget;
import dev.executor.policy.RetryPolicy;
import dev.executor.policy.ThreadReuse;
import dev.executor.testing.ManualPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Every figure of a snapshot and of a report, in scenes in which no two are equal: one in the place of another is
/// seen.
class FiguresTest {
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch heard = new CountDownLatch(1);
    private ManualPool pool = ManualPool.withConcurrency(1);

    @AfterEach
    void end() {
        release.countDown();
        heard.countDown();
        pool.close();
    }

    private <T> List<TaskHandle<T>> submit(int count, Task<T> task) {
        var handles = new ArrayList<TaskHandle<T>>();
        for (int i = 0; i < count; i++) {
            handles.add(pool.submit(task));
        }
        return handles;
    }

    private void run(int count, Task<?> task) {
        submit(count, task);
        pool.runReady();
    }

    private Task<Object> failing(String name) {
        return Task.of(name, _ -> {
            throw new IllegalStateException("thrown by the test");
        });
    }

    private Task<Object> held(String name) {
        return Task.of(name, _ -> {
            release.await();
            return name;
        });
    }

    /// Ignores its interrupt.
    private Task<Object> deaf(String name) {
        return Task.of(name, _ -> {
            for (; ; ) {
                try {
                    release.await();
                    return name;
                } catch (InterruptedException e) {
                    // ignored on purpose: this is what is counted
                }
            }
        });
    }

    private void hear(TaskEvent event) {
        if (event instanceof TaskEvent.AttemptEnded && event.task().name().equals("retried")) {
            throw new IllegalStateException("thrown by the test");
        }
    }

    private void block() {
        try {
            heard.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ExecutorPool.Builder settings() {
        return ExecutorPool.builder("figures")
                .concurrency(10)
                .queueCapacity(40)
                .overflow(OverflowPolicy.shedLowest())
                .threadReuse(ThreadReuse.FRESH)
                .stuckAfter(ofSeconds(5))
                .retryBudget(RetryBudget.of(0, 0, 17))
                .eventBuffer(16)
                .listener(_ -> block())
                .listener(this::hear, Delivery.INLINE);
    }

    @Test
    void aSnapshotHasEachFigureInItsPlace() {
        pool = ManualPool.of(settings());
        submit(24, Task.of("succeeds", _ -> "done")).getFirst().whenDone(_ -> {
            throw new IllegalStateException("an error of a callback");
        });
        pool.runReady();
        run(11, failing("fails"));
        // Of 22 that would be retried 17 are; the listener throws for each attempt of theirs.
        run(22, failing("retried").withRetry(RetryPolicy.attempts(2, Backoff.none())));
        pool.advance(ofSeconds(1));
        var later = Task.of("later", _ -> "never").withStartAfter(ofSeconds(1_000));
        submit(16, later).forEach(TaskHandle::cancel);
        run(8, held("too slow").withTimeout(ofSeconds(1)));
        pool.advance(ofSeconds(2));
        run(2, deaf("stuck").withTimeout(ofSeconds(1)));
        pool.advance(ofSeconds(7));
        run(4, deaf("stopping").withTimeout(ofSeconds(1)));
        pool.advance(ofSeconds(2));
        run(1, held("runs"));
        pool.setConcurrency(4); // fewer than run, so that the rest waits
        var delayed = submit(12, later);
        var waits = Task.of("waits", _ -> "never");
        submit(4, waits.withPriority(Priority.LOW));
        submit(8, waits.withPriority(Priority.NORMAL));
        submit(9, waits.withPriority(Priority.HIGH));
        submit(10, waits.withPriority(Priority.CRITICAL));
        submit(3, waits.withPriority(Priority.CRITICAL)); // the pool is full: each takes the slot of a low one
        for (int i = 0; i < 16; i++) {
            pool.trySubmit(waits);
        }
        delayed.subList(0, 2).forEach(TaskHandle::cancel);

        int events = pool.events().all().size();
        assertThat(pool.snapshot())
                .isEqualTo(PoolSnapshot.builder("figures")
                        .state(PoolState.OPEN)
                        .queued(Priority.LOW, 1)
                        .queued(Priority.NORMAL, 8)
                        .queued(Priority.HIGH, 9)
                        .queued(Priority.CRITICAL, 13)
                        .live(48)
                        .bound(50)
                        .delayed(10)
                        .stopping(6)
                        .stuck(2)
                        .permitsTaken(7)
                        .permitLimit(4)
                        .accepted(134)
                        .refused(16)
                        .succeeded(24)
                        .failed(33)
                        .timedOut(14)
                        .cancelled(18)
                        .shed(3)
                        .retriesScheduled(17)
                        .retriesDenied(5)
                        .droppedEvents(events - 17) // 16 in the buffer, and one that is being heard
                        .listenerErrors(40)
                        .threadsStarted(89)
                        .build());
    }

    @Test
    void aReportOfADrainHasEachFigureInItsPlace() throws Exception {
        pool = ManualPool.of(
                ExecutorPool.builder("report").concurrency(9).queueCapacity(100).stuckAfter(ofSeconds(5)));
        run(7, Task.of("before", _ -> "done"));
        submit(4, Task.of("during", _ -> {
            pool.host().sleep(ofSeconds(2));
            return "done";
        }));
        submit(1, Task.of("fails", _ -> {
            pool.host().sleep(ofSeconds(1));
            throw new IllegalStateException("thrown by the test");
        }));
        var stuck = submit(2, deaf("stuck"));
        pool.runReady();
        var delayed = submit(6, Task.of("delayed", _ -> "never").withStartAfter(ofSeconds(1_000)));

        var report = pool.drain(ofSeconds(3));

        assertThat(report.pool()).isEqualTo("report");
        assertThat(report.completed()).isEqualTo(5);
        assertThat(report.cancelledCount()).isEqualTo(8);
        assertThat(report.cancelled())
                .containsAll(ids(stuck))
                .containsAll(ids(delayed))
                .hasSize(8);
        assertThat(report.stuck()).containsExactlyInAnyOrderElementsOf(ids(stuck));
        assertThat(report.took()).isBetween(ofSeconds(8), ofSeconds(8).plusMillis(2));
        assertThat(report.clean()).isFalse();
    }

    private static List<TaskId> ids(List<? extends TaskHandle<?>> handles) {
        return handles.stream().<TaskId>map(TaskHandle::id).toList();
    }

    /// A second drain tells of the same time: what has ended before counts for neither, what a first one counted stays.
    @Test
    void aSecondReportCountsFromTheBeginningOfTheFirstDrain() throws Exception {
        pool.advance(ofSeconds(50));
        run(3, Task.of("before", _ -> "done"));
        submit(1, Task.of("during", _ -> {
            pool.host().sleep(ofSeconds(2));
            return "done";
        }));
        pool.runReady();

        var first = pool.drain(ofSeconds(10));
        pool.advance(ofSeconds(1));
        var second = pool.drain(ofSeconds(10));

        assertThat(first.completed()).isEqualTo(1);
        assertThat(first.took()).isEqualTo(ofSeconds(2));
        assertThat(second.completed()).isEqualTo(1);
        assertThat(second.took()).isEqualTo(ofSeconds(3));
    }

    @Test
    void aReportNamesTheFirstThousandAndCountsAll() throws Exception {
        pool = ManualPool.of(ExecutorPool.builder("many").concurrency(1).queueCapacity(2_000));
        submit(1_002, Task.of("delayed", _ -> "never").withStartAfter(ofSeconds(1_000)));

        var report = pool.drain(ofSeconds(0));

        assertThat(report.cancelledCount()).isEqualTo(1_002);
        assertThat(report.cancelled()).hasSize(1_000);
    }
}
