// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What meters are called by OpenTelemetry's rules: names, units and attributes in the shape of its semantic
/// conventions. Stateless.
///
/// A registry that exports by OTLP sends Micrometer's names unless it is given these:
///
/// ```java
/// var registry = new OtlpMeterRegistry(config, Clock.SYSTEM); // with baseTimeUnit() SECONDS
/// OpenTelemetryNames.applyTo(registry);                       // before any meter
/// var pool = ExecutorPool.builder("media").with(TaskMetrics.of(registry)).build();
/// ```
///
/// Micrometer writes the unit of a timer itself, as `seconds`; all other units are as OpenTelemetry writes them.
/// Attributes are those of the spans: `executor.pool`, `executor.task.name`, `executor.tenant`, `executor.outcome`,
/// `error.type` (absent where there is no error).
///
/// @since 0.1
public final class OpenTelemetryNames {
    private static final Map<String, TaskMeter> BY_NAME =
            Arrays.stream(TaskMeter.values()).collect(Collectors.toMap(TaskMeter::meterName, Function.identity()));

    private OpenTelemetryNames() {}

    /// Makes a registry use these names for all meters of pools that are made from now on; all other meters keep
    /// theirs.
    ///
    /// @param registry the registry
    public static void applyTo(MeterRegistry registry) {
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                TaskMeter meter = BY_NAME.get(id.getName());
                return meter == null
                        ? id
                        : id.withName(nameOf(meter))
                                .replaceTags(attributes(id.getTags()))
                                .withBaseUnit(unitOf(meter));
            }
        });
    }

    /// {@return what a meter is called}
    /// @param meter the meter
    public static String nameOf(TaskMeter meter) {
        return switch (meter) {
            // A duration says so, and no name is the first part of another.
            case TASK_QUEUE_TIME -> "executor.task.queue.duration";
            case TASK_RUN_TIME -> "executor.task.attempt.duration";
            case TASK_RETRIES_DENIED -> "executor.task.denied_retries";
            case PROCESS_START_TIME -> "executor.process.start.duration";
            case PROCESS_CPU -> "executor.process.cpu.time";
            case ARTIFACTS_KEPT -> "executor.artifact.kept";
            case ARTIFACTS_SIZE -> "executor.artifact.size";
            case ARTIFACTS_LOST -> "executor.artifact.lost";
            case SECRETS_READ -> "executor.secret.reads";
            case POOL_COLD_STARTS -> "executor.pool.cold_starts";
            case POOL_EVENTS_DROPPED -> "executor.pool.dropped_events";
            case POOL_LISTENER_ERRORS -> "executor.pool.listener_errors";
            case USAGE_WALL -> "executor.usage.wall.time";
            case USAGE_CPU -> "executor.usage.cpu.time";
            case SLO_BURN_RATE -> "executor.slo.burn_rate";
            case SLO_BUDGET -> "executor.slo.remaining_budget";
            case TASK_FINISHED,
                    TASK_ATTEMPTS,
                    TASK_RETRIES,
                    TASK_TIMEOUTS,
                    TASK_REJECTIONS,
                    TASK_STUCK,
                    PROCESS_EXITS,
                    PROCESS_MEMORY_PEAK,
                    SANDBOX_VIOLATIONS,
                    POOL_FINISHED,
                    POOL_REJECTIONS,
                    POOL_QUEUED,
                    POOL_DELAYED,
                    POOL_RUNNING,
                    POOL_LIMIT,
                    POOL_UTILIZATION,
                    POOL_LIVE,
                    POOL_BOUND,
                    POOL_STOPPING,
                    POOL_STUCK,
                    POOL_ACCEPTED,
                    USAGE_ATTEMPTS,
                    USAGE_MEMORY,
                    USAGE_COST,
                    SLO_RATIO,
                    SLO_TARGET -> meter.meterName();
        };
    }

    /// {@return a meter's unit, as UCUM writes it; what is counted stands in braces}
    /// @param meter the meter
    public static String unitOf(TaskMeter meter) {
        return switch (meter) {
            case TASK_QUEUE_TIME, TASK_RUN_TIME, PROCESS_START_TIME, PROCESS_CPU, USAGE_WALL, USAGE_CPU -> "s";
            case PROCESS_MEMORY_PEAK, ARTIFACTS_SIZE -> "By";
            case USAGE_MEMORY -> "By.s";
            case TASK_ATTEMPTS, TASK_STUCK, POOL_STUCK, ARTIFACTS_LOST, USAGE_ATTEMPTS, POOL_COLD_STARTS -> "{attempt}";
            case TASK_RETRIES, TASK_RETRIES_DENIED -> "{retry}";
            case TASK_TIMEOUTS -> "{timeout}";
            case PROCESS_EXITS, SANDBOX_VIOLATIONS -> "{process}";
            case ARTIFACTS_KEPT -> "{artifact}";
            case SECRETS_READ -> "{secret}";
            case POOL_RUNNING, POOL_LIMIT -> "{permit}";
            case POOL_EVENTS_DROPPED -> "{event}";
            case POOL_LISTENER_ERRORS -> "{exception}";
            case POOL_UTILIZATION, USAGE_COST, SLO_RATIO, SLO_TARGET, SLO_BURN_RATE, SLO_BUDGET -> "1";
            case TASK_FINISHED,
                    TASK_REJECTIONS,
                    POOL_FINISHED,
                    POOL_REJECTIONS,
                    POOL_QUEUED,
                    POOL_DELAYED,
                    POOL_LIVE,
                    POOL_BOUND,
                    POOL_STOPPING,
                    POOL_ACCEPTED -> "{task}";
        };
    }

    private static List<Tag> attributes(List<Tag> tags) {
        return tags.stream().flatMap(tag -> attribute(tag).stream()).toList();
    }

    /// Tags that somebody else has added, such as common ones, stay as they are.
    private static Optional<Tag> attribute(Tag tag) {
        String value = tag.getValue();
        return switch (tag.getKey()) {
            case "pool", "tenant", "outcome", "priority", "result" ->
                Optional.of(Tag.of("executor." + tag.getKey(), value));
            case "task" -> Optional.of(Tag.of("executor.task.name", value));
            case "kind" -> value.equals("none") ? Optional.empty() : Optional.of(Tag.of("error.type", value));
            case "reason" -> Optional.of(Tag.of("error.type", value));
            case "timeout" -> Optional.of(Tag.of("executor.timeout.kind", value));
            case "profile" -> Optional.of(Tag.of("executor.sandbox.profile", value));
            case "exit" -> Optional.of(Tag.of("executor.process.exit", value));
            case "mode" -> Optional.of(Tag.of("cpu.mode", value));
            case "of" -> Optional.of(Tag.of("executor.start.of", value));
            case "objective", "window" -> Optional.of(Tag.of("executor.slo." + tag.getKey(), value));
            default -> Optional.of(tag);
        };
    }
}
