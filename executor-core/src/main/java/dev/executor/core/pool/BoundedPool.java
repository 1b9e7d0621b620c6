// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import dev.executor.DrainReport;
import dev.executor.ExecutorPool;
import dev.executor.PoolConfig;
import dev.executor.PoolSnapshot;
import dev.executor.PoolState;
import dev.executor.PoolView;
import dev.executor.Rejection;
import dev.executor.Submission;
import dev.executor.Task;
import dev.executor.TaskHandle;
import dev.executor.TaskRejectedException;
import dev.executor.core.lifecycle.PermitHolder;
import dev.executor.core.lifecycle.Recorder;
import dev.executor.core.lifecycle.Setup;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.time.SystemHost;
import dev.executor.core.view.PoolExecutorService;
import dev.executor.core.view.ViewedPool;
import dev.executor.policy.OverflowPolicy;
import dev.executor.spi.Require;
import dev.executor.spi.TaskScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The pool itself: the public verbs on top of the stages.
final class BoundedPool implements ExecutorPool, ViewedPool {
    private static final Logger log = LoggerFactory.getLogger(BoundedPool.class);
    private static final Duration AT_EXIT = Duration.ofSeconds(5);
    private static final OverflowPolicy REJECT = OverflowPolicy.reject();

    private final PoolConfig config;
    private final Stages stages;
    private final Intake intake;

