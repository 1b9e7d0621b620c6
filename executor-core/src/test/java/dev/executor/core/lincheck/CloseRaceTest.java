// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lincheck;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.ExecutorPool;
import dev.executor.PoolState;
import dev.executor.Rejection;
import dev.executor.Submission;
import dev.executor.Task;
import dev.executor.TaskHandle;
import dev.executor.policy.OverflowPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The end of a pool against its submitters: too large for a model checker, so many rounds with real threads.
@Timeout(60)
class CloseRaceTest {
    private static final int ROUNDS = 100;
    private static final int SUBMITTERS = 3;
    private static final int TASKS = 40;

    enum End {
        CLOSE {
            @Override
            void of(ExecutorPool pool) {
                pool.close();
            }
        },
        DRAIN_WITH_TIME {
            @Override
            void of(ExecutorPool pool) throws InterruptedException {
                assertThat(pool.drain(ofSeconds(20)).clean()).isTrue();
            }
        },
        DRAIN_AT_ONCE {
            @Override
            void of(ExecutorPool pool) throws InterruptedException {
                assertThat(pool.drain(ZERO).stuck()).isEmpty();
            }
        };

        abstract void of(ExecutorPool pool) throws InterruptedException;
    }

    private static final class Submitter {
        private final List<TaskHandle<Integer>> accepted = new ArrayList<>();
        private final List<Rejection> refused = new ArrayList<>();

        private void submit(ExecutorPool pool, CyclicBarrier barrier) {
            meet(barrier);
            for (int i = 0; i < TASKS; i++) {
                int number = i;
                var task = Task.of("racing", _ -> number);
                switch (i % 2 == 0
                        ? pool.trySubmit(task)
                        : pool.submitAll(List.of(task)).getFirst()) {
                    case Submission.Accepted<Integer>(var handle) -> accepted.add(handle);
                    case Submission.Refused<Integer>(var rejection) -> refused.add(rejection);
                }
            }
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the others did not come", e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTaskIsEitherRefusedOrHasAnOutcome(End end) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var pool = ExecutorPool.builder("racing")
                    .concurrency(2)
                    .queueCapacity(SUBMITTERS * TASKS)
                    .build();
            var barrier = new CyclicBarrier(SUBMITTERS + 1);
            var submitters = new ArrayList<Submitter>();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < SUBMITTERS; i++) {
                var submitter = new Submitter();
                submitters.add(submitter);
                threads.add(Thread.ofPlatform().start(() -> submitter.submit(pool, barrier)));
            }
            meet(barrier);
            for (int spin = 0; spin < round * 100; spin++) {
                Thread.onSpinWait();
            }
            end.of(pool);
            for (var thread : threads) {
                thread.join();
            }
            assertEnded(pool, submitters);
        }
    }

    private static void assertEnded(ExecutorPool pool, List<Submitter> submitters) {
        int accepted = 0;
        int refused = 0;
        for (var submitter : submitters) {
            assertThat(submitter.accepted)
                    .allSatisfy(handle -> assertThat(handle.outcome()).isPresent());
            assertThat(submitter.refused).allMatch(Rejection.ShuttingDown.class::isInstance);
            accepted += submitter.accepted.size();
            refused += submitter.refused.size();
        }
        // A submit that took a slot before the end and gives it back after it shows for a moment.
        await().pollDelay(ZERO)
                .pollInterval(ofMillis(1))
                .until(() -> pool.snapshot().tasks().live() == 0);
        var now = pool.snapshot();
        assertThat(now.state()).isEqualTo(PoolState.CLOSED);
        assertThat(now.submissions().accepted()).isEqualTo(accepted);
        assertThat(now.submissions().refused()).isEqualTo(refused);
        assertThat(now.outcomes().total()).as("outcomes of %s", now).isEqualTo(accepted);
        assertThat(now.tasks().stopping() + now.tasks().delayed() + now.queue().size())
                .as("left of %s", now)
                .isZero();
    }

    @Test
    void aSubmitterThatWaitsForASlotIsToldOfTheEnd() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var pool = ExecutorPool.builder("racing")
                    .concurrency(1)
                    .queueCapacity(0)
                    .overflow(OverflowPolicy.block(ofSeconds(50)))
                    .build();
            var barrier = new CyclicBarrier(SUBMITTERS + 1);
            var submitters = new ArrayList<Submitter>();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < SUBMITTERS; i++) {
                var submitter = new Submitter();
                submitters.add(submitter);
                threads.add(Thread.ofPlatform().start(() -> {
                    meet(barrier);
                    for (var submission : pool.submitAll(List.of(quick(), quick(), quick()))) {
                        switch (submission) {
                            case Submission.Accepted<Integer>(var handle) -> submitter.accepted.add(handle);
                            case Submission.Refused<Integer>(var rejection) -> submitter.refused.add(rejection);
                        }
                    }
                }));
            }
            meet(barrier);
            pool.close();
            for (var thread : threads) {
                thread.join();
            }
            assertEnded(pool, submitters);
        }
    }

    private static Task<Integer> quick() {
        return Task.of("racing", _ -> 1);
    }
}
