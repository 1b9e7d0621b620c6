// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import dev.executor.FailureKind;
import dev.executor.TaskInfo;
import dev.executor.TaskOutcome;
import dev.executor.event.ProcessEvent;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import dev.executor.metrics.bound.CappedMap;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The meters of one pool's events: by the names of its tasks, and of all of them. Thread-safe.
///
/// Outcomes and rejections of all tasks are a closed set, which is made at once: a counter that is made when it first
/// counts shows no increase then, and an alert on it misses the first failure of a kind.
final class PoolMeters implements TaskListener {
    private final MeterRegistry registry;
    private final String pool;
    private final CappedMap<NamedMeters> byName;
    private final Counter succeeded;
    private final Counter timedOut;
    private final Counter cancelled;
    private final Map<FailureKind, Counter> failed = new EnumMap<>(FailureKind.class);
    private final Map<FailureKind, Counter> givenBack = new EnumMap<>(FailureKind.class);
    private final Map<FailureKind, Counter> rejections = new EnumMap<>(FailureKind.class);
    private final Counter processes;

    PoolMeters(TaskMetrics.Builder settings, String pool) {
        this.registry = settings.registry;
        this.pool = pool;
        byName = new CappedMap<>(settings.maxNames, name -> new NamedMeters(settings, pool, name));
        succeeded = counter(TaskMeter.POOL_FINISHED, "outcome", "succeeded", "kind", "none");
        timedOut = ended("timed_out", FailureKind.TIMEOUT);
        cancelled = ended("cancelled", FailureKind.CANCELLED);
        for (FailureKind kind : FailureKind.values()) {
            failed.put(kind, ended("failed", kind));
            if (kind.name().startsWith("REJECTED_")) {
                givenBack.put(kind, ended("rejected", kind));
                rejections.put(kind, counter(TaskMeter.POOL_REJECTIONS, "reason", NamedMeters.tag(kind)));
            }
        }
        processes = counter(TaskMeter.POOL_COLD_STARTS, "of", "process");
    }

    private Counter ended(String outcome, FailureKind kind) {
        return counter(TaskMeter.POOL_FINISHED, "outcome", outcome, "kind", NamedMeters.tag(kind));
    }

    private Counter counter(TaskMeter meter, String... tags) {
        return Counter.builder(meter.meterName())
                .description(meter.meaning())
                .tags("pool", pool)
                .tags(tags)
                .register(registry);
    }

    /// {@return whether what is counted here reaches a registry, also through composites of either}
    boolean countsInto(MeterRegistry other) {
        return !Collections.disjoint(reached(registry), reached(other));
    }

    private static Set<MeterRegistry> reached(MeterRegistry from) {
        Set<MeterRegistry> reached = Collections.newSetFromMap(new IdentityHashMap<>());
        reached.add(from);
        if (from instanceof CompositeMeterRegistry composite) {
            composite.getRegistries().forEach(part -> reached.addAll(reached(part)));
        }
        return reached;
    }

    @Override
    public void onEvent(TaskEvent event) {
        switch (event) {
            case TaskEvent.Submitted _, TaskEvent.Repeating _ -> {}
            case TaskEvent.Refused(var task, var rejection) -> {
                count(rejections, rejection.kind());
                of(task).rejected(rejection.kind());
            }
            case TaskEvent.Started(var task, int _, long queueNanos) -> of(task).started(queueNanos);
            case TaskEvent.AttemptEnded(var task, int _, long runNanos, var failure) ->
                of(task).ended(runNanos, failure);
            case TaskEvent.RetryScheduled(var task, int _, var _, var cause) -> of(task).retried(task, cause);
            case TaskEvent.RetryDenied(var task, int _, var _) -> of(task).retryDenied();
            case TaskEvent.Stuck(var task, int _, var _, var _) -> of(task).stuck();
            case TaskEvent.Finished finished -> {
                finished(finished.outcome());
                of(finished.task()).finished(finished);
            }
            case ProcessEvent process -> {
                if (process instanceof ProcessEvent.ProcessStarted) {
                    processes.increment();
                }
                of(process.task()).process().tell(process);
            }
        }
    }

    private void finished(TaskOutcome<?> outcome) {
        switch (outcome) {
            case TaskOutcome.Succeeded<?> _ -> succeeded.increment();
            case TaskOutcome.Failed<?>(var kind, var _, var _) -> count(failed, kind);
            case TaskOutcome.TimedOut<?> _ -> timedOut.increment();
            case TaskOutcome.Cancelled<?> _ -> cancelled.increment();
            case TaskOutcome.Rejected<?>(var rejection, var _) -> {
                count(givenBack, rejection.kind());
                count(rejections, rejection.kind());
            }
        }
    }

    private static void count(Map<FailureKind, Counter> counters, FailureKind kind) {
        Objects.requireNonNull(counters.get(kind), kind::name).increment(); // there is one of each that can be
    }

    private NamedMeters of(TaskInfo task) {
        return byName.get(task.name());
    }
}