    BoundedPool(PoolConfig config, Optional<Recorder> recorder) {
        this.config = config;
        this.stages = new Stages(config.extended(), recorder);
        this.intake = new Intake(stages, new View(this));
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public PoolConfig config() {
        return config;
    }

    @Override
    public <T extends @Nullable Object> TaskHandle<T> submit(Task<T> task) {
        return entered(Objects.requireNonNull(task, "task"), config.overflow());
    }

    @Override
    public <T extends @Nullable Object> TaskHandle<T> submit(Task<T> task, Duration maxWait) {
        return entered(Objects.requireNonNull(task, "task"), waiting(maxWait));
    }

    private <T extends @Nullable Object> TaskHandle<T> entered(Task<T> task, OverflowPolicy overflow) {
        TaskExecution<T> execution = intake.execution(task);
        enter(execution, overflow, () -> false);
        return execution;
    }

    private void enter(TaskExecution<?> task, OverflowPolicy overflow, BooleanSupplier withdrawn) {
        Rejection rejection = intake.admit(task, overflow, withdrawn);
        if (rejection != null) {
            throw new TaskRejectedException(task.name(), name(), rejection);
        }
    }

    @Override
    public <T extends @Nullable Object> Submission<T> trySubmit(Task<T> task) {
        return intake.submit(Objects.requireNonNull(task, "task"), REJECT);
    }

    @Override
    public <T extends @Nullable Object> Submission<T> trySubmit(Task<T> task, Duration maxWait) {
        return intake.submit(Objects.requireNonNull(task, "task"), waiting(maxWait));
    }

    private static OverflowPolicy waiting(Duration maxWait) {
        return Objects.requireNonNull(maxWait, "maxWait").isPositive()
                ? OverflowPolicy.block(maxWait.compareTo(Require.LONGEST) > 0 ? Require.LONGEST : maxWait)
                : REJECT;
    }

    @Override
    public <T extends @Nullable Object> List<Submission<T>> submitAll(List<Task<T>> tasks) {
        Objects.requireNonNull(tasks, "tasks");
        tasks.forEach(task -> Objects.requireNonNull(task, "task")); // before the first is submitted
        var submissions = new ArrayList<Submission<T>>(tasks.size());
        for (var task : tasks) {
            submissions.add(intake.submit(task, config.overflow()));
        }
        return submissions;
    }

    @Override
    public PoolSnapshot snapshot() {
        var tally = stages.tally;
        // Outcomes before accepted, so that no snapshot shows more tasks finished than accepted.
        long succeeded = tally.succeeded();
        long failed = tally.failed.sum();
        long timedOut = tally.timedOut.sum();
        long cancelled = tally.cancelled.sum();
        long shed = tally.shed.sum();
        return new PoolSnapshot(
                name(),
                stages.shutdown.state(),
                stages.depths(),
                Math.max(0, tally.delayed.get()),
                stages.dispatcher.running(),
                stages.dispatcher.limit(),
                stages.slots.live(),
                stages.slots.bound(),
                Math.max(0, tally.stopping.get()),
                Math.max(0, tally.stuck.get()),
                stages.slots.accepted(),
                tally.refused.sum(),
                succeeded,
                failed,
                timedOut,
                cancelled,
                shed,
                stages.decider.retries(),
                stages.decider.denied(),
                stages.events.dropped(),
                stages.events.errors() + tally.callbackErrors.sum(),
                stages.dispatcher.threadsStarted());
    }

    @Override
    public DrainReport drain(Duration limit) throws InterruptedException {
        return stages.shutdown.drain(Objects.requireNonNull(limit, "limit"));
    }

    @Override
    public void close() {
        var limit = config.closeTimeout().orElseGet(this::closeLimit);
        boolean interrupted = false;
        try {
            for (boolean closed = false; !closed; ) {
                try {
                    stages.shutdown.drain(limit);
                    closed = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                    limit = Duration.ZERO; // whoever is impatient: cancel what is left, and wait only for that
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// While the JVM goes down a task may be the one that has ended it, by `System.exit`: that never comes
    /// back, and would wait for a hook that closes the pool, which would wait for it.
    private Duration closeLimit() {
        if (exits()) {
            log.warn("pool '{}' is closed while the JVM goes down: what is left in {} is cancelled", name(), AT_EXIT);
            return AT_EXIT;
        }
        return Require.LONGEST;
    }

    @Override
    public ExecutorService asExecutorService() {
        return asScheduledExecutorService();
    }

    @Override
    public ExecutorService asExecutorService(Task<?> template) {
        return asScheduledExecutorService(template);
    }

    @Override
    public ScheduledExecutorService asScheduledExecutorService() {
        return new PoolExecutorService(this, stages.host(), stages.waiting, Optional.empty());
    }

    @Override
    public ScheduledExecutorService asScheduledExecutorService(Task<?> template) {
        return new PoolExecutorService(
                this, stages.host(), stages.waiting, Optional.of(Objects.requireNonNull(template, "template")));
    }

    @Override
    public <T extends @Nullable Object> TaskExecution<T> prepare(Task<T> task, Setup setup) {
        return intake.execution(task, setup);
    }

    @Override
    public void enter(TaskExecution<?> task, WhenFull whenFull, Duration maxWait, BooleanSupplier withdrawn) {
        var overflow = switch (config.overflow()) {
            // A child would be run by its parent, on the submitting thread.
            case OverflowPolicy.Block _ when whenFull == WhenFull.WAIT_OR_REFUSE && isOwnTask() -> REJECT;
            case OverflowPolicy.Block(var wait) when maxWait.compareTo(wait) < 0 -> waiting(maxWait);
            case OverflowPolicy.Block block -> block;
            case OverflowPolicy.Reject reject -> reject;
            case OverflowPolicy.CallerRuns _, OverflowPolicy.ShedLowest _ ->
                whenFull == WhenFull.BY_POLICY ? config.overflow() : REJECT;
        };
        enter(task, overflow, withdrawn);
    }

    private boolean isOwnTask() {
        return TaskScope.currentContext() instanceof TaskExecution<?> parent && parent.isOf(stages);
    }

    @Override
    public @Nullable PermitHolder lender() {
        return TaskScope.currentContext() instanceof TaskExecution<?> parent && parent.isOf(stages)
                ? parent.holderHere()
                : null;
    }

    @Override
    public boolean exits() {
        return config.host().isEmpty() && SystemHost.jvmExits();
    }

    /// The pool for those who may look and not touch.
    private record View(ExecutorPool pool) implements PoolView {
        @Override
        public String name() {
            return pool.name();
        }

        @Override
        public PoolConfig config() {
            return pool.config();
        }

        @Override
        public PoolSnapshot snapshot() {
            return pool.snapshot();
        }
    }

    @Override
    public PoolState state() {
        return stages.shutdown.state();
    }
}
