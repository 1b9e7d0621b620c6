// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.log;

import dev.executor.ExecutorPool;
import dev.executor.TaskContext;
import dev.executor.metrics.bound.Once;
import dev.executor.spi.ContextCarrier;
import dev.executor.spi.PoolExtension;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.MDC;

/// Carries slf4j's MDC from the submitter to every attempt, callback and listener, and names the task on every
/// line that an attempt writes, also by the threads that read the outputs of its process.
///
/// ```java
/// var pool =
/// ExecutorPool.builder("media").with(TaskTracing.of(openTelemetry)).with(TaskLogging.create()).build();
/// ```
///
/// The keys of an attempt are `task.id`, `task.name`, `attempt`, `pool` and `tenant`. Give it to the builder
/// after [dev.executor.metrics.trace.TaskTracing], whose keys are `trace_id` and `span_id`. A thread that a body
/// starts itself has what its own logging backend inherits, which is usually nothing.
///
/// @since 0.1
public final class TaskLogging implements PoolExtension, ContextCarrier {
    /// The key of the task's id.
    public static final String TASK_ID = "task.id";

    /// The key of the task's name.
    public static final String TASK_NAME = "task.name";

    /// The key of the attempt's number.
    public static final String ATTEMPT = "attempt";

    /// The key of the pool's name.
    public static final String POOL = "pool";

    /// The key of the tenant.
    public static final String TENANT = "tenant";

    private TaskLogging() {}

    /// {@return task logging}
    public static TaskLogging create() {
        return new TaskLogging();
    }

    /// {@inheritDoc}
    ///
    /// @throws IllegalStateException if the pool has task logging already
    @Override
    public void extend(ExecutorPool.Builder builder) {
        Once.require(
                builder,
                TaskLogging.class::isInstance,
                "task logging twice, and each attempt would carry the MDC twice",
                "add it once");
        builder.carrier(this);
    }

    @Override
    public Snapshot capture() {
        Map<String, String> captured = MDC.getCopyOfContextMap();
        if (captured == null) {
            return new Captured(Map.of());
        }
        // Those of a submitter that is an attempt itself; an attempt has its own.
        captured.remove("trace_id");
        captured.remove("span_id");
        return new Captured(captured);
    }

    /// What the submitter had.
    private record Captured(Map<String, String> submitters) implements Snapshot {
        @Override
        public Scope open() {
            return put(submitters);
        }

        @Override
        public Scope openFor(TaskContext attempt) {
            var keys = new HashMap<>(submitters);
            keys.put(TASK_ID, attempt.id().value());
            keys.put(TASK_NAME, attempt.name());
            keys.put(ATTEMPT, Integer.toString(attempt.attempt()));
            keys.put(POOL, attempt.pool());
            keys.put(TENANT, attempt.task().tenant());
            return put(keys);
        }

        /// The whole MDC comes back, so that a key which the code between puts or removes is not seen by what the
        /// thread does next.
        private static Scope put(Map<String, String> keys) {
            Map<String, String> before = MDC.getCopyOfContextMap();
            keys.forEach(MDC::put);
            return () -> {
                if (before == null) {
                    MDC.clear();
                } else {
                    MDC.setContextMap(before);
                }
            };
        }
    }
}
