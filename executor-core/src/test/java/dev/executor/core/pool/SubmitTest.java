// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ExecutorPool;
import dev.executor.FailureKind;
import dev.executor.OutcomeDetails;
import dev.executor.Priority;
import dev.executor.Rejection;
import dev.executor.Submission;
import dev.executor.Submission.Accepted;
import dev.executor.Submission.Refused;
import dev.executor.Task;
import dev.executor.TaskHandle;
import dev.executor.TaskOutcome;
import dev.executor.TaskRejectedException;
import dev.executor.TaskState;
import dev.executor.event.TaskEvent;
import dev.executor.policy.Backoff;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryPolicy;
import dev.executor.testing.ManualPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubmitTest {
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
    private ManualPool pool = small(OverflowPolicy.reject());

    private static ManualPool small(OverflowPolicy overflow) {
        return ManualPool.of(
                ExecutorPool.builder("small").concurrency(1).queueCapacity(2).overflow(overflow));
    }

    @AfterEach
    void nothingIsLeft() {
        release.countDown();
        pool.assertIdle();
        pool.close();
    }

    private Task<String> blocked(String name) {
        return Task.of(name, _ -> {
            ran.add(name);
            release.await();
            return name;
        });
    }

    private Task<String> quick(String name) {
        return Task.of(name, _ -> {
            ran.add(name);
            return name;
        });
    }

    private void fill() {
        pool.submit(blocked("running"));
        pool.submit(quick("waiting 1"));
        pool.submit(quick("waiting 2"));
        pool.runReady();
    }

    /// Submits from a thread of the host, so that the submit may wait.
    private <T> AtomicReference<Submission<T>> submitElsewhere(Task<T> task) {
        var result = new AtomicReference<Submission<T>>();
        pool.host()
                .startEngineThread(
                        "submitter",
                        () -> result.set(pool.submitAll(List.of(task)).getFirst()));
        pool.runReady();
        return result;
    }

    @Test
    void aFullPoolRejectsAndSaysHowFull() {
        fill();
        assertThatThrownBy(() -> pool.submit(quick("one too many")))
                .isInstanceOf(TaskRejectedException.class)
                .hasMessage(
                        "Task 'one too many' rejected by pool 'small': all 3 slots (queue capacity + concurrency) were"
                                + " taken; slow down, wait longer, or raise queueCapacity or concurrency");
        assertThat(pool.snapshot().submissions().refused()).isEqualTo(1);
        assertThat(pool.events().all(TaskEvent.Refused.class)).hasSize(1);
    }

    @Test
    void trySubmitSaysItAsAValueUnderEveryPolicy() {
        pool = small(OverflowPolicy.block(ofSeconds(5)));
        fill();
        assertThat(pool.trySubmit(quick("x"))).isEqualTo(new Refused<>(new Rejection.QueueFull(3, Duration.ZERO)));
    }

    @Test
    void aBatchSaysOfEachTaskWhatBecameOfIt() {
        var submissions = pool.submitAll(List.of(quick("a"), quick("b"), quick("c"), quick("d")));
        assertThat(submissions.subList(0, 3)).allMatch(Accepted.class::isInstance);
        assertThat(submissions.get(3)).isInstanceOf(Refused.class);
        pool.runReady();
        assertThat(ran).containsExactly("a", "b", "c");
    }

    @Test
    void aBlockedSubmitEntersWhenAPlaceComesFree() {
        pool = small(OverflowPolicy.block(ofSeconds(5)));
        fill();
        var submission = submitElsewhere(quick("patient"));
        assertThat(submission.get()).isNull();
        release.countDown();
        pool.runReady();
        assertThat(submission.get()).isInstanceOf(Accepted.class);
        assertThat(ran).containsExactly("running", "waiting 1", "waiting 2", "patient");
    }

    @Test
    void aBlockedSubmitGivesUpAfterItsLimit() {
        pool = small(OverflowPolicy.block(ofSeconds(5)));
        fill();
        var submission = submitElsewhere(quick("patient"));
        pool.advance(ofSeconds(5).minusNanos(1));
        assertThat(submission.get()).isNull();
        pool.advance(Duration.ofNanos(1));
        assertThat(submission.get()).isEqualTo(new Refused<>(new Rejection.QueueFull(3, ofSeconds(5))));
    }

    @Test
    void aBlockedSubmitThatIsInterruptedIsRefusedAndKeepsItsInterrupt() {
        fill();
        var kept = new AtomicReference<Boolean>();
        var thread = new AtomicReference<Thread>();
        var thrown = new AtomicReference<TaskRejectedException>();
        pool.host().startEngineThread("submitter", () -> {
            thread.set(Thread.currentThread());
            try {
                pool.submit(quick("patient"), ofSeconds(100));
            } catch (TaskRejectedException e) {
                thrown.set(e);
                kept.set(Thread.currentThread().isInterrupted());
            }
        });
        pool.advance(ofSeconds(3));
        thread.get().interrupt();
        pool.runReady();
        assertThat(thrown.get().rejection()).isEqualTo(new Rejection.Interrupted(ofSeconds(3)));
        assertThat(kept.get()).isTrue();
    }

    /// One slot at a time: two submitters that are granted slots at once race for the queue, which nobody orders.
    @Test
    void submittersThatWaitAreServedInOrder() {
        pool = small(OverflowPolicy.block(ofSeconds(5)));
        var releaseNext = new CountDownLatch(1);
        pool.submit(blocked("running"));
        pool.submit(Task.of("waiting 1", _ -> {
            ran.add("waiting 1");
            releaseNext.await();
            return "waiting 1";
        }));
        pool.submit(quick("waiting 2"));
        pool.runReady();
        var first = submitElsewhere(quick("first in line"));
        var second = submitElsewhere(quick("second in line"));
        assertThat(pool.trySubmit(quick("pushy"))).isInstanceOf(Refused.class);
        release.countDown();
        pool.runReady();
        assertThat(first.get()).isInstanceOf(Accepted.class);
        assertThat(second.get()).isNull();
        releaseNext.countDown();
        pool.runReady();
        assertThat(second.get()).isInstanceOf(Accepted.class);
        assertThat(ran).containsExactly("running", "waiting 1", "waiting 2", "first in line", "second in line");
    }

    @Test
    void underCallerRunsTheSubmitterRunsTheTaskWithAllItsAttempts() {
        pool = small(OverflowPolicy.callerRuns());
        fill();
        var attempts = new AtomicInteger();
        var runner = new AtomicReference<String>();
        var submission = submitElsewhere(Task.of("by caller", _ -> {
                    runner.set(Thread.currentThread().getName());
                    if (attempts.incrementAndGet() < 3) {
                        throw new IllegalStateException("again");
                    }
                    return "done";
                })
                .withRetry(RetryPolicy.attempts(3, Backoff.fixed(ofSeconds(1)))));
        assertThat(submission.get()).isNull();
        pool.advance(ofSeconds(2));
        var accepted = (Accepted<String>) submission.get();
        assertThat(accepted.handle().outcome())
                .contains(new TaskOutcome.Succeeded<>(
                        "done", accepted.handle().outcome().orElseThrow().details()));
        assertThat(accepted.handle().outcome().orElseThrow().details().attempts())
                .isEqualTo(3);
        assertThat(runner).hasValue("submitter");
    }

    @Test
    void underShedLowestTheOldestOfTheLowestPriorityMakesRoom() throws Exception {
        pool = small(OverflowPolicy.shedLowest());
        pool.submit(blocked("running"));
        pool.runReady();
        var older = pool.submit(quick("older").withPriority(Priority.LOW));
        var newer = pool.submit(quick("newer").withPriority(Priority.LOW));
        var urgent = pool.submit(quick("urgent").withPriority(Priority.HIGH));
        assertThat(older.await())
                .isEqualTo(new TaskOutcome.Rejected<>(new Rejection.Shed(Priority.HIGH), OutcomeDetails.of(0)));
        assertThatThrownBy(older::join).isInstanceOf(TaskRejectedException.class);
        assertThat(pool.events().all(TaskEvent.Finished.class).getFirst().kind())
                .contains(FailureKind.REJECTED_SHED);
        assertThat(newer.status()).isEqualTo(TaskState.QUEUED);
        assertThat(urgent.status()).isEqualTo(TaskState.QUEUED);
        assertThat(pool.snapshot().outcomes().shed()).isEqualTo(1);
    }

    @Test
    void aTaskOfLowerPriorityThanAllThatWaitIsItselfRefused() {
        pool = small(OverflowPolicy.shedLowest());
        fill();
        assertThatThrownBy(() -> pool.submit(quick("low").withPriority(Priority.LOW)))
                .isInstanceOf(TaskRejectedException.class);
    }

    @Test
    void aPoolWithoutQueueTakesWhatItCanRunAtOnce() {
        pool = ManualPool.of(
                ExecutorPool.builder("no queue").concurrency(1).queueCapacity(0).overflow(OverflowPolicy.reject()));
        pool.submit(blocked("running"));
        assertThat(pool.trySubmit(quick("x"))).isInstanceOf(Refused.class);
        release.countDown();
        pool.runReady();
        assertThat(pool.trySubmit(quick("y"))).isInstanceOf(Accepted.class);
    }

    @Test
    void anAdmissionPolicyMayRefuseAndABrokenOneRefusesEverything() {
        pool = ManualPool.of(ExecutorPool.builder("strict")
                .admission((task, _) -> task.tenant().equals("evil")
                        ? Optional.of(new Rejection.Denied("tenants", "evil is not welcome", Optional.empty()))
                        : Optional.empty())
                .admission((task, _) -> {
                    if (task.name().equals("odd")) {
                        throw new IllegalStateException("policy bug");
                    }
                    return Optional.empty();
                }));
        assertThatThrownBy(() -> pool.submit(quick("x").withTenant("evil")))
                .hasMessageContaining("evil is not welcome");
        assertThatThrownBy(() -> pool.submit(quick("odd"))).hasMessageContaining("policy bug");
        TaskHandle<String> good = pool.submit(quick("good"));
        pool.runReady();
        assertThat(good.join()).isEqualTo("good");
    }

    @Test
    void aTaskCancelledInTheQueueNeverRuns() {
        pool.submit(blocked("running"));
        var waiting = pool.submit(quick("waiting"));
        pool.runReady();
        assertThat(waiting.cancel()).isTrue();
        assertThat(waiting.cancel()).isFalse();
        assertThat(waiting.status()).isEqualTo(TaskState.DONE);
        assertThat(pool.snapshot().queue().size()).isZero();
        release.countDown();
        pool.runReady();
        assertThat(ran).containsExactly("running");
    }
}
