// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.OutcomeDetails;
import dev.executor.Task;
import dev.executor.TaskHandle;
import dev.executor.TaskOutcome.TimedOut;
import dev.executor.TaskOutcome.Timeout;
import dev.executor.event.TaskEvent;
import dev.executor.policy.Backoff;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryPolicy;
import dev.executor.testing.ManualHost;
import dev.executor.testing.ManualPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Which of several limits counts, and from when each runs.
class ClocksTest {
    private ManualPool pool = ManualPool.withConcurrency(2);
    private final AtomicReference<Optional<Duration>> remaining = new AtomicReference<>(Optional.empty());
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void nothingIsLeft() {
        release.countDown();
        pool.assertIdle();
        pool.close();
    }

    /// The parent submits the child four seconds after its own submit.
    private TaskHandle<String> childOf(UnaryOperator<Task<Object>> parent, UnaryOperator<Task<String>> child) {
        return childOf(pool, parent, child);
    }

    private TaskHandle<String> childOf(
            ExecutorPool childPool, UnaryOperator<Task<Object>> parent, UnaryOperator<Task<String>> child) {
        var submitted = new AtomicReference<TaskHandle<String>>();
        pool.submit(parent.apply(Task.of("parent", _ -> {
            pool.host().sleep(ofSeconds(4));
            submitted.set(childPool.submit(child.apply(Task.of("child", context -> {
                remaining.set(context.remaining());
                pool.host().sleep(ofSeconds(1_000));
                return "never";
            }))));
            return "parent";
        })));
        pool.advance(ofSeconds(4));
        return Objects.requireNonNull(submitted.get());
    }

    private static TimedOut<String> after(Duration limit) {
        return new TimedOut<>(Timeout.TOTAL, limit, OutcomeDetails.of(1));
    }

    @Test
    void aChildsOwnTimeoutCountsIfItEndsBeforeTheDeadlineOfItsParent() throws Exception {
        var child = childOf(parent -> parent.withTimeout(ofSeconds(10)), task -> task.withTimeout(ofSeconds(3)));

        assertThat(remaining.get()).contains(ofSeconds(3));
        pool.advance(ofSeconds(3).minusNanos(1));
        assertThat(child.outcome()).isEmpty();
        pool.advance(ofSeconds(1));
        assertThat(child.await()).isEqualTo(after(ofSeconds(3)));
    }

    @Test
    void theDeadlineOfItsParentCountsIfItEndsBeforeAChildsOwnTimeout() throws Exception {
        var child = childOf(parent -> parent.withTimeout(ofSeconds(10)), task -> task.withTimeout(ofSeconds(7)));

        assertThat(remaining.get()).contains(ofSeconds(6));
        pool.advance(ofSeconds(6).minusNanos(1));
        assertThat(child.outcome()).isEmpty();
        pool.advance(ofSeconds(1));
        assertThat(child.await()).isEqualTo(after(ofSeconds(6)));
    }

    @Test
    void ofTwoEqualDeadlinesTheChildsOwnIsNamed() throws Exception {
        var child = childOf(parent -> parent.withTimeout(ofSeconds(10)), task -> task.withTimeout(ofSeconds(6)));

        pool.advance(ofSeconds(7));
        assertThat(child.await()).isEqualTo(after(ofSeconds(6)));
    }

    @Test
    void aParentWithoutDeadlineGivesItsChildNone() {
        var child = childOf(parent -> parent, task -> task);

        assertThat(remaining.get()).isEmpty();
        child.cancel();
    }

    @Test
    void aGrandchildInheritsTheEarliestOfAll() throws Exception {
        pool = ManualPool.withConcurrency(3);
        var grandchild = new AtomicReference<TaskHandle<String>>();
        pool.submit(Task.of(
                        "parent",
                        _ -> pool.submit(Task.of("child", _ -> {
                                    pool.host().sleep(ofSeconds(2));
                                    grandchild.set(pool.submit(Task.of("grandchild", _ -> {
                                        pool.host().sleep(ofSeconds(1_000));
                                        return "never";
                                    })));
                                    return "child";
                                })
                                .withTimeout(ofSeconds(100))))
                .withTimeout(ofSeconds(10)));
        pool.advance(ofSeconds(11));

        assertThat(Objects.requireNonNull(grandchild.get()).await()).isEqualTo(after(ofSeconds(8)));
    }

    @Test
    void aChildInAPoolOnAnotherClockInheritsNoDeadline() {
        var host = ManualHost.create();
        host.advance(ofSeconds(77));
        var other = ExecutorPool.builder("elsewhere").host(host).build();
        var child = childOf(other, parent -> parent.withTimeout(ofSeconds(10)), task -> task);

        host.runReady();
        assertThat(remaining.get()).isEmpty();
        child.cancel();
        host.runReady();
    }

