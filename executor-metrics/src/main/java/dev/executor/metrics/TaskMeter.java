// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import java.util.List;

/// Every meter: its name, kind, unit and tags. `docs/observability.md` has the same table; a test holds the two
/// and what a pool registers against each other.
///
/// Names are as Micrometer writes them; a registry translates them by its own rules (Prometheus:
/// `executor_task_queue_time_seconds`).
///
/// @since 0.1
public enum TaskMeter {
    /// Outcomes.
    TASK_FINISHED("executor.task.finished", Kind.COUNTER, "", "Outcomes", "pool", "task", "outcome", "kind"),
    /// How long attempts waited in the queue, from the moment at which they could have started to their first
    /// instruction. Delay and backoff are not part of it.
    TASK_QUEUE_TIME(
            "executor.task.queue.time",
            Kind.TIMER,
            "seconds",
            "How long attempts waited in the queue, from the moment at which they could have started to their first instruction. Delay and backoff are not part of it",
            "pool",
            "task"),
    /// How long attempts ran.
    TASK_RUN_TIME("executor.task.run.time", Kind.TIMER, "seconds", "How long attempts ran", "pool", "task", "result"),
    /// Attempts that were started.
    TASK_ATTEMPTS("executor.task.attempts", Kind.COUNTER, "", "Attempts that were started", "pool", "task"),
    /// Attempts after the first that were scheduled.
    TASK_RETRIES(
            "executor.task.retries", Kind.COUNTER, "", "Attempts after the first that were scheduled", "pool", "task"),
    /// Attempts that were owed and not granted by the retry budget.
    TASK_RETRIES_DENIED(
            "executor.task.retries.denied",
            Kind.COUNTER,
            "",
            "Attempts that were owed and not granted by the retry budget",
            "pool",
            "task"),
    /// Timeouts that passed; an attempt that is tried again after its timeout counts, too.
    TASK_TIMEOUTS(
            "executor.task.timeouts",
            Kind.COUNTER,
            "",
            "Timeouts that passed; an attempt that is tried again after its timeout counts, too",
            "pool",
            "task",
            "timeout"),
    /// Tasks that were not taken, or given back from the queue.
    TASK_REJECTIONS(
            "executor.task.rejections",
            Kind.COUNTER,
            "",
            "Tasks that were not taken, or given back from the queue",
            "pool",
            "task",
            "reason"),
    /// Attempts that were reported as stuck.
    TASK_STUCK("executor.task.stuck", Kind.COUNTER, "", "Attempts that were reported as stuck", "pool", "task"),
    /// From the start of an attempt to the start of its process.
    PROCESS_START_TIME(
            "executor.process.start.time",
            Kind.TIMER,
            "seconds",
            "From the start of an attempt to the start of its process",
            "pool",
            "task",
            "profile"),
    /// How processes ended.
    PROCESS_EXITS("executor.process.exits", Kind.COUNTER, "", "How processes ended", "pool", "task", "exit"),
    /// Processor time of processes.
    PROCESS_CPU("executor.process.cpu", Kind.COUNTER, "seconds", "Processor time of processes", "pool", "task", "mode"),
    /// The most memory that a process and its children had.
    PROCESS_MEMORY_PEAK(
            "executor.process.memory.peak",
            Kind.SUMMARY,
            "bytes",
            "The most memory that a process and its children had",
            "pool",
            "task"),
    /// Processes that were ended for something that their sandbox forbids.
    SANDBOX_VIOLATIONS(
            "executor.sandbox.violations",
            Kind.COUNTER,
            "",
            "Processes that were ended for something that their sandbox forbids",
            "pool",
            "task"),
    /// Artifacts that were kept.
    ARTIFACTS_KEPT("executor.artifacts.kept", Kind.COUNTER, "", "Artifacts that were kept", "pool", "task"),
    /// The size of the artifacts that were kept.
    ARTIFACTS_SIZE(
            "executor.artifacts.size",
            Kind.COUNTER,
            "bytes",
            "The size of the artifacts that were kept",
            "pool",
            "task"),
    /// Attempts of which an artifact could not be kept.
    ARTIFACTS_LOST(
            "executor.artifacts.lost",
            Kind.COUNTER,
            "",
            "Attempts of which an artifact could not be kept",
            "pool",
            "task"),
    /// Secrets that were asked for.
    SECRETS_READ("executor.secrets.read", Kind.COUNTER, "", "Secrets that were asked for", "pool", "task", "result"),

