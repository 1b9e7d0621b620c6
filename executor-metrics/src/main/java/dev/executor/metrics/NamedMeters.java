// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import dev.executor.FailureKind;
import dev.executor.TaskInfo;
import dev.executor.TaskOutcome;
import dev.executor.TaskTimeoutException;
import dev.executor.event.TaskEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The meters of all tasks of one name. Thread-safe. Those that most tasks touch are made at once; a counter of
/// something that seldom happens is made when it first does.
final class NamedMeters {
    private final TaskMetrics.Builder settings;
    private final String pool;
    private final String name;
    private final Timer queueTime;
    private final Timer returned;
    private final Counter attempts;
    private final Counter succeeded;
    private final Counter retries;
    private final Counter retriesDenied;
    private final Counter stuck;
    private final ConcurrentHashMap<Rare, Counter> rare = new ConcurrentHashMap<>();
    private volatile @Nullable Timer threw;
    private volatile @Nullable ProcessMeters process;

    /// What a counter that seldom counts is of.
    private record Rare(TaskMeter meter, String first, String second) {}

    NamedMeters(TaskMetrics.Builder settings, String pool, String name) {
        this.settings = settings;
        this.pool = pool;
        this.name = name;
        this.queueTime = timer(TaskMeter.TASK_QUEUE_TIME, settings.startLatencyBuckets);
        this.returned = timer(TaskMeter.TASK_RUN_TIME, settings.runTimeBuckets, "result", "returned");
        this.succeeded = counter(TaskMeter.TASK_FINISHED, "outcome", "succeeded", "kind", "none");
        this.retries = counter(TaskMeter.TASK_RETRIES);
        this.retriesDenied = counter(TaskMeter.TASK_RETRIES_DENIED);
        this.stuck = counter(TaskMeter.TASK_STUCK);
        this.attempts = counter(TaskMeter.TASK_ATTEMPTS);
    }

    void started(long queueNanos) {
        attempts.increment();
        queueTime.record(queueNanos, TimeUnit.NANOSECONDS);
    }

    void ended(long runNanos, Optional<Throwable> failure) {
        (failure.isPresent() ? threw() : returned).record(runNanos, TimeUnit.NANOSECONDS);
        if (failure.isPresent() && FailureKind.of(failure.get()) == FailureKind.SANDBOX_VIOLATION) {
            process().violated();
        }
    }

    private Timer threw() {
        Timer known = threw;
        if (known == null) { // the registry gives a second caller the same one
            known = timer(TaskMeter.TASK_RUN_TIME, settings.runTimeBuckets, "result", "threw");
            threw = known;
        }
        return known;
    }

    void retried(TaskInfo task, Throwable cause) {
        retries.increment();
        // Its own, not that of a child which its body waited for.
        if (cause instanceof TaskTimeoutException timeout && timeout.taskId().equals(task.id())) {
            timedOut(timeout.timeout());
        }
    }

    void retryDenied() {
        retriesDenied.increment();
    }

    void stuck() {
        stuck.increment();
    }

    void rejected(FailureKind kind) {
        rare(TaskMeter.TASK_REJECTIONS, "reason", tag(kind)).increment();
    }

    void finished(TaskEvent.Finished event) {
        switch (event.outcome()) {
            case TaskOutcome.Succeeded<?> _ -> succeeded.increment();
            case TaskOutcome.Failed<?>(var kind, var _, var _) -> finished("failed", kind);
            case TaskOutcome.TimedOut<?>(var timeout, var _, var _) -> {
                finished("timed_out", FailureKind.TIMEOUT);
                timedOut(timeout);
            }
            case TaskOutcome.Cancelled<?> _ -> finished("cancelled", FailureKind.CANCELLED);
            case TaskOutcome.Rejected<?>(var rejection, var _) -> {
                finished("rejected", rejection.kind());
                rejected(rejection.kind());
            }
        }
    }

    private void finished(String outcome, FailureKind kind) {
        rare.computeIfAbsent(
                        new Rare(TaskMeter.TASK_FINISHED, outcome, tag(kind)),
                        key -> counter(key.meter, "outcome", key.first, "kind", key.second))
                .increment();
    }

    private void timedOut(TaskOutcome.Timeout timeout) {
        rare(TaskMeter.TASK_TIMEOUTS, "timeout", tag(timeout)).increment();
    }

    Counter rare(TaskMeter meter, String key, String value) {
        return rare.computeIfAbsent(new Rare(meter, key, value), made -> counter(meter, made.first, made.second));
    }

    /// {@return the meters of what runs outside of this process}; made when something does
    ProcessMeters process() {
        ProcessMeters known = process;
        if (known == null) {
            synchronized (this) {
                known = process;
                if (known == null) {
                    known = new ProcessMeters(this);
                    process = known;
                }
            }
        }
        return known;
    }

    static String tag(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    Counter counter(TaskMeter meter, String... tags) {
        return Counter.builder(meter.meterName())
                .description(meter.meaning())
                .baseUnit(meter.unit().isEmpty() ? null : meter.unit())
                .tags("pool", pool, "task", name)
                .tags(tags)
                .register(settings.registry);
    }

    Timer timer(TaskMeter meter, List<Duration> buckets, String... tags) {
        return Timer.builder(meter.meterName())
                .description(meter.meaning())
                .tags("pool", pool, "task", name)
                .tags(tags)
                .serviceLevelObjectives(buckets.isEmpty() ? null : buckets.toArray(Duration[]::new))
                .publishPercentileHistogram(settings.percentileHistograms)
                .register(settings.registry);
    }

    DistributionSummary summary(TaskMeter meter) {
        return DistributionSummary.builder(meter.meterName())
                .description(meter.meaning())
                .baseUnit(meter.unit())
                .tags("pool", pool, "task", name)
                .publishPercentileHistogram(settings.percentileHistograms)
                .register(settings.registry);
    }
}
