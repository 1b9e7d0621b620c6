// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.context;

import dev.executor.ExecutorPool;
import dev.executor.metrics.bound.Once;
import dev.executor.spi.ContextCarrier;
import dev.executor.spi.PoolExtension;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;

/// Carries the thread-locals that are registered with Micrometer's context-propagation (observations, Reactor's and
/// Spring's contexts, your own `ThreadLocalAccessor`s) from the submitter to every attempt, callback and listener.
///
/// ```java
/// var pool = ExecutorPool.builder("media").with(ContextPropagation.create()).build();
/// ```
///
/// An attempt sees what its submitter had: a thread-local that the submitter did not have is cleared. Afterwards all of
/// them are as they were before, whatever the body has left behind. Needs `io.micrometer:context-propagation`, which
/// does not come by itself. Thread-safe; several pools may share one.
///
/// Where an accessor carries OpenTelemetry's context or the MDC, do without [dev.executor.metrics.trace.TaskTracing] or
/// [dev.executor.metrics.log.TaskLogging], or add them after this: what is added later is opened inside.
///
/// @since 0.1
public final class ContextPropagation implements PoolExtension, ContextCarrier {
    private final ContextSnapshotFactory snapshots;

    private ContextPropagation(ContextRegistry registry) {
        snapshots = ContextSnapshotFactory.builder()
                .contextRegistry(registry)
                .clearMissing(true)
                .build();
    }

    /// {@return a carrier of all that is registered with the JVM's registry, also of what is registered later}
    public static ContextPropagation create() {
        return of(ContextRegistry.getInstance());
    }

    /// {@return a carrier of what is registered with a registry of your own}
    /// @param registry the registry
    public static ContextPropagation of(ContextRegistry registry) {
        return new ContextPropagation(registry);
    }

    /// {@inheritDoc}
    ///
    /// @throws IllegalStateException if the pool has such a carrier already
    @Override
    public void extend(ExecutorPool.Builder builder) {
        Once.require(
                builder,
                ContextPropagation.class::isInstance,
                "context propagation twice, and each thread-local would be set twice",
                "add it once");
        builder.carrier(this);
    }

    @Override
    public Snapshot capture() {
        var submitters = snapshots.captureAll();
        return () -> open(submitters);
    }

    /// A scope of context-propagation alone may leave what the code between has opened: an observation's scope is
    /// restored by closing the innermost one. So what there is afterwards is compared, and set where it differs.
    @SuppressWarnings("MustBeClosedChecker") // whoever opens closes; what is set at the end is to stay
    private Scope open(ContextSnapshot submitters) {
        var before = snapshots.captureAll();
        var scope = submitters.setThreadLocals();
        return () -> {
            try {
                scope.close(); // may throw where something was left open, with some accessors not restored yet
            } finally {
                if (!snapshots.captureAll().equals(before)) {
                    before.setThreadLocals();
                }
            }
        };
    }
}
