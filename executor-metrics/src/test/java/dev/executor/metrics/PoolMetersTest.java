// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.Rejection;
import dev.executor.TaskInfo;
import dev.executor.TaskOutcome.Timeout;
import dev.executor.event.ProcessEvent;
import dev.executor.event.TaskEvent;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Which counters one event moves, and no other.
class PoolMetersTest {
    private static final TaskInfo TASK = Events.task("encode");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PoolMeters meters = new PoolMeters(TaskMetrics.builder(registry), "media");

    /// All counters that are not zero, each by its name and tags without pool and task.
    private Map<String, Double> counted() {
        var counted = new TreeMap<String, Double>();
        for (var meter : registry.getMeters()) {
            if (meter instanceof Counter counter && counter.count() != 0) {
                counted.put(key(counter), counter.count());
            }
        }
        return counted;
    }

    private static String key(Counter counter) {
        var tags = counter.getId().getTags().stream()
                .filter(tag -> !tag.getKey().equals("pool") && !tag.getKey().equals("task"))
                .map(tag -> " " + tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.joining());
        return counter.getId().getName().replaceFirst("^executor\\.", "") + tags;
    }

    private Timer timer(TaskMeter meter, String... tags) {
        return registry.get(meter.meterName()).tags(tags).timer();
    }

    private static ProcessResult.Usage usage() {
        return ProcessResult.Usage.builder()
                .user(Duration.ofMillis(1_500))
                .system(Duration.ofMillis(250))
                .peakMemory(ByteSize.kib(3))
                .build();
    }

    private void ends(Exit exit) {
        meters.onEvent(new ProcessEvent.ProcessEnded(
                TASK, 1, Profile.TRUSTED, exit, ProcessResult.Usage.builder().build()));
    }

    @Test
    void aRetryThatIsDeniedIsNoRetry() {
        meters.onEvent(new TaskEvent.RetryDenied(TASK, 1, new IllegalStateException()));
        assertThat(counted()).isEqualTo(Map.of("task.retries.denied", 1.0));
    }

    @Test
    void aRetryAfterTheAttemptsOwnTimeoutIsATimeoutToo() {
        meters.onEvent(new TaskEvent.RetryScheduled(
                TASK, 1, ofSeconds(1), Events.timeoutOf(TASK, Timeout.ATTEMPT, ofSeconds(2))));
        assertThat(counted()).isEqualTo(Map.of("task.retries", 1.0, "task.timeouts timeout=attempt", 1.0));
    }

    @Test
    void aRetryAfterTheTimeoutOfAChildIsNoTimeoutOfTheTask() {
        var child = Events.timeoutOf(Events.task("child"), Timeout.ATTEMPT, ofSeconds(2));
        meters.onEvent(new TaskEvent.RetryScheduled(TASK, 1, ofSeconds(1), child));
        assertThat(counted()).isEqualTo(Map.of("task.retries", 1.0));
    }

    @Test
    void aTimeoutIsAnOutcomeAndCountsByItsClock() {
        meters.onEvent(Events.finished(TASK, Events.timedOut(Timeout.TOTAL, ofSeconds(2))));
        assertThat(counted())
                .isEqualTo(Map.of(
                        "pool.finished kind=timeout outcome=timed_out",
                        1.0,
                        "task.finished kind=timeout outcome=timed_out",
                        1.0,
                        "task.timeouts timeout=total",
                        1.0));
    }

    @Test
    void aRefusalIsNoOutcome() {
        meters.onEvent(new TaskEvent.Refused(TASK, new Rejection.QueueFull(3, Duration.ZERO)));
        assertThat(counted())
                .isEqualTo(Map.of(
                        "pool.rejections reason=rejected_full", 1.0, "task.rejections reason=rejected_full", 1.0));
    }

