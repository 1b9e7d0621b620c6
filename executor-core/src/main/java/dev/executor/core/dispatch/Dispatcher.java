// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.dispatch;

import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.queue.TaskQueue;
import dev.executor.core.run.AttemptRunner;
import dev.executor.spi.Host;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that whenever a task waits and a permit is free, a thread is on its way. Thread-safe.
///
/// The invariant: if the queue has work and the gate a free permit, then either the gate's mark is set (its thread will
/// look), or whoever made it so is about to [signal][#signal()].
public final class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    /// How many idle threads are kept; a parked virtual thread costs about a kilobyte, and bursts beyond this are
    /// served by new threads.
    private static final int IDLE_MAX = 64;

    private static final Duration START_RETRY = Duration.ofMillis(10);

    private final String poolName;
    private final Host host;
    private final TaskQueue queue;
    private final AttemptRunner attempts;
    private final ConcurrencyGate gate;
    private final boolean freshThreads;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Worker> idle =
            new ArrayDeque<>(); // guarded by lock; last in, first out: the warm ones first
    private @Nullable Worker workers; // guarded by lock; the first of all that have a thread, or are to have one
    private boolean closed; // guarded by lock
    private Host.@Nullable Cancellable retry; // guarded by lock; a failed start that is about to be tried again

    /// Makes a dispatcher without threads.
    ///
    /// @param poolName names the threads
    /// @param concurrency how many permits there are
    /// @param freshThreads whether each attempt gets a new thread
    /// @param host starts threads
    /// @param queue where tasks wait
    /// @param attempts runs an attempt
    public Dispatcher(
            String poolName,
            int concurrency,
            boolean freshThreads,
            Host host,
            TaskQueue queue,
            AttemptRunner attempts) {
        this.poolName = poolName;
        this.host = host;
        this.queue = queue;
        this.attempts = attempts;
        this.gate = new ConcurrencyGate(concurrency);
        this.freshThreads = freshThreads;
    }

    Host host() {
        return host;
    }

    TaskQueue queue() {
        return queue;
    }

    AttemptRunner attempts() {
        return attempts;
    }

    ConcurrencyGate gate() {
        return gate;
    }

    boolean freshThreads() {
        return freshThreads;
    }

    /// {@return how many permits are taken}
    public int running() {
        return gate.running();
    }

    /// {@return how many permits there are}
    public int limit() {
        return gate.limit();
    }

    /// Says that a task has been put into the queue. Costs one read while a thread is on its way or every permit is
    /// taken.
    public void signal() {
        if (gate.tryTakeToSearch()) {
            wakeOrStart();
        }
    }

    void signalIfWork() {
        if (queue.mayHaveWork()) {
            signal();
        }
    }

    /// Hands a permit and the mark to an idle thread or a new one.
    private void wakeOrStart() {
        Worker worker;
        lock.lock();
        try {
            worker = idle.pollLast();
        } finally {
            lock.unlock();
        }
        if (worker != null) {
            worker.wakeToSearch();
        } else {
            start(new Worker(this, true), true);
        }
    }

    private void start(Worker worker, boolean searching) {
        lock.lock();
        try {
            worker.next = workers;
            if (workers != null) {
                workers.previous = worker;
            }
            workers = worker;
        } finally {
            lock.unlock();
        }
        try {
            host.startTaskThread(poolName, worker);
        } catch (Throwable e) {
            // OutOfMemoryError where no thread can be made: the permit must come home, and the task still has to run.
            gone(worker);
            gate.give(searching);
            retryLater(e);
        }
    }

    private void retryLater(Throwable e) {
        lock.lock();
        try {
            if (retry != null || closed) {
                return;
            }
            retry = host.after(START_RETRY, this::startAgain);
        } finally {
            lock.unlock();
        }
        log.warn("pool '{}' could not start a thread; trying again in {}", poolName, START_RETRY, e);
    }

    private void startAgain() {
        lock.lock();
        try {
            retry = null;
        } finally {
            lock.unlock();
        }
        signalIfWork();
    }

    /// For a thread that ends after one task: its permit goes to a new thread if there is work.
    void passOn() {
        if (!gate.wanted() && queue.mayHaveWork()) {
            start(new Worker(this, false), false);
        } else {
            gate.give(false);
            signalIfWork();
        }
    }

    /// Puts a thread on the idle stack. False if it is to end.
    boolean goIdle(Worker worker) {
        lock.lock();
        try {
            if (closed || freshThreads || idle.size() >= IDLE_MAX) {
                return false;
            }
            idle.addLast(worker);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void failed(Throwable e) {
        log.error("a thread of pool '{}' failed; its permit is free again. This is a bug in the engine", poolName, e);
    }

    void gone(Worker worker) {
        lock.lock();
        try {
            if (worker.previous != null) {
                worker.previous.next = worker.next;
            } else if (workers == worker) {
                workers = worker.next;
            }
            if (worker.next != null) {
                worker.next.previous = worker.previous;
            }
            worker.previous = null;
            worker.next = null;
        } finally {
            lock.unlock();
        }
    }

    /// {@return the tasks that threads of the pool run at this moment}
    public List<TaskExecution<?>> current() {
        lock.lock();
        try {
            var tasks = new ArrayList<TaskExecution<?>>();
            for (Worker worker = workers; worker != null; worker = worker.next) {
                @Nullable TaskExecution<?> task = worker.current();
                if (task != null) {
                    tasks.add(task);
                }
            }
            return tasks;
        } finally {
            lock.unlock();
        }
    }

    /// Lets idle threads end, now and from now on.
    public void close() {
        List<Worker> leaving;
        lock.lock();
        try {
            closed = true;
            if (retry != null) {
                retry.cancel();
            }
            leaving = new ArrayList<>(idle);
            idle.clear();
        } finally {
            lock.unlock();
        }
        leaving.forEach(Worker::wakeToExit);
    }
}
