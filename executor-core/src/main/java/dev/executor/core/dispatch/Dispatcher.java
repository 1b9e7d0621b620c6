// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.dispatch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.executor.core.context.ContextCapture;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.queue.TaskQueue;
import dev.executor.core.run.AttemptRunner;
import dev.executor.spi.Host;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that whenever a task waits and a permit is free, a thread is on its way. Thread-safe.
///
/// The invariant: if the queue has work and the gate a free permit, then either the searching flag is set (the thread
/// that set it will poll), or the thread that made it so is about to [signal][#signal()].
///
/// Where each attempt gets a fresh thread, no thread searches: the caller takes a permit first, then a task, and starts
/// a thread for it then. The searching flag says that such a thread is on its way and will poll for more.
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
    private final ContextCapture contexts;
    private final ConcurrencyGate gate;
    private final boolean freshThreads;
    private final LongAdder threadsStarted = new LongAdder();

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final ArrayDeque<PoolThread> idle = new ArrayDeque<>(); // last in, first out: the warm ones first

    @GuardedBy("lock")
    private @Nullable PoolThread threads; // the first of all that have started, or are to be

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private Host.@Nullable Cancellable retry; // a failed start that is about to be tried again

    /// Makes a dispatcher without threads.
    ///
    /// @param poolName names the threads
    /// @param concurrency how many permits there are
    /// @param freshThreads whether each attempt gets a new thread
    /// @param host starts threads
    /// @param queue where tasks wait
    /// @param attempts runs an attempt
    /// @param contexts what each thread has by itself
    public Dispatcher(
            String poolName,
            int concurrency,
            boolean freshThreads,
            Host host,
            TaskQueue queue,
            AttemptRunner attempts,
            ContextCapture contexts) {
        this.poolName = poolName;
        this.host = host;
        this.queue = queue;
        this.attempts = attempts;
        this.contexts = contexts;
        this.gate = new ConcurrencyGate(concurrency);
        this.freshThreads = freshThreads;
    }

    /// Prepares the calling thread, which is new, for its first attempt.
    void enterThread() {
        threadsStarted.increment();
        contexts.enterThread();
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

    /// {@return how many permits are taken}
    public int running() {
        return gate.running();
    }

    /// {@return how many permits there are}
    public int limit() {
        return gate.limit();
    }

    /// Moves the number of permits. Attempts that run go on; threads between two tasks give back what is too much.
    ///
    /// @param permits how many there are from now on
    public void limit(int permits) {
        gate.limit(permits);
        signalIfWork();
    }

    /// {@return how many threads have been started}
    public long threadsStarted() {
        return threadsStarted.sum();
    }

    /// Says that a task has been put into the queue. Costs one read while a thread is on its way or every permit
    /// is taken.
    public void signal() {
        if (freshThreads) {
            startForNext();
        } else if (gate.tryAcquireForSearch()) {
            wakeOrStart();
        }
    }

    void signalIfWork() {
        if (queue.mayHaveWork()) {
            signal();
        }
    }

    /// Hands a permit and the searching flag to an idle thread or a new one.
    private void wakeOrStart() {
        if (takeIdle() instanceof Worker worker) {
            worker.wakeToSearch();
        } else {
            var worker = new Worker(this);
            join(worker);
            start(worker, true);
        }
    }

    /// Takes a permit, the searching flag and a task. A new thread is started only after a task has been dequeued
    /// for it.
    private void startForNext() {
        while (queue.mayHaveWork() && gate.tryAcquireForSearch()) {
            if (queue.poll() instanceof TaskExecution<?> task) {
                startFor(task, worker(), true);
                return;
            }
            gate.release(true); // and look again: a submitter may have found the flag set or the permit taken
        }
    }

    /// Starts a fresh thread with the caller's permit, and its searching flag.
    private void startFor(TaskExecution<?> task, OneShotWorker worker, boolean searching) {
        worker.prepare(task, searching);
        start(worker, searching);
    }

    /// Puts a task back into the queue, because no thread could be started for it.
    void requeue(TaskExecution<?> task) {
        queue.offer(task);
        task.requeued();
    }

    private OneShotWorker worker() {
        if (takeIdle() instanceof OneShotWorker worker) {
            return worker;
        }
        var worker = new OneShotWorker(this);
        join(worker);
        return worker;
    }

    private @Nullable PoolThread takeIdle() {
        lock.lock();
        try {
            return idle.pollLast();
        } finally {
            lock.unlock();
        }
    }

    private void join(PoolThread thread) {
        lock.lock();
        try {
            thread.next = threads;
            if (threads != null) {
                threads.previous = thread;
            }
            threads = thread;
        } finally {
            lock.unlock();
        }
    }

    /// Starts a thread with the caller's permit, and its searching flag.
    private void start(PoolThread thread, boolean searching) {
        try {
            host.startTaskThread(poolName, thread);
        } catch (Throwable e) {
            // OutOfMemoryError where no thread can be made: the permit must not be lost, and the task still has to run.
            try {
                thread.notStarted();
            } finally {
                gone(thread);
                gate.release(searching);
                retryLater(e);
            }
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

    /// For a fresh thread that ends: its permit goes on to the next one if there is work.
    void passOn(OneShotWorker worker) {
        if (!gate.wanted() && queue.poll() instanceof TaskExecution<?> task) {
            startFor(task, worker, false);
            return;
        }
        if (!goIdle(worker)) {
            gone(worker);
        }
        gate.release(false);
        signalIfWork();
    }

    /// Puts a thread on the idle stack. False if it is to end.
    boolean goIdle(PoolThread thread) {
        lock.lock();
        try {
            if (closed || idle.size() >= IDLE_MAX) {
                return false;
            }
            idle.addLast(thread);
            return true;
        } finally {
            lock.unlock();
        }
    }

    void failed(Throwable e) {
        log.error("a thread of pool '{}' failed; its permit is free again. This is a bug in the engine", poolName, e);
    }

    void gone(PoolThread thread) {
        lock.lock();
        try {
            if (thread.previous != null) {
                thread.previous.next = thread.next;
            } else if (threads == thread) {
                threads = thread.next;
            }
            if (thread.next != null) {
                thread.next.previous = thread.previous;
            }
            thread.previous = null;
            thread.next = null;
        } finally {
            lock.unlock();
        }
    }

    /// {@return the tasks that threads of the pool run at this moment}
    public List<TaskExecution<?>> current() {
        lock.lock();
        try {
            var tasks = new ArrayList<TaskExecution<?>>();
            for (PoolThread thread = threads; thread != null; thread = thread.next) {
                @Nullable TaskExecution<?> task = thread.current();
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
        List<PoolThread> leaving;
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
        leaving.forEach(PoolThread::leave);
    }
}