    @Test
    void anAttemptCountsWhenItStartsAndItsRunTimeWhenItEnds() {
        meters.onEvent(new TaskEvent.Started(TASK, 1, 3_000_000));
        assertThat(counted()).isEqualTo(Map.of("task.attempts", 1.0));
        assertThat(timer(TaskMeter.TASK_QUEUE_TIME).totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(3);
        meters.onEvent(new TaskEvent.AttemptEnded(TASK, 1, 5_000_000, Optional.empty()));
        meters.onEvent(new TaskEvent.AttemptEnded(TASK, 2, 7_000_000, Optional.of(new IllegalStateException())));
        assertThat(timer(TaskMeter.TASK_RUN_TIME, "result", "returned").totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(5);
        assertThat(timer(TaskMeter.TASK_RUN_TIME, "result", "threw").totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(7);
        assertThat(counted()).isEqualTo(Map.of("task.attempts", 1.0));
    }

    @Test
    void aProcessIsToldByItsEnd() {
        ends(new Exit.Exited(0));
        ends(new Exit.Exited(1));
        ends(new Exit.Exited(2));
        ends(new Exit.Signalled(9));
        ends(new Exit.LimitExceeded(Limit.CPU_TIME));
        assertThat(counted())
                .isEqualTo(Map.of(
                        "process.exits exit=zero", 1.0,
                        "process.exits exit=nonzero", 2.0,
                        "process.exits exit=signalled", 1.0,
                        "process.exits exit=limit_cpu_time", 1.0));
    }

    @Test
    void theUsageOfProcessesAddsUp() {
        for (int i = 0; i < 2; i++) {
            meters.onEvent(new ProcessEvent.ProcessEnded(TASK, 1, Profile.TRUSTED, new Exit.Exited(0), usage()));
        }
        assertThat(counted()).containsEntry("process.cpu mode=user", 3.0).containsEntry("process.cpu mode=system", 0.5);
        var peak = registry.get(TaskMeter.PROCESS_MEMORY_PEAK.meterName()).summary();
        assertThat(peak.totalAmount()).isEqualTo(6 * 1024);
        assertThat(peak.count()).isEqualTo(2);
    }

    @Test
    void theStartOfAProcessIsColdAndTimed() {
        meters.onEvent(new ProcessEvent.ProcessStarted(TASK, 1, Profile.UNTRUSTED, 9_000_000));
        assertThat(counted()).isEqualTo(Map.of("pool.cold.starts of=process", 1.0));
        assertThat(timer(TaskMeter.PROCESS_START_TIME, "profile", "untrusted").totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(9);
    }

    @Test
    void artifactsAndSecretsCountByWhatBecameOfThem() {
        var kept = new ProcessResult.Artifact("a", ByteSize.bytes(5), "", URI.create("file:/a"));
        meters.onEvent(new ProcessEvent.ArtifactKept(TASK, 1, kept));
        meters.onEvent(new ProcessEvent.ArtifactKept(TASK, 1, kept));
        meters.onEvent(new ProcessEvent.ArtifactLost(TASK, 1, new IllegalStateException()));
        meters.onEvent(new ProcessEvent.SecretRead(TASK, 1, "s", true));
        meters.onEvent(new ProcessEvent.SecretRead(TASK, 1, "s", true));
        meters.onEvent(new ProcessEvent.SecretRead(TASK, 1, "s", false));
        assertThat(counted())
                .isEqualTo(Map.of(
                        "artifacts.kept", 2.0,
                        "artifacts.size", 10.0,
                        "artifacts.lost", 1.0,
                        "secrets.read result=granted", 2.0,
                        "secrets.read result=refused", 1.0));
    }

    @Test
    void whatHasNoMeterMovesNone() {
        meters.onEvent(new TaskEvent.Submitted(TASK));
        meters.onEvent(new TaskEvent.Repeating(TASK, 1, ofSeconds(1)));
        assertThat(counted()).isEmpty();
        meters.onEvent(new TaskEvent.Stuck(TASK, 1, ofSeconds(1), List.of()));
        assertThat(counted()).isEqualTo(Map.of("task.stuck", 1.0));
    }
}