    @Test
    void whatIsLeftOfAnAttemptIsTheShorterOfItsTimeoutAndTheDeadline() {
        var seen = new ArrayList<Duration>();
        var body = Task.of("looks", context -> {
                    seen.add(context.remaining().orElseThrow());
                    pool.host().sleep(ofSeconds(3));
                    seen.add(context.remaining().orElseThrow());
                    return "done";
                })
                .withAttemptTimeout(ofSeconds(5));
        pool.submit(body);
        pool.submit(body.withTimeout(ofSeconds(4)));
        pool.advance(ofSeconds(3));

        assertThat(seen).containsExactly(ofSeconds(5), ofSeconds(4), ofSeconds(2), ofSeconds(1));
    }

    /// A start time is a time: what the submit has waited for its slot does not move it.
    @Test
    void aStartTimeStaysWhereItIsWhileTheSubmitWaitsForASlot() {
        pool = ManualPool.of(ExecutorPool.builder("small")
                .concurrency(1)
                .queueCapacity(0)
                .overflow(OverflowPolicy.block(ofSeconds(100))));
        pool.advance(ofSeconds(50));
        var started = new AtomicReference<Duration>();
        var at = pool.host().wallTime().plusSeconds(10);
        pool.submit(Task.action("first", _ -> pool.host().sleep(ofSeconds(4))));
        pool.host()
                .startEngineThread(
                        "submitter",
                        () -> pool.submit(Task.action(
                                        "later", _ -> started.set(pool.host().elapsed()))
                                .withStartAt(at)));
        pool.advance(ofSeconds(20));

        assertThat(Objects.requireNonNull(started.get()))
                .isBetween(ofSeconds(60), ofSeconds(60).plusMillis(2));
    }

    /// Ignores its interrupt for so long in each attempt, and then fails.
    private Task<String> slowToStop(Duration deaf) {
        return Task.of("slow to stop", _ -> {
            try {
                pool.host().sleep(ofSeconds(1_000));
            } catch (InterruptedException e) {
                pool.host().sleep(deaf);
            }
            throw new IllegalStateException("stopped");
        });
    }

    @Test
    void eachAttemptHasAStuckClockOfItsOwn() {
        pool = ManualPool.of(ExecutorPool.builder("stuck").concurrency(1).stuckAfter(ofSeconds(5)));
        // Deaf for three seconds in each of three attempts: nine together, and never five in one.
        pool.submit(slowToStop(ofSeconds(3))
                .withAttemptTimeout(ofSeconds(1))
                .withRetry(RetryPolicy.attempts(3, Backoff.none())));
        pool.advance(ofSeconds(60));

        assertThat(pool.events().all(TaskEvent.Started.class)).hasSize(3);
        assertThat(pool.events().all(TaskEvent.Stuck.class)).isEmpty();
    }

    @Test
    void anAttemptIsStuckFromItsOwnInterruptOnAndSaysWhichItWas() {
        pool = ManualPool.of(ExecutorPool.builder("stuck").concurrency(1).stuckAfter(ofSeconds(5)));
        var deaf = List.of(ofSeconds(3), ofSeconds(100));
        pool.submit(Task.of("stuck at last", context -> {
                    try {
                        pool.host().sleep(ofSeconds(1_000));
                    } catch (InterruptedException e) {
                        pool.host().sleep(deaf.get(context.attempt() - 1));
                    }
                    throw new IllegalStateException("stopped");
                })
                .withAttemptTimeout(ofSeconds(1))
                .withRetry(RetryPolicy.attempts(2, Backoff.none())));
        // The second attempt begins after four seconds and is interrupted after five.
        pool.advance(ofSeconds(10).minusNanos(1));
        assertThat(pool.events().all(TaskEvent.Stuck.class)).isEmpty();
        pool.advance(ofNanos(2_000_000));

        var stuck = pool.events().all(TaskEvent.Stuck.class).getFirst();
        assertThat(stuck.attempt()).isEqualTo(2);
        assertThat(stuck.since()).isGreaterThanOrEqualTo(ofSeconds(5)).isLessThan(ofSeconds(6));
        pool.advance(ofSeconds(100));
    }

    @Test
    void anAttemptThatComesBackAfterItWasStuckLeavesTheNextNoneOfIt() {
        pool = ManualPool.of(ExecutorPool.builder("stuck").concurrency(1).stuckAfter(ofSeconds(5)));
        pool.submit(slowToStop(ofSeconds(20)).withAttemptTimeout(ofSeconds(1)));
        pool.advance(ofSeconds(6));
        assertThat(pool.snapshot().tasks().stuck()).isEqualTo(1);
        pool.advance(ofSeconds(60));

        assertThat(pool.snapshot().tasks().stuck()).isZero();
        assertThat(pool.events().all(TaskEvent.Stuck.class)).hasSize(1);
    }
}
