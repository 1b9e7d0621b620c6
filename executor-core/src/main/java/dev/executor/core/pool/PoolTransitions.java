// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import dev.executor.PoolConfig;
import dev.executor.PoolState;
import dev.executor.core.admission.Slots;
import dev.executor.core.dispatch.Dispatcher;
import dev.executor.core.event.EventFanout;
import dev.executor.core.failure.UnreadFailures;
import dev.executor.core.lifecycle.Lifecycle;
import dev.executor.core.lifecycle.Phase;
import dev.executor.core.lifecycle.PoolEffects;
import dev.executor.core.lifecycle.Recorder;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.queue.TaskQueue;
import dev.executor.core.time.Timers;
import dev.executor.core.time.WaitSet;
import dev.executor.event.TaskEvent;
import dev.executor.spi.Host;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the transitions of tasks do to their pool: each method hands on to the part that is meant. Thread-safe.
record PoolTransitions(
        PoolConfig config,
        Host host,
        Timers timers,
        Lifecycle lifecycle,
        Optional<Recorder> recorder,
        TaskQueue queue,
        Dispatcher dispatcher,
        Slots slots,
        EventFanout events,
        UnreadFailures unreadFailures,
        Callbacks callbacks,
        Tally tally,
        PoolLife life,
        WaitSet waiting)
        implements PoolEffects {
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
        life.decided(task, outcome);
    }

    @Override
    public void unread(TaskExecution<?> task) {
        unreadFailures.add(task);
    }

    @Override
    public void release(TaskExecution<?> task) {
        releaseKey(task);
        slots.release();
    }

    @Override
    public void releaseKey(TaskExecution<?> task) {
        if (task.task().orderingKey().isPresent()) {
            queue.releaseKey(task);
            if (queue.mayHaveWork()) { // the next task with that key
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
        return life.cancelling();
    }

    @Override
    public boolean draining() {
        return life.state() != PoolState.OPEN;
    }

    @Override
    public void callBack(Runnable callback, @Nullable Object context) {
        callbacks.run(callback, context);
    }
}