    /// Outcomes of all tasks.
    POOL_FINISHED("executor.pool.finished", Kind.COUNTER, "", "Outcomes of all tasks", "pool", "outcome", "kind"),
    /// Tasks of any name that were not taken, or given back from the queue.
    POOL_REJECTIONS(
            "executor.pool.rejections",
            Kind.COUNTER,
            "",
            "Tasks of any name that were not taken, or given back from the queue",
            "pool",
            "reason"),
    /// Attempts that had to wait for a new thread or a new process.
    POOL_COLD_STARTS(
            "executor.pool.cold.starts",
            Kind.COUNTER,
            "",
            "Attempts that had to wait for a new thread or a new process",
            "pool",
            "of"),
    /// Tasks that wait in the queue.
    POOL_QUEUED("executor.pool.queued", Kind.GAUGE, "", "Tasks that wait in the queue", "pool", "priority"),
    /// Tasks that wait for a start time or for their backoff.
    POOL_DELAYED(
            "executor.pool.delayed", Kind.GAUGE, "", "Tasks that wait for a start time or for their backoff", "pool"),
    /// Permits that are taken.
    POOL_RUNNING("executor.pool.running", Kind.GAUGE, "", "Permits that are taken", "pool"),
    /// Permits that there are.
    POOL_LIMIT("executor.pool.limit", Kind.GAUGE, "", "Permits that there are", "pool"),
    /// Permits that are taken, of those that there are.
    POOL_UTILIZATION(
            "executor.pool.utilization", Kind.GAUGE, "", "Permits that are taken, of those that there are", "pool"),
    /// Tasks in the pool.
    POOL_LIVE("executor.pool.live", Kind.GAUGE, "", "Tasks in the pool", "pool"),
    /// Tasks that it holds at most.
    POOL_BOUND("executor.pool.bound", Kind.GAUGE, "", "Tasks that it holds at most", "pool"),
    /// Tasks that have their outcome and not yet their body back.
    POOL_STOPPING(
            "executor.pool.stopping",
            Kind.GAUGE,
            "",
            "Tasks that have their outcome and not yet their body back",
            "pool"),
    /// Attempts that have ignored their interrupt and are not back.
    POOL_STUCK(
            "executor.pool.stuck",
            Kind.GAUGE,
            "",
            "Attempts that have ignored their interrupt and are not back",
            "pool"),
    /// Tasks that the pool has taken.
    POOL_ACCEPTED("executor.pool.accepted", Kind.COUNTER, "", "Tasks that the pool has taken", "pool"),
    /// Events that found a listener's buffer full.
    POOL_EVENTS_DROPPED(
            "executor.pool.events.dropped", Kind.COUNTER, "", "Events that found a listener's buffer full", "pool"),
    /// Exceptions of listeners and callbacks.
    POOL_LISTENER_ERRORS(
            "executor.pool.listener.errors", Kind.COUNTER, "", "Exceptions of listeners and callbacks", "pool"),

    /// Attempts, by whose they were.
    USAGE_ATTEMPTS("executor.usage.attempts", Kind.COUNTER, "", "Attempts, by whose they were", "tenant"),
    /// Time that attempts ran.
    USAGE_WALL("executor.usage.wall", Kind.COUNTER, "seconds", "Time that attempts ran", "tenant"),
    /// Processor time of their processes.
    USAGE_CPU("executor.usage.cpu", Kind.COUNTER, "seconds", "Processor time of their processes", "tenant"),
    /// Peak memory of their processes, times their wall time.
    USAGE_MEMORY(
            "executor.usage.memory",
            Kind.COUNTER,
            "byte.seconds",
            "Peak memory of their processes, times their wall time",
            "tenant"),
    /// What it costs, by the cost model given.
    USAGE_COST("executor.usage.cost", Kind.COUNTER, "", "What it costs, by the cost model given", "tenant"),

    /// The share of good ones in a window, from 0 to 1.
    SLO_RATIO(
            "executor.slo.ratio",
            Kind.GAUGE,
            "",
            "The share of good ones in a window, from 0 to 1",
            "pool",
            "objective",
            "window"),
    /// The share that is aimed at.
    SLO_TARGET("executor.slo.target", Kind.GAUGE, "", "The share that is aimed at", "pool", "objective"),
    /// How many times as fast as the objective allows the error budget is used up in a window.
    SLO_BURN_RATE(
            "executor.slo.burn.rate",
            Kind.GAUGE,
            "",
            "How many times as fast as the objective allows the error budget is used up in a window",
            "pool",
            "objective",
            "window"),
    /// What is left of the error budget of the longest window: 1 is all, 0 nothing, less is an overdraft.
    SLO_BUDGET(
            "executor.slo.budget.remaining",
            Kind.GAUGE,
            "",
            "What is left of the error budget of the longest window: 1 is all, 0 nothing, less is an overdraft",
            "pool",
            "objective");

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
    private final String meaning;
    private final String tags; // keys, with spaces between them

    TaskMeter(String meterName, Kind kind, String unit, String meaning, String... tags) {
        this.meterName = meterName;
        this.kind = kind;
        this.unit = unit;
        this.meaning = meaning;
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

    /// {@return what it counts or shows, in a sentence without its point}
    public String meaning() {
        return meaning;
    }

    /// {@return the keys of its tags}
    public List<String> tags() {
        return List.of(tags.split(" "));
    }
}
