// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ClassifiedFailure;
import dev.executor.ExecutorPool;
import dev.executor.FailureKind;
import dev.executor.Priority;
import dev.executor.Submission;
import dev.executor.Task;
import dev.executor.event.ProcessEvent;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.metrics.usage.CostModel;
import dev.executor.metrics.usage.UsageAccounting;
import dev.executor.policy.Backoff;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryBudget;
import dev.executor.policy.RetryPolicy;
import dev.executor.policy.ThreadReuse;
import dev.executor.spi.AttemptLink;
import dev.executor.testing.ManualPool;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TaskMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private ExecutorPool.Builder builder() {
        return ExecutorPool.builder("media").with(TaskMetrics.of(registry));
    }

    private double counter(TaskMeter meter, String... tags) {
        var found = registry.find(meter.meterName()).tags(tags).meters();
        assertThat(found).as(meter + " with " + String.join(" ", tags)).hasSize(1);
        return found.iterator().next().measure().iterator().next().getValue();
    }

    private Timer timer(TaskMeter meter, String... tags) {
        return registry.get(meter.meterName()).tags(tags).timer();
    }

    @Test
    void anOutcomeCountsByNameOutcomeAndKind() {
        try (var pool = ManualPool.of(builder())) {
            pool.submit(Task.of("good", _ -> 1));
            pool.submit(Task.of("good", _ -> 2));
            pool.submit(Task.of("bad", _ -> {
                throw new IllegalStateException();
            }));
            pool.submit(Task.of("late", _ -> 1).withStartAfter(ofSeconds(9))).cancel();
            pool.runReady();
        }
        assertThat(counter(TaskMeter.TASK_FINISHED, "task", "good", "outcome", "succeeded", "kind", "none"))
                .isEqualTo(2);
        assertThat(counter(TaskMeter.TASK_FINISHED, "task", "bad", "outcome", "failed", "kind", "exception"))
                .isEqualTo(1);
        assertThat(counter(TaskMeter.TASK_FINISHED, "task", "late", "outcome", "cancelled", "kind", "cancelled"))
                .isEqualTo(1);
        assertThat(counter(TaskMeter.POOL_ACCEPTED, "pool", "media")).isEqualTo(4);
    }

    @Test
    void queueTimeRunTimeAttemptsAndRetriesAreThoseOfTheEngine() {
        try (var pool = ManualPool.of(builder().concurrency(1))) {
            pool.submit(Task.action("first", _ -> pool.host().sleep(ofSeconds(3))));
            pool.submit(Task.of("second", context -> {
                        pool.host().sleep(ofMillis(500));
                        if (context.attempt() == 1) {
                            throw new IllegalStateException();
                        }
                        return 1;
                    })
                    .withRetry(RetryPolicy.attempts(2, Backoff.fixed(ofSeconds(10)))));
            pool.advance(ofSeconds(60));
        }
        assertThat(timer(TaskMeter.TASK_QUEUE_TIME, "task", "second").totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(3_000);
        assertThat(timer(TaskMeter.TASK_QUEUE_TIME, "task", "second").count()).isEqualTo(2);
        assertThat(timer(TaskMeter.TASK_RUN_TIME, "task", "second", "result", "returned")
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(500);
        assertThat(timer(TaskMeter.TASK_RUN_TIME, "task", "second", "result", "threw")
                        .count())
                .isEqualTo(1);
        assertThat(counter(TaskMeter.TASK_ATTEMPTS, "task", "second")).isEqualTo(2);
        assertThat(counter(TaskMeter.TASK_RETRIES, "task", "second")).isEqualTo(1);
    }

    @Test
    void startLatencyHasTheBucketsOfTheObjectivesAndTellsStartsUnderAMillisecondFromSlowerOnes() {
        try (var pool = ManualPool.of(builder().concurrency(1))) {
            pool.submit(Task.action("work", _ -> pool.host().sleep(ofSeconds(1))));
            pool.submit(Task.action("work", _ -> {}));
            pool.advance(ofSeconds(2));
        }
        var counts = Arrays.stream(timer(TaskMeter.TASK_QUEUE_TIME, "task", "work")
                        .takeSnapshot()
                        .histogramCounts())
                .collect(Collectors.toMap(
                        bucket -> (int) bucket.bucket(TimeUnit.MILLISECONDS), bucket -> (int) bucket.count()));
        assertThat(counts)
                .containsOnlyKeys(1, 5, 20, 50, 200, 500, 2_000, 10_000)
                .containsEntry(1, 1)
                .containsEntry(200, 1)
                .containsEntry(2_000, 2);
    }

    @Test
    void theFirstFailureOfEachKindIsAnIncreaseAsItsCounterWasThereAtZero() {
        for (int i = 0; i < FailureKind.values().length; i++) {
            var kind = FailureKind.values()[i];
            var own = new SimpleMeterRegistry();
            try (var pool = ManualPool.of(ExecutorPool.builder("media").with(TaskMetrics.of(own)))) {
                var series = own.find(TaskMeter.POOL_FINISHED.meterName())
                        .tags("outcome", "failed", "kind", NamedMeters.tag(kind))
                        .counter();
                assertThat(series).as(kind + " before the first task").isNotNull();
                assertThat(series.count()).isZero();
                pool.submit(Task.action("breaks", _ -> {
                    throw new Classified(kind);
                }));
                pool.runReady();
                assertThat(series.count()).as(kind + " after it").isEqualTo(1);
                assertThat(pool.snapshot().listeners().errors()).isZero();
                assertThat(own.get(TaskMeter.POOL_FINISHED.meterName()).counters().stream()
                                .mapToDouble(Counter::count)
                                .sum())
                        .as("outcomes in all")
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void theOutcomesAndRejectionsOfAPoolAreThoseOfItsTasks() {
        try (var pool =
                ManualPool.of(builder().concurrency(1).queueCapacity(1).overflow(OverflowPolicy.shedLowest()))) {
            pool.submit(Task.action("runs", _ -> pool.host().sleep(ofSeconds(1))));
            pool.runReady();
            pool.submit(Task.action("shed", _ -> {}).withPriority(Priority.LOW));
            pool.submit(
                    Task.action("late", _ -> {}).withPriority(Priority.CRITICAL).withQueueTimeout(ofMillis(1)));
            assertThat(pool.trySubmit(Task.action("refused", _ -> {}))).isInstanceOf(Submission.Refused.class);
            pool.advance(ofSeconds(2));
            pool.submit(Task.action("gone", _ -> {}).withStartAfter(ofSeconds(9)))
                    .cancel();
        }
        assertThat(counter(TaskMeter.POOL_FINISHED, "outcome", "succeeded", "kind", "none"))
                .isEqualTo(1);
        assertThat(counter(TaskMeter.POOL_FINISHED, "outcome", "rejected", "kind", "rejected_shed"))
                .isEqualTo(1);
        assertThat(counter(TaskMeter.POOL_FINISHED, "outcome", "timed_out", "kind", "timeout"))
                .isEqualTo(1);
        assertThat(counter(TaskMeter.POOL_FINISHED, "outcome", "cancelled", "kind", "cancelled"))
                .isEqualTo(1);
        assertThat(counter(TaskMeter.POOL_REJECTIONS, "reason", "rejected_shed"))
                .isEqualTo(1);
        assertThat(counter(TaskMeter.POOL_REJECTIONS, "reason", "rejected_full"))
                .isEqualTo(1);
        assertThat(counter(TaskMeter.POOL_REJECTIONS, "reason", "rejected_closed"))
                .isZero();
    }

    @Test
    void aStartIsColdWhereItNeedsANewThread() {
        for (var reuse : ThreadReuse.values()) {
            var own = new SimpleMeterRegistry();
            try (var pool = ManualPool.of(ExecutorPool.builder("media")
                    .concurrency(2)
                    .threadReuse(reuse)
                    .with(TaskMetrics.of(own)))) {
                for (int i = 0; i < 10; i++) {
                    pool.submit(Task.action("short", _ -> {}));
                    pool.runReady();
                }
            }
            assertThat(own.get(TaskMeter.POOL_COLD_STARTS.meterName())
                            .tags("of", "thread")
                            .functionCounter()
                            .count())
                    .as("new threads for ten tasks, one after the other, with " + reuse)
                    .isEqualTo(reuse == ThreadReuse.REUSE ? 1 : 10);
        }
    }

    @Test
    void aTimeoutCountsByItsClockAlsoWhenAnotherAttemptFollows() {
        try (var pool = ManualPool.of(builder().concurrency(1).retryBudget(RetryBudget.unlimited()))) {
            pool.submit(Task.action("slow", _ -> pool.host().sleep(ofSeconds(3)))
                    .withAttemptTimeout(ofSeconds(1))
                    .withRetry(RetryPolicy.attempts(2, Backoff.fixed(ofSeconds(1)))));
            pool.submit(Task.action("late", _ -> {}).withQueueTimeout(ofMillis(500)));
            pool.advance(ofSeconds(60));
        }
        assertThat(counter(TaskMeter.TASK_TIMEOUTS, "task", "slow", "timeout", "attempt"))
                .isEqualTo(2);
        assertThat(counter(TaskMeter.TASK_TIMEOUTS, "task", "late", "timeout", "queue"))
                .isEqualTo(1);
        assertThat(counter(TaskMeter.TASK_FINISHED, "task", "slow", "outcome", "timed_out", "kind", "timeout"))
                .isEqualTo(1);
    }

    @Test
    void aRejectionCountsByItsReason() {
        try (var pool =
                ManualPool.of(builder().concurrency(1).queueCapacity(1).overflow(OverflowPolicy.shedLowest()))) {
            pool.submit(Task.action("runs", _ -> pool.host().sleep(ofSeconds(1))));
            pool.runReady();
            pool.submit(Task.action("shed", _ -> {}).withPriority(Priority.LOW));
            pool.submit(Task.action("urgent", _ -> {}).withPriority(Priority.CRITICAL));
            assertThat(pool.trySubmit(Task.action("refused", _ -> {}))).isInstanceOf(Submission.Refused.class);
            pool.advance(ofSeconds(2));
        }
        assertThat(counter(TaskMeter.TASK_REJECTIONS, "task", "shed", "reason", "rejected_shed"))
                .isEqualTo(1);
        assertThat(counter(TaskMeter.TASK_REJECTIONS, "task", "refused", "reason", "rejected_full"))
                .isEqualTo(1);
        assertThat(counter(TaskMeter.TASK_FINISHED, "task", "shed", "outcome", "rejected", "kind", "rejected_shed"))
                .isEqualTo(1);
    }

    @Test
    void gaugesReadThePool() {
        try (var pool = ManualPool.of(builder().concurrency(2).queueCapacity(10))) {
            pool.submit(Task.action("runs", _ -> pool.host().sleep(ofSeconds(1))));
            pool.submit(Task.action("runs", _ -> pool.host().sleep(ofSeconds(1))));
            pool.runReady();
            pool.submit(Task.action("waits", _ -> {}).withPriority(Priority.HIGH));
            pool.submit(Task.action("later", _ -> {}).withStartAfter(ofSeconds(9)));
            pool.runReady();
            assertThat(counter(TaskMeter.POOL_RUNNING, "pool", "media")).isEqualTo(2);
            assertThat(counter(TaskMeter.POOL_LIMIT, "pool", "media")).isEqualTo(2);
            assertThat(counter(TaskMeter.POOL_UTILIZATION, "pool", "media")).isEqualTo(1);
            assertThat(counter(TaskMeter.POOL_QUEUED, "pool", "media", "priority", "high"))
                    .isEqualTo(1);
            assertThat(counter(TaskMeter.POOL_QUEUED, "pool", "media", "priority", "low"))
                    .isZero();
            assertThat(counter(TaskMeter.POOL_DELAYED, "pool", "media")).isEqualTo(1);
            assertThat(counter(TaskMeter.POOL_LIVE, "pool", "media")).isEqualTo(4);
            assertThat(counter(TaskMeter.POOL_BOUND, "pool", "media")).isEqualTo(12);
        }
        assertThat(counter(TaskMeter.POOL_LIVE, "pool", "media")).isZero();
    }

    @Test
    void aPoolWithTheNameOfOneBeforeContinuesItsMeters() {
        var metrics = TaskMetrics.of(registry);
        for (int i = 0; i < 2; i++) {
            try (var pool =
                    ManualPool.of(ExecutorPool.builder("media").with(metrics).concurrency(3 + i))) {
                pool.submit(Task.of("work", _ -> 1));
            }
        }
        assertThat(counter(TaskMeter.TASK_FINISHED, "task", "work")).isEqualTo(2);
        assertThat(counter(TaskMeter.POOL_ACCEPTED, "pool", "media")).isEqualTo(2);
    }

    @Test
    void aStuckAttemptIsCountedAndShown() throws Exception {
        var release = new CountDownLatch(1);
        try (var pool = ManualPool.of(builder().stuckAfter(ofSeconds(1)))) {
            pool.submit(Task.action("deaf", _ -> {
                        while (release.getCount() > 0) {
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                // that is what makes it stuck
                            }
                        }
                    })
                    .withTimeout(ofSeconds(1)));
            pool.advance(ofSeconds(5));
            assertThat(counter(TaskMeter.POOL_STUCK, "pool", "media")).isEqualTo(1);
            assertThat(counter(TaskMeter.TASK_STUCK, "task", "deaf")).isEqualTo(1);
            assertThat(counter(TaskMeter.POOL_STOPPING, "pool", "media")).isEqualTo(1);
            release.countDown();
        }
    }

    /// What a sandbox does when a command breaks out.
    private static final class Classified extends Exception implements ClassifiedFailure {
        private static final long serialVersionUID = 1L;

        private final FailureKind kind;

        Classified(FailureKind kind) {
            this.kind = kind;
        }

        @Override
        public FailureKind failureKind() {
            return kind;
        }
    }

    @Test
    void whatASandboxTellsBecomesMeters() {
        var usage = ProcessResult.Usage.builder()
                .wall(ofSeconds(2))
                .user(ofMillis(300))
                .system(ofMillis(200))
                .peakMemory(ByteSize.mib(64))
                .build();
        try (var pool = ManualPool.of(builder())) {
            pool.submit(Task.action("command", context -> {
                var link = AttemptLink.of(context).orElseThrow();
                link.tell(new ProcessEvent.SecretRead(context.info(), 1, "token", true));
                link.tell(new ProcessEvent.SecretRead(context.info(), 1, "other", false));
                link.tell(new ProcessEvent.ProcessStarted(context.info(), 1, Profile.STANDARD, 7_000_000));
                link.tell(new ProcessEvent.ProcessEnded(
                        context.info(), 1, Profile.STANDARD, new Exit.LimitExceeded(Limit.MEMORY), usage));
                link.tell(new ProcessEvent.ArtifactKept(
                        context.info(),
                        1,
                        new ProcessResult.Artifact("a", ByteSize.kib(2), "", URI.create("file:/a"))));
                link.tell(new ProcessEvent.ArtifactLost(context.info(), 1, new IllegalStateException()));
                throw new Classified(FailureKind.SANDBOX_VIOLATION);
            }));
            pool.runReady();
        }
        assertThat(counter(TaskMeter.SECRETS_READ, "result", "granted")).isEqualTo(1);
        assertThat(counter(TaskMeter.SECRETS_READ, "result", "refused")).isEqualTo(1);
        assertThat(timer(TaskMeter.PROCESS_START_TIME, "profile", "standard").totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(7);
        assertThat(counter(TaskMeter.POOL_COLD_STARTS, "of", "process")).isEqualTo(1);
        assertThat(counter(TaskMeter.PROCESS_EXITS, "exit", "limit_memory")).isEqualTo(1);
        assertThat(counter(TaskMeter.PROCESS_CPU, "mode", "user")).isEqualTo(0.3);
        assertThat(counter(TaskMeter.PROCESS_CPU, "mode", "system")).isEqualTo(0.2);
        assertThat(registry.get(TaskMeter.PROCESS_MEMORY_PEAK.meterName())
                        .summary()
                        .max())
                .isEqualTo(64 << 20);
        assertThat(counter(TaskMeter.ARTIFACTS_KEPT)).isEqualTo(1);
        assertThat(counter(TaskMeter.ARTIFACTS_SIZE)).isEqualTo(2_048);
        assertThat(counter(TaskMeter.ARTIFACTS_LOST)).isEqualTo(1);
        assertThat(counter(TaskMeter.SANDBOX_VIOLATIONS)).isEqualTo(1);
    }

    @Test
    void aMillionNamesAndTenantsLeaveTheRegistryBounded() {
        var metrics = TaskMetrics.builder(registry).maxNames(100).build();
        var usage = UsageAccounting.create().bindTo(registry, CostModel.in("EUR"));
        int names = 1_000_000;
        try (var pool = ExecutorPool.builder("many").with(metrics).with(usage).build()) {
            for (int i = 0; i < names; i++) {
                pool.submit(Task.of("task-" + i, _ -> 1).withTenant("tenant-" + i));
            }
        }
        // For each name: outcome, queue time and its eight buckets, run time, attempts, retries, denied, stuck. For
        // each
        // tenant: five. And those of the pool.
        assertThat(registry.getMeters().size()).isLessThan(101 * 15 + 101 * 5 + 60);
        assertThat(counter(TaskMeter.TASK_FINISHED, "task", "other")).isEqualTo(names - 100);
        assertThat(counter(TaskMeter.USAGE_ATTEMPTS, "tenant", "other")).isEqualTo(names - 100);
        assertThat(registry.get(TaskMeter.TASK_FINISHED.meterName()).counters().stream()
                        .mapToDouble(Counter::count)
                        .sum())
                .isEqualTo(names);
    }

    @Test
    void everyMeterHasTheTagsAndTheUnitThatItsTableSays() {
        whatASandboxTellsBecomesMeters();
        for (Meter meter : registry.getMeters()) {
            if (meter.getId().getName().endsWith(".histogram")) { // a bucket, as this kind of registry shows it
                continue;
            }
            var entry = Arrays.stream(TaskMeter.values())
                    .filter(candidate ->
                            candidate.meterName().equals(meter.getId().getName()))
                    .findFirst();
            assertThat(entry).as(meter.getId().getName() + " is in the table").isPresent();
            assertThat(meter.getId().getTags().stream().map(Tag::getKey))
                    .containsExactlyInAnyOrderElementsOf(entry.get().tags());
            assertThat(Optional.ofNullable(meter.getId().getBaseUnit()).orElse(""))
                    .isEqualTo(entry.get().unit());
        }
    }

    @Test
    void badSettingsAreRefusedByName() {
        var builder = TaskMetrics.builder(registry);
        assertThatThrownBy(() -> builder.maxNames(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxNames")
                .hasMessageContaining("0");
        assertThatThrownBy(() -> builder.startLatencyBuckets(ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("startLatencyBuckets");
    }
}
