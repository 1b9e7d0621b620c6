// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import dev.executor.PoolConfig;
import dev.executor.PoolState;
import dev.executor.Priority;
import dev.executor.core.admission.Slots;
import dev.executor.core.context.ContextCapture;
import dev.executor.core.context.UserCode;
import dev.executor.core.dispatch.Dispatcher;
import dev.executor.core.event.EventFanout;
import dev.executor.core.failure.FailureLog;
import dev.executor.core.failure.UnreadFailures;
import dev.executor.core.lifecycle.Lifecycle;
import dev.executor.core.lifecycle.Phase;
import dev.executor.core.lifecycle.PoolEffects;
import dev.executor.core.lifecycle.Recorder;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.outcome.OutcomeDecider;
import dev.executor.core.queue.TaskQueue;
import dev.executor.core.run.AttemptRunner;
import dev.executor.core.time.SystemHost;
import dev.executor.core.time.Timers;
import dev.executor.core.time.WaitSet;
import dev.executor.event.TaskEvent;
import dev.executor.policy.ThreadReuse;
import dev.executor.spi.FailureText;
import dev.executor.spi.Host;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The stages of one pool, and what tasks' transitions do to them.
final class Stages implements PoolEffects {
    private static final Logger log = LoggerFactory.getLogger(Stages.class);
    private static final Duration CALLBACK_RETRY = Duration.ofMillis(10);

    private final PoolConfig config;
    private final Optional<Recorder> recorder;
    private final Lifecycle lifecycle;
    private final Host host;
    private final Timers timers;
    final WaitSet waiting;
    final Tally tally = new Tally();
    final ContextCapture contexts;
    final EventFanout events;
    final OutcomeDecider decider;
    final AttemptRunner attempts;
    final UnreadFailures unread;
    final TaskQueue queue;
    final Slots slots;
    final Dispatcher dispatcher;
    final Shutdown shutdown;

    Stages(PoolConfig config, Optional<Recorder> recorder) {
        this.config = config;
        this.recorder = recorder;
        this.lifecycle = recorder.isPresent() ? Lifecycle.recorded() : Lifecycle.inMemory();
        this.host = config.host().orElseGet(SystemHost::instance);
        this.timers = new Timers(host);
        this.waiting = new WaitSet(host, timers, "the end of what pool '" + config.name() + "' or a view of it runs");
        this.shutdown = new Shutdown(this, waiting);
        this.contexts =
                new ContextCapture(config.carriers(), Thread.currentThread().getContextClassLoader());
        this.events = new EventFanout(config, host, contexts, waiting::changed);
        this.decider = new OutcomeDecider(config.retryBudget(), host);
        var failureLog = new FailureLog(config, host);
        this.unread = new UnreadFailures(config, host, timers, failureLog);
        this.attempts = new AttemptRunner(host, config.isolator(), decider, failureLog);
        this.queue = new TaskQueue(config.ageing().toNanos());
        this.slots = new Slots(config.queueCapacity() + config.concurrency(), host, timers, shutdown::slotReleased);
        this.dispatcher = new Dispatcher(
                config.name(),
                config.concurrency(),
                config.threadReuse() == ThreadReuse.FRESH,
                host,
                queue,
                attempts,
                contexts);
    }

    @Override
    public PoolConfig config() {
        return config;
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public Timers timers() {
        return timers;
    }

    @Override
    public Lifecycle lifecycle() {
        return lifecycle;
    }

    @Override
    public Optional<Recorder> recorder() {
        return recorder;
    }

    @Override
    public boolean observed() {
        return events.observed();
    }

    @Override
    public void deliver(TaskEvent event, @Nullable Object context) {
        events.deliver(event, context);
    }

    @Override
    public void enqueue(TaskExecution<?> task) {
        queue.offer(task);
        dispatcher.signal();
    }

    @Override
    public void dequeue(TaskExecution<?> task) {
        queue.remove(task);
    }

    @Override
    public void decided(TaskExecution<?> task, Object outcome) {
        tally.decided(outcome);
        shutdown.decided(task, outcome);
    }

    @Override
    public void unread(TaskExecution<?> task) {
        unread.add(task);
    }

    @Override
    public void release(TaskExecution<?> task) {
        releaseKey(task);
        slots.release();
    }

    @Override
    public void releaseKey(TaskExecution<?> task) {
        if (task.task().orderingKey().isPresent()) {
            queue.leave(task);
            if (queue.mayHaveWork()) {
                dispatcher.signal();
            }
        }
    }

    @Override
    public void count(Phase from, Phase to) {
        if (from.waitsForTime() != to.waitsForTime()) {
            tally.delayed.addAndGet(to.waitsForTime() ? 1 : -1);
        }
        if (from.stopping() != to.stopping()) {
            tally.stopping.addAndGet(to.stopping() ? 1 : -1);
        }
    }

    @Override
    public void stuck(int change) {
        tally.stuck.addAndGet(change);
        waiting.changed();
    }

    @Override
    public boolean cancelling() {
        return shutdown.cancelling();
    }

    @Override
    public boolean draining() {
        return shutdown.state() != PoolState.OPEN;
    }

    @Override
    public void callBack(Runnable callback, @Nullable Object context) {
        Runnable guarded = () -> {
            try {
                contexts.enterThread();
                ContextCapture.with(context, callback);
            } catch (Throwable e) {
                tally.callbackErrors.increment();
                UserCode.tell(
                        e, () -> log.warn("a callback of pool '{}' threw", config.name(), FailureText.printable(e)));
            }
        };
        try {
            host.startEngineThread(config.name() + "-callback", guarded);
        } catch (Throwable e) {
            // No thread can be made now; the callback must not be lost, and must not run on a thread of the pool.
            log.warn("pool '{}' could not start a thread for a callback; trying again", config.name(), e);
            host.after(CALLBACK_RETRY, () -> callBack(callback, context));
        }
    }

    Map<Priority, Integer> depths() {
        var depths = queue.depths();
        var byPriority = new EnumMap<Priority, Integer>(Priority.class);
        for (var priority : Priority.values()) {
            byPriority.put(priority, depths[priority.ordinal()]);
        }
        return byPriority;
    }
}
