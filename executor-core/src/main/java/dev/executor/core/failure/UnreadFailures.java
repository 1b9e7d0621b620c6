// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.failure;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.executor.PoolConfig;
import dev.executor.TaskOutcome;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.time.TimerNode;
import dev.executor.core.time.Timers;
import dev.executor.spi.Host;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tasks that ended badly while nobody waited for them. After [PoolConfig#failureLogAfter()], or when the pool
/// closes, each that nobody has asked about is logged once. Thread-safe; bounded.
///
/// The thread that decides an outcome adds the task. One timer serves the oldest task; when it fires, a thread of
/// the engine's writes the lines, because a logger may block and the timer thread must not.
public final class UnreadFailures {
    private static final Logger log = LoggerFactory.getLogger(UnreadFailures.class);

    /// How many tasks are kept. Beyond it the oldest is logged early, so that a burst of failures holds no
    /// memory.
    private static final int PENDING_MAX = 1_000;

    private final PoolConfig config;
    private final Host host;
    private final Timers timers;
    private final FailureLog failureLog;
    private final Oldest oldest = new Oldest();

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final ArrayDeque<Pending> pending = new ArrayDeque<>(); // by due time

    private volatile boolean closed; // written under lock

    private record Pending(TaskExecution<?> task, long dueNanos) {}

    /// Makes an empty set.
    ///
    /// @param config how long to wait for somebody to ask
    /// @param host clock and threads
    /// @param timers where the wait is armed
    /// @param failureLog where the lines go
    public UnreadFailures(PoolConfig config, Host host, Timers timers, FailureLog failureLog) {
        this.config = config;
        this.host = host;
        this.timers = timers;
        this.failureLog = failureLog;
    }

    /// Adds a task whose outcome is decided, is not a success, and is waited for by nobody.
    ///
    /// @param task the task
    public void add(TaskExecution<?> task) {
        Optional<Duration> after = config.failureLogAfter();
        if (after.isEmpty()) {
            return;
        }
        long dueNanos = Timers.later(host.nanoTime(), after.get());
        boolean first;
        boolean now;
        lock.lock();
        try {
            first = pending.isEmpty();
            pending.addLast(new Pending(task, dueNanos));
            now = closed || pending.size() > PENDING_MAX;
        } finally {
            lock.unlock();
        }
        if (now) {
            write();
        } else if (first) {
            arm(dueNanos);
        }
    }

    /// A close that came meanwhile may have called the timer off before it was set.
    private void arm(long dueNanos) {
        timers.arm(oldest, dueNanos);
        if (closed) {
            timers.cancel(oldest);
        }
    }

    /// Logs what is left, on the calling thread; what fails from now on is logged as soon as it has failed.
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        timers.cancel(oldest);
        writeDue();
    }

    private void write() {
        try {
            host.startEngineThread(config.name() + "-failures", this::writeDue);
        } catch (Throwable e) { // no memory for a thread: rather late than not at all
            log.warn("pool '{}' could not start a thread that logs failures; trying again later", config.name(), e);
            timers.arm(oldest, Timers.later(host.nanoTime(), Duration.ofSeconds(1)));
        }
    }

    private void writeDue() {
        var written = takeDue();
        armNext();
        for (var due : written) {
            due.task().outcomeIfUnread().ifPresent(outcome -> writeOne(due.task(), outcome));
        }
    }

    private void writeOne(TaskExecution<?> task, TaskOutcome<?> outcome) {
        try {
            failureLog.unread(task, outcome);
        } catch (Throwable e) { // of a logger: the others are still to be told
            log.warn("a failure of task '{}' could not be logged: {}", task.name(), e.getClass());
        }
    }

    private List<Pending> takeDue() {
        var due = new ArrayList<Pending>();
        lock.lock();
        try {
            long nowNanos = host.nanoTime();
            while (!pending.isEmpty()
                    && (closed
                            || pending.size() > PENDING_MAX
                            || pending.getFirst().dueNanos() - nowNanos <= 0)) {
                due.add(pending.removeFirst());
            }
        } finally {
            lock.unlock();
        }
        return due;
    }

    /// After the lock is released: a timer that is armed for an earlier time stays as it is.
    private void armNext() {
        long dueNanos;
        lock.lock();
        try {
            if (pending.isEmpty()) {
                return;
            }
            dueNanos = pending.getFirst().dueNanos();
        } finally {
            lock.unlock();
        }
        arm(dueNanos);
    }

    /// The wait of the oldest task.
    private final class Oldest extends TimerNode {
        Oldest() {
            super(0);
        }

        @Override
        protected void fire(long nowNanos) {
            write();
        }
    }
}
