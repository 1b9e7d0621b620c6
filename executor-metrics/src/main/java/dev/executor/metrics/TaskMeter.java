// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import java.util.List;

/// Every meter: its name, kind, unit and tags. `docs/observability.md` has the same table; a test holds the two
/// and what a pool registers against each other.
///
/// Names are as Micrometer writes them; a registry translates them by its own rules (Prometheus:
/// `executor_task_queue_time_seconds`).
public enum TaskMeter {
    /// Outcomes.
    TASK_FINISHED("executor.task.finished", Kind.COUNTER, "", "pool", "task", "outcome", "kind"),
    /// How long attempts waited in the queue, from the moment at which they could have started to their first
    /// instruction. Delay and backoff are not part of it.
    TASK_QUEUE_TIME("executor.task.queue.time", Kind.TIMER, "seconds", "pool", "task"),
    /// How long attempts ran.
    TASK_RUN_TIME("executor.task.run.time", Kind.TIMER, "seconds", "pool", "task", "result"),
    /// Attempts that were started.
    TASK_ATTEMPTS("executor.task.attempts", Kind.COUNTER, "", "pool", "task"),
    /// Attempts after the first that were scheduled.
    TASK_RETRIES("executor.task.retries", Kind.COUNTER, "", "pool", "task"),
    /// Attempts that were owed and not granted by the retry budget.
    TASK_RETRIES_DENIED("executor.task.retries.denied", Kind.COUNTER, "", "pool", "task"),
    /// Clocks that ran out; an attempt that is tried again after its timeout counts, too.
    TASK_TIMEOUTS("executor.task.timeouts", Kind.COUNTER, "", "pool", "task", "phase"),
    /// Tasks that were not taken, or given back from the queue.
    TASK_REJECTIONS("executor.task.rejections", Kind.COUNTER, "", "pool", "task", "reason"),
    /// Attempts that were reported as stuck.
    TASK_STUCK("executor.task.stuck", Kind.COUNTER, "", "pool", "task"),
    /// From the start of an attempt to the start of its process.
    PROCESS_START_TIME("executor.process.start.time", Kind.TIMER, "seconds", "pool", "task", "profile"),
    /// How processes ended.
    PROCESS_EXITS("executor.process.exits", Kind.COUNTER, "", "pool", "task", "exit"),
    /// Processor time of processes.
    PROCESS_CPU("executor.process.cpu", Kind.COUNTER, "seconds", "pool", "task", "mode"),
    /// The most memory that a process and its children had.
    PROCESS_MEMORY_PEAK("executor.process.memory.peak", Kind.SUMMARY, "bytes", "pool", "task"),
    /// Processes that were ended for something that their sandbox forbids.
    SANDBOX_VIOLATIONS("executor.sandbox.violations", Kind.COUNTER, "", "pool", "task"),
    /// Artifacts that were kept.
    ARTIFACTS_KEPT("executor.artifacts.kept", Kind.COUNTER, "", "pool", "task"),
    /// The size of the artifacts that were kept.
    ARTIFACTS_SIZE("executor.artifacts.size", Kind.COUNTER, "bytes", "pool", "task"),
    /// Attempts of which an artifact could not be kept.
    ARTIFACTS_LOST("executor.artifacts.lost", Kind.COUNTER, "", "pool", "task"),
    /// Secrets that were asked for.
    SECRETS_READ("executor.secrets.read", Kind.COUNTER, "", "pool", "task", "result"),

    /// Tasks that wait in the queue.
    POOL_QUEUED("executor.pool.queued", Kind.GAUGE, "", "pool", "priority"),
    /// Tasks that wait for a start time or for their backoff.
    POOL_DELAYED("executor.pool.delayed", Kind.GAUGE, "", "pool"),
    /// Permits that are taken.
    POOL_RUNNING("executor.pool.running", Kind.GAUGE, "", "pool"),
    /// Permits that there are.
    POOL_LIMIT("executor.pool.limit", Kind.GAUGE, "", "pool"),
    /// Permits that are taken, of those that there are.
    POOL_UTILIZATION("executor.pool.utilization", Kind.GAUGE, "", "pool"),
    /// Tasks in the pool.
    POOL_LIVE("executor.pool.live", Kind.GAUGE, "", "pool"),
    /// Tasks that it holds at most.
    POOL_BOUND("executor.pool.bound", Kind.GAUGE, "", "pool"),
    /// Tasks that have their outcome and not yet their body back.
    POOL_STOPPING("executor.pool.stopping", Kind.GAUGE, "", "pool"),
    /// Attempts that have ignored their interrupt and are not back.
    POOL_STUCK("executor.pool.stuck", Kind.GAUGE, "", "pool"),
    /// Tasks that the pool has taken.
    POOL_ACCEPTED("executor.pool.accepted", Kind.COUNTER, "", "pool"),
    /// Events that found a listener's buffer full.
    POOL_EVENTS_DROPPED("executor.pool.events.dropped", Kind.COUNTER, "", "pool"),
    /// Exceptions of listeners and callbacks.
    POOL_LISTENER_ERRORS("executor.pool.listener.errors", Kind.COUNTER, "", "pool"),

    /// Attempts, by whose they were.
    USAGE_ATTEMPTS("executor.usage.attempts", Kind.COUNTER, "", "tenant"),
    /// Time that attempts ran.
    USAGE_WALL("executor.usage.wall", Kind.COUNTER, "seconds", "tenant"),
    /// Processor time of their processes.
    USAGE_CPU("executor.usage.cpu", Kind.COUNTER, "seconds", "tenant"),
    /// Peak memory of their processes, times their wall time.
    USAGE_MEMORY("executor.usage.memory", Kind.COUNTER, "byte.seconds", "tenant"),
    /// What it costs, by the cost model given.
    USAGE_COST("executor.usage.cost", Kind.COUNTER, "", "tenant"),

    /// The share of good ones in a window, from 0 to 1.
    SLO_RATIO("executor.slo.ratio", Kind.GAUGE, "", "pool", "objective", "window"),
    /// The share that is aimed at.
    SLO_TARGET("executor.slo.target", Kind.GAUGE, "", "pool", "objective"),
    /// How many times as fast as the objective allows the error budget is used up in a window.
    SLO_BURN_RATE("executor.slo.burn.rate", Kind.GAUGE, "", "pool", "objective", "window"),
    /// What is left of the error budget of the longest window: 1 is all, 0 nothing, less is an overdraft.
    SLO_BUDGET("executor.slo.budget.remaining", Kind.GAUGE, "", "pool", "objective");

    /// What a meter is.
    public enum Kind {
        /// Only grows.
        COUNTER,
        /// Goes up and down.
        GAUGE,
        /// A count and distribution of durations.
        TIMER,
        /// A count and distribution of amounts.
        SUMMARY
    }

    private final String meterName;
    private final Kind kind;
    private final String unit;
    private final String tags; // keys, with spaces between them

    TaskMeter(String meterName, Kind kind, String unit, String... tags) {
        this.meterName = meterName;
        this.kind = kind;
        this.unit = unit;
        this.tags = String.join(" ", tags);
    }

    /// {@return its name as Micrometer writes it}
    public String meterName() {
        return meterName;
    }

    /// {@return what it is}
    public Kind kind() {
        return kind;
    }

    /// {@return its base unit; empty if it is a number without one}
    public String unit() {
        return unit;
    }

    /// {@return the keys of its tags}
    public List<String> tags() {
        return List.of(tags.split(" "));
    }
}
