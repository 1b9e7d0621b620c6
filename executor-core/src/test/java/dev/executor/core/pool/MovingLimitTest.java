// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.TaskHandle;
import dev.executor.policy.ThreadReuse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The number of permits is moved while bodies run, on a real pool.
@Timeout(60)
class MovingLimitTest {
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Semaphore go = new Semaphore(0);

    private static ExecutorPool pool(int concurrency, ThreadReuse reuse) {
        return ExecutorPool.builder("moved")
                .concurrency(concurrency)
                .threadReuse(reuse)
                .build();
    }

    private List<TaskHandle<Object>> submit(ExecutorPool pool, int tasks) {
        var handles = new ArrayList<TaskHandle<Object>>();
        for (int i = 0; i < tasks; i++) {
            handles.add(pool.submit(Task.of("held", _ -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                go.acquire();
                running.decrementAndGet();
                return "done";
            })));
        }
        return handles;
    }

    private void awaitRunning(int count) {
        Awaitility.await().until(() -> running.get() == count);
    }

    @ParameterizedTest
    @EnumSource
    void aLimitThatRisesStartsWhatWaits(ThreadReuse reuse) {
        try (var pool = pool(1, reuse)) {
            var handles = submit(pool, 5);
            awaitRunning(1);

            pool.setConcurrency(4);

            awaitRunning(4);
            assertThat(pool.snapshot().permits().limit()).isEqualTo(4);
            assertThat(pool.snapshot().queue().size()).isEqualTo(1);
            go.release(5);
            handles.forEach(TaskHandle::join);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLimitThatFallsStopsNobodyAndHoldsFromThenOn(ThreadReuse reuse) {
        try (var pool = pool(4, reuse)) {
            var handles = submit(pool, 12);
            awaitRunning(4);

            pool.setConcurrency(2);

            assertThat(running).as("those that run go on").hasValue(4);
            go.release(2);
            awaitRunning(2); // two have ended and no other has started
            most.set(0);
            assertThat(pool.snapshot().queue().size()).isEqualTo(8);
            go.release(10);
            handles.forEach(TaskHandle::join);
            assertThat(most).as("most at once after the fall").hasValueLessThanOrEqualTo(2);
            Awaitility.await().until(() -> pool.snapshot().permits().taken() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aParentThatHasLentItsPermitGetsOneBackAfterTheLimitFell(ThreadReuse reuse) throws Exception {
        try (var pool = pool(2, reuse)) {
            var submitted = new CountDownLatch(1);
            var parent = pool.submit(Task.of("parent", _ -> {
                var child = submit(pool, 1).getFirst();
                submitted.countDown();
                return child.join();
            }));
            submitted.await();
            awaitRunning(1);

            pool.setConcurrency(1);
            go.release();

            assertThat(parent.join()).isEqualTo("done");
            Awaitility.await().until(() -> pool.snapshot().permits().taken() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_000_001})
    void aLimitOutOfRangeIsRefusedAndChangesNothing(int permits) {
        try (var pool = pool(3, ThreadReuse.REUSE)) {
            assertThatThrownBy(() -> pool.setConcurrency(permits))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("pool 'moved': concurrency")
                    .hasMessageContaining(String.valueOf(permits));
            assertThat(pool.snapshot().permits().limit()).isEqualTo(3);
        }
    }
}
