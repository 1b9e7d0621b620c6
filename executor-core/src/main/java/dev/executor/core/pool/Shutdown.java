// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import dev.executor.DrainReport;
import dev.executor.PoolState;
import dev.executor.TaskId;
import dev.executor.TaskOutcome;
import dev.executor.core.lifecycle.TaskAlarm;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.time.WaitSet;
import dev.executor.spi.TaskScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of a pool: OPEN, DRAINING, CLOSED. Thread-safe.
///
/// Draining ends when the last place is free, on whichever thread frees it. Whoever drains waits for that, up to its
/// limit; then everything live is stopped: the `cancelling` flag goes up first, then the queue, the timers and the
/// threads are looked through. A task that is on its way from one to the other asks for the flag when it has arrived,
/// so that none slips through.
final class Shutdown {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);
    private static final int IDS_MAX = 1_000;
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final Stages stages;
    private final WaitSet waiting;
    private final AtomicReference<PoolState> state = new AtomicReference<>(PoolState.OPEN);
    private volatile boolean cancelling;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<TaskExecution<?>> callers = new LinkedHashSet<>(); // guarded by lock; run by their submitters
    private final List<TaskId> cancelled = new ArrayList<>(); // guarded by lock; the first ones
    private long cancelledCount; // guarded by lock
    private long startNanos; // guarded by lock
    private long finishedBefore; // guarded by lock
    private boolean reported; // guarded by lock

    Shutdown(Stages stages, WaitSet waiting) {
        this.stages = stages;
        this.waiting = waiting;
    }

    PoolState state() {
        return state.get();
    }

    boolean cancelling() {
        return cancelling;
    }

    /// Keeps track of a task that its submitter runs, which no thread of the pool would show.
    void callerStarts(TaskExecution<?> task) {
        lock.lock();
        try {
            callers.add(task);
        } finally {
            lock.unlock();
        }
    }

    void callerEnds(TaskExecution<?> task) {
        lock.lock();
        try {
            callers.remove(task);
        } finally {
            lock.unlock();
        }
    }

    /// Notes a task that the shutdown cancelled. A repeating task has no end of its own, so its end is no loss.
    void decided(TaskExecution<?> task, Object outcome) {
        if (outcome instanceof TaskOutcome.Cancelled<?>(var reason, var _)
                && reason == TaskOutcome.Reason.SHUTDOWN
                && !task.repeats()) {
            var id = task.id();
            lock.lock();
            try {
                cancelledCount++;
                if (cancelled.size() < IDS_MAX) {
                    cancelled.add(id);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /// A place is free: the last one ends the drain.
    void slotReleased() {
        if (state.get() != PoolState.OPEN && stages.slots.live() == 0) {
            closed();
        }
    }

    DrainReport drain(Duration limit) throws InterruptedException {
        if (TaskScope.currentContext() instanceof TaskExecution<?> self && self.isOf(stages)) {
            throw new IllegalStateException(
                    "pool '" + stages.config().name() + "' cannot be drained or closed by its own task '" + self.name()
                            + "', for which it would wait; do it from outside");
        }
        begin();
        waiting.await(this::empty, limit);
        if (!empty()) {
            cancelAll();
            // What is left now are bodies that have been interrupted; those that ignore it are stuck after a while.
            waiting.await(
                    () -> empty() || stages.slots.live() <= stages.tally.stuck.get(),
                    stages.config().stuckAfter().plus(SETTLE));
        }
        var stuck = stuckTasks();
        closed();
        stages.unread.close();
        waiting.await(stages.events::idle, stages.config().stuckAfter());
        if (!stages.events.idle()) {
            log.warn(
                    "pool '{}' closed while a listener still had events to hear",
                    stages.config().name());
        }
        return report(stuck);
    }

    private void begin() {
        lock.lock();
        try {
            if (state.get() == PoolState.OPEN) {
                startNanos = stages.host().nanoTime();
                finishedBefore = stages.tally.finished();
            }
        } finally {
            lock.unlock();
        }
        if (state.compareAndSet(PoolState.OPEN, PoolState.DRAINING)) {
            log.debug("pool '{}' drains", stages.config().name());
        }
        stages.slots.close();
        for (var task : waitingTasks()) {
            if (task.repeats()) {
                task.shutdown();
            }
        }
        if (empty()) {
            closed();
        }
    }

    private boolean empty() {
        return stages.slots.live() == 0;
    }

    private void cancelAll() {
        cancelling = true;
        waitingTasks().forEach(TaskExecution::shutdown);
        runningTasks().forEach(TaskExecution::shutdown);
    }

    private List<TaskExecution<?>> waitingTasks() {
        var tasks = new ArrayList<TaskExecution<?>>();
        for (var node : stages.queue.waiting()) {
            tasks.add((TaskExecution<?>) node); // only tasks are offered
        }
        stages.timers().forEach(node -> {
            TaskExecution<?> task = node instanceof TaskAlarm alarm ? alarm.task() : null;
            if (task != null) {
                switch (task.status()) {
                    case DELAYED, QUEUED, BACKING_OFF -> tasks.add(task);
                    case RUNNING, STOPPING, DONE -> {}
                }
            }
        });
        return tasks;
    }

    private List<TaskExecution<?>> runningTasks() {
        var tasks = new ArrayList<>(stages.dispatcher.current());
        lock.lock();
        try {
            tasks.addAll(callers);
        } finally {
            lock.unlock();
        }
        return tasks;
    }

    private List<TaskId> stuckTasks() {
        return runningTasks().stream()
                .filter(TaskExecution::isStuck)
                .limit(IDS_MAX)
                .map(TaskExecution::id)
                .toList();
    }

    /// Ends what the pool has of its own. Not blocking, any number of times, by any thread.
    private void closed() {
        state.set(PoolState.CLOSED);
        stages.dispatcher.close();
        if (empty()) {
            stages.timers().close();
        }
        waiting.changed();
    }

    private DrainReport report(List<TaskId> stuck) {
        DrainReport report;
        boolean toLog;
        lock.lock();
        try {
            report = new DrainReport(
                    stages.config().name(),
                    Math.max(0, stages.tally.finished() - finishedBefore - cancelledCount),
                    cancelled,
                    cancelledCount,
                    stuck,
                    Duration.ofNanos(stages.host().nanoTime() - startNanos));
            toLog = !report.clean() && !reported; // several may drain and close; the log says it once
            reported |= toLog;
        } finally {
            lock.unlock();
        }
        if (toLog) {
            log.warn(
                    "pool '{}' closed: {} tasks cancelled, {} stuck {}",
                    report.pool(),
                    report.cancelledCount(),
                    stuck.size(),
                    stuck);
        }
        return report;
    }
}
