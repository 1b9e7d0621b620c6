// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import dev.executor.DrainReport;
import dev.executor.ExecutorPool;
import dev.executor.PoolConfig;
import dev.executor.PoolSnapshot;
import dev.executor.PoolState;
import dev.executor.PoolView;
import dev.executor.Priority;
import dev.executor.Rejection;
import dev.executor.Submission;
import dev.executor.Task;
import dev.executor.TaskHandle;
import dev.executor.TaskRejectedException;
import dev.executor.core.admission.Admission;
import dev.executor.core.admission.Slots;
import dev.executor.core.context.ContextCapture;
import dev.executor.core.dispatch.Dispatcher;
import dev.executor.core.event.EventFanout;
import dev.executor.core.failure.FailureLog;
import dev.executor.core.failure.UnreadFailures;
import dev.executor.core.isolation.Isolators;
import dev.executor.core.lifecycle.Lifecycle;
import dev.executor.core.lifecycle.PermitHolder;
import dev.executor.core.lifecycle.Recorder;
import dev.executor.core.lifecycle.Setup;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.outcome.OutcomeDecider;
import dev.executor.core.queue.TaskQueue;
import dev.executor.core.run.AttemptRunner;
import dev.executor.core.run.CallerRunner;
import dev.executor.core.time.SystemHost;
import dev.executor.core.time.Timers;
import dev.executor.core.time.WaitSet;
import dev.executor.core.view.PoolExecutorService;
import dev.executor.core.view.ViewedPool;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.ThreadReuse;
import dev.executor.spi.Host;
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

/// The pool itself: wires the stages, and has the public verbs on top of them.
final class BoundedPool implements ExecutorPool, ViewedPool {
    private static final Logger log = LoggerFactory.getLogger(BoundedPool.class);
    private static final Duration AT_EXIT = Duration.ofSeconds(5);
    private static final OverflowPolicy REJECT = OverflowPolicy.reject();

    private final PoolConfig config;
    private final Host host;
    private final WaitSet waiting;
    private final Tally tally = new Tally();
    private final PoolLife life = new PoolLife();
    private final TaskQueue queue;
    private final Slots slots;
    private final EventFanout events;
    private final OutcomeDecider decider;
    private final Callbacks callbacks;
    private final Dispatcher dispatcher;
    private final PoolTransitions transitions;
    private final Shutdown shutdown;
    private final Intake intake;

    /// Wires the stages, each to what it needs of the others.
    BoundedPool(PoolConfig given, Optional<Recorder> recorder) {
        config = given;
        var parts = given.extended();
        host = parts.host().orElseGet(SystemHost::instance);
        var timers = new Timers(host);
        waiting = new WaitSet(host, timers, "the end of what pool '" + given.name() + "' or a view of it runs");
        var contexts =
                new ContextCapture(parts.carriers(), Thread.currentThread().getContextClassLoader());
        events = new EventFanout(parts, host, contexts, waiting::changed);
        decider = new OutcomeDecider(parts.retryBudget(), host);
        callbacks = new Callbacks(given.name(), host, contexts);
        var failureLog = new FailureLog(parts, host);
        var unread = new UnreadFailures(parts, host, timers, failureLog);
        var isolators = new Isolators(given.name(), parts.isolators());
        var attempts = new AttemptRunner(host, isolators, decider, failureLog);
        queue = new TaskQueue(parts.ageing().toNanos());
        slots = new Slots(parts.queueCapacity() + parts.concurrency(), host, timers, this::slotReleased);
        dispatcher = new Dispatcher(
                given.name(),
                parts.concurrency(),
                parts.threadReuse() == ThreadReuse.FRESH,
                host,
                queue,
                attempts,
                contexts);
        transitions = new PoolTransitions(
                parts,
                host,
                timers,
                recorder.isPresent() ? Lifecycle.recorded() : Lifecycle.inMemory(),
                recorder,
                queue,
                dispatcher,
                slots,
                events,
                unread,
                callbacks,
                tally,
                life,
                waiting);
        var live = new LiveTasks(queue, timers, dispatcher);
        shutdown = new Shutdown(transitions, live);
        var admission = new Admission(parts, new View(this), isolators, slots, host, life::state, this::shedOne);
        intake = new Intake(transitions, contexts, admission, slots, new CallerRunner(attempts, host), live, tally);
    }

    private void slotReleased() {
        shutdown.slotReleased();
    }

    /// Gives the oldest task of the lowest priority back, to make room for one of that priority.
    private boolean shedOne(Priority priority) {
        if (queue.pollLowest(priority.ordinal()) instanceof TaskExecution<?> victim) {
            victim.shed(new Rejection.Shed(priority));
            return true;
        }
        return false;
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
        TaskExecution<T> execution = intake.execution(task, Setup.PLAIN);
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
        // Outcomes before accepted, so that no snapshot shows more tasks finished than accepted.
        long succeeded = tally.succeeded.sum();
        long failed = tally.failed.sum();
        long timedOut = tally.timedOut.sum();
        long cancelled = tally.cancelled.sum();
        long shed = tally.shed.sum();
        var snapshot = PoolSnapshot.builder(name())
                .state(life.state())
                .delayed(Math.max(0, tally.delayed.get()))
                .permitsTaken(dispatcher.running())
                .permitLimit(dispatcher.limit())
                .live(slots.live())
                .bound(slots.bound())
                .stopping(Math.max(0, tally.stopping.get()))
                .stuck(Math.max(0, tally.stuck.get()))
                .accepted(slots.accepted())
                .refused(tally.refused.sum())
                .succeeded(succeeded)
                .failed(failed)
                .timedOut(timedOut)
                .cancelled(cancelled)
                .shed(shed)
                .retriesScheduled(decider.retries())
                .retriesDenied(decider.denied())
                .droppedEvents(events.dropped())
                .listenerErrors(events.errors() + callbacks.errors())
                .threadsStarted(dispatcher.threadsStarted());
        var depths = queue.depths();
        for (var priority : Priority.values()) {
            snapshot.queued(priority, depths[priority.ordinal()]);
        }
        return snapshot.build();
    }

    @Override
    public void setConcurrency(int permits) {
        dispatcher.limit(Require.range("pool '" + name() + "': concurrency", permits, 1, 1_000_000));
    }

    @Override
    public DrainReport drain(Duration limit) throws InterruptedException {
        return shutdown.drain(Objects.requireNonNull(limit, "limit"));
    }

    @Override
    public void close() {
        var limit = config.closeTimeout().orElseGet(this::closeLimit);
        boolean interrupted = false;
        try {
            for (boolean closed = false; !closed; ) {
                try {
                    shutdown.drain(limit);
                    closed = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                    limit = Duration.ZERO; // the interrupt asks for haste: cancel what is left, and wait only for that
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
        return new PoolExecutorService(this, host, waiting, Optional.empty());
    }

    @Override
    public ScheduledExecutorService asScheduledExecutorService(Task<?> template) {
        return new PoolExecutorService(this, host, waiting, Optional.of(Objects.requireNonNull(template, "template")));
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
        return TaskScope.currentContext() instanceof TaskExecution<?> parent && parent.isOf(transitions);
    }

    @Override
    public @Nullable PermitHolder lender() {
        return TaskScope.currentContext() instanceof TaskExecution<?> parent && parent.isOf(transitions)
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
        return life.state();
    }
}
