// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.executor.DrainReport;
import dev.executor.PoolState;
import dev.executor.TaskId;
import dev.executor.core.admission.Slots;
import dev.executor.core.dispatch.Dispatcher;
import dev.executor.core.event.EventFanout;
import dev.executor.core.failure.UnreadFailures;
import dev.executor.core.lifecycle.PoolEffects;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.time.WaitSet;
import dev.executor.spi.TaskScope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of a pool: OPEN, DRAINING, CLOSED. Thread-safe.
///
/// Draining ends when the last slot is free, on the thread that frees it. A thread that drains waits for that, up to
/// its limit; then everything live is stopped: the `cancelling` flag goes up first, then the queue, the timers and the
/// threads are looked through. A task that is on its way from one to the other asks for the flag when it has arrived,
/// so that none slips through.
final class Shutdown {
    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);
    private static final int IDS_MAX = 1_000;
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final PoolLife life;
    private final PoolEffects effects;
    private final LiveTasks live;
    private final Slots slots;
    private final Tally tally;
    private final Dispatcher dispatcher;
    private final EventFanout events;
    private final UnreadFailures unread;
    private final WaitSet waiting;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private long startNanos;

    @GuardedBy("lock")
    private long finishedBefore;

    @GuardedBy("lock")
    private boolean reported;

    Shutdown(PoolTransitions parts, LiveTasks live) {
        this.effects = parts;
        this.life = parts.life();
        this.slots = parts.slots();
        this.tally = parts.tally();
        this.dispatcher = parts.dispatcher();
        this.events = parts.events();
        this.unread = parts.unreadFailures();
        this.waiting = parts.waiting();
        this.live = live;
    }

    /// A slot is free: the last one ends the drain.
    void slotReleased() {
        if (life.state() != PoolState.OPEN && empty()) {
            closed();
        }
    }

    DrainReport drain(Duration limit) throws InterruptedException {
        if (TaskScope.currentContext() instanceof TaskExecution<?> self && self.isOf(effects)) {
            throw new IllegalStateException(
                    "pool '" + effects.config().name() + "' cannot be drained or closed by its own task '" + self.name()
                            + "', for which it would wait; do it from outside");
        }
        begin();
        waiting.await(this::empty, limit);
        if (!empty()) {
            cancelAll();
            // What is left now are bodies that have been interrupted; those that ignore it are stuck after a while.
            waiting.await(
                    () -> empty() || slots.live() <= tally.stuck.get(),
                    effects.config().stuckAfter().plus(SETTLE));
        }
        var stuck = live.stuck(IDS_MAX);
        closed();
        unread.close();
        waiting.await(events::idle, effects.config().stuckAfter());
        if (!events.idle()) {
            log.warn(
                    "pool '{}' closed while a listener still had events to hear",
                    effects.config().name());
        }
        return report(stuck);
    }

    private void begin() {
        lock.lock();
        try {
            if (life.state() == PoolState.OPEN) {
                startNanos = effects.host().nanoTime();
                finishedBefore = tally.finished();
            }
        } finally {
            lock.unlock();
        }
        if (life.beginDraining()) {
            log.debug("pool '{}' drains", effects.config().name());
        }
        slots.close();
        for (var task : live.waiting()) {
            if (task.repeats()) {
                task.shutdown();
            }
        }
        if (empty()) {
            closed();
        }
    }

    private boolean empty() {
        return slots.live() == 0;
    }

    private void cancelAll() {
        life.beginCancelling();
        live.waiting().forEach(TaskExecution::shutdown);
        live.running().forEach(TaskExecution::shutdown);
    }

    /// Ends what the pool has of its own. Not blocking, any number of times, by any thread.
    private void closed() {
        life.closed();
        dispatcher.close();
        if (empty()) {
            effects.timers().close();
        }
        waiting.changed();
    }

    private DrainReport report(List<TaskId> stuck) {
        DrainReport report;
        boolean toLog;
        var cancelled = life.cancelled();
        lock.lock();
        try {
            report = DrainReport.builder()
                    .pool(effects.config().name())
                    .completed(Math.max(0, tally.finished() - finishedBefore - cancelled.count()))
                    .cancelled(cancelled.first())
                    .cancelledCount(cancelled.count())
                    .stuck(stuck)
                    .took(Duration.ofNanos(effects.host().nanoTime() - startNanos))
                    .build();
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
