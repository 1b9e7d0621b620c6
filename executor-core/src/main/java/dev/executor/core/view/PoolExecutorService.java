// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import dev.executor.PoolState;
import dev.executor.Task;
import dev.executor.TaskBody;
import dev.executor.TaskContext;
import dev.executor.core.context.UserCode;
import dev.executor.core.lifecycle.PermitHolder;
import dev.executor.core.lifecycle.Repeat;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.time.WaitSet;
import dev.executor.core.view.ViewedPool.WhenFull;
import dev.executor.spi.FailureText;
import dev.executor.spi.Host;
import dev.executor.spi.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The pool as the JDK's executor. Thread-safe.
///
/// A view has a life of its own: `shutdown` ends what goes through this view, and the pool goes on. After `shutdown`,
/// delayed tasks still run and repeating ones end, as is the default of `ScheduledThreadPoolExecutor`. A view counts as
/// shut down, too, when its pool is.
public final class PoolExecutorService implements ScheduledExecutorService {
    private static final Logger log = LoggerFactory.getLogger(PoolExecutorService.class);

    private static final int AT_EXIT_SECONDS = 5;

    private final ViewedPool pool;
    private final Host host;
    private final WaitSet waiting;
    private final Optional<Task<?>> template;

    /// Tasks of this view that are in the pool. A task is added before the view's state is looked at, so that a
    /// shutdown cannot miss it.
    private final Set<ViewFuture<?>> live = ConcurrentHashMap.newKeySet();

    private final AtomicInteger numbers = new AtomicInteger();
    private volatile boolean shutdown;
    private volatile boolean terminated;

    /// Makes a view.
    ///
    /// @param pool what it is a view of
    /// @param host the clock
    /// @param waiting where threads wait for its end
    /// @param template what its tasks are like, apart from their bodies
    public PoolExecutorService(ViewedPool pool, Host host, WaitSet waiting, Optional<Task<?>> template) {
        this.template = template;
        this.pool = pool;
        this.host = host;
        this.waiting = waiting;
    }

    // ---- submitting

    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "command");
        var future = this.<@Nullable Void>future(
                task("execute", context -> {
                    runReporting(command, context);
                    return null;
                }),
                null,
                command);
        enter(future);
    }

    /// Nobody holds a future of an executed command, so what it throws goes where a thread's uncaught exceptions
    /// go.
    private static void runReporting(Runnable command, TaskContext context) {
        try {
            command.run();
        } catch (Throwable e) {
            if (context instanceof TaskExecution<?> task) {
                task.asked(); // its handler hears of it, and it need not be logged besides
            }
            report(e);
            throw e;
        }
    }

    private static void report(Throwable thrown) {
        var thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable e) { // the handler is user code, and prints with more of it; the JDK ignores this, too
            UserCode.tell(
                    e,
                    () -> log.warn(
                            "the handler of uncaught exceptions of thread '{}' threw",
                            thread.getName(),
                            FailureText.printable(e)));
        }
    }

    @Override
    public <T> Future<T> submit(Callable<T> task) {
        return entered(prepared(task));
    }

    @Override
    public Future<?> submit(Runnable task) {
        return entered(prepared(Executors.callable(task)));
    }

    @Override
    public <T> Future<T> submit(Runnable task, T result) {
        return entered(prepared(Executors.callable(task, result)));
    }

    private <T> ViewFuture<T> prepared(Callable<T> task) {
        Objects.requireNonNull(task, "task");
        return future(this.<T>task("submit", _ -> task.call()), null, null);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        Objects.requireNonNull(callable, "callable");
        Objects.requireNonNull(unit, "unit");
        var task = this.<V>task("schedule", _ -> callable.call()).withStartAfter(clamped(delay, unit));
        return entered(future(task, null, null));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return schedule(Executors.callable(command), delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return repeat(command, initialDelay, period, unit, true);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return repeat(command, initialDelay, delay, unit, false);
    }

    private ScheduledFuture<?> repeat(
            Runnable command, long initialDelay, long period, TimeUnit unit, boolean fixedRate) {
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(unit, "unit");
        if (period <= 0) {
            throw new IllegalArgumentException("period was " + period + " " + unit + "; it must be positive");
        }
        var repeat = new Repeat(clamped(period, unit).toNanos(), fixedRate);
        var task = this.<@Nullable Void>task("repeat", _ -> {
                    command.run();
                    return null;
                })
                .withoutTimeout() // it has no end of its own
                .withStartAfter(clamped(initialDelay, unit));
        return this.<@Nullable Void>entered(this.<@Nullable Void>future(task, repeat, null));
    }

    /// What is submitted as a task: like the template, if there is one.
    private <T extends @Nullable Object> Task<T> task(String name, TaskBody<T> body) {
        return template.isPresent() ? template.get().withBody(body) : Task.of(name, body);
    }

    private static Duration clamped(long amount, TimeUnit unit) {
        return Duration.ofNanos(Math.clamp(unit.toNanos(amount), 0, Require.LONGEST.toNanos()));
    }

    private <T extends @Nullable Object> ViewFuture<T> future(
            Task<T> task, @Nullable Repeat repeat, @Nullable Runnable origin) {
        return future(task, new ViewFuture.Purpose(repeat, this::left, null, origin));
    }

    private <T extends @Nullable Object> ViewFuture<T> future(Task<T> task, ViewFuture.Purpose purpose) {
        return new ViewFuture<>(host, waiting, pool, task, numbers.incrementAndGet(), purpose);
    }

    private <T extends @Nullable Object> ViewFuture<T> entered(ViewFuture<T> future) {
        enter(future);
        return future;
    }

    private void enter(ViewFuture<?> future) {
        enter(future, WhenFull.BY_POLICY, Require.LONGEST, () -> false);
    }

    private void enter(ViewFuture<?> future, WhenFull whenFull, Duration maxWait, BooleanSupplier withdrawn) {
        if (shutdown) {
            throw refused();
        }
        future.enteredBy(Thread.currentThread());
        live.add(future);
        if (shutdown) { // since it was looked at; a shutdown that came later sees the future
            left(future);
            throw refused();
        }
        try {
            pool.enter(future.task(), whenFull, maxWait, () -> future.isRefused() || withdrawn.getAsBoolean());
        } catch (RuntimeException | Error e) {
            left(future);
            if (future.isRefused()) {
                throw refused();
            }
            throw e;
        }
        if (!future.entered()) {
            throw refused(); // the pool took it in the instant in which this view was shut down, and has given it back
        }
        if (shutdown && future.isPeriodic()) {
            future.task().cancelAfterRun(); // a shutdown that came meanwhile may not have seen it
        }
    }

    private RejectedExecutionException refused() {
        return new RejectedExecutionException(
                "this view of pool '" + pool.name() + "' is shut down and takes no new work");
    }

    private void left(ViewFuture<?> future) {
        live.remove(future);
        waiting.changed();
    }

    // ---- many at once

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return this.<T>invocation(Require.LONGEST).all(futures(tasks));
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return this.<T>invocation(clamped(timeout, unit)).all(futures(tasks));
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        try {
            return any(tasks, Require.LONGEST);
        } catch (TimeoutException e) {
            throw new IllegalStateException("waited for a hundred years", e);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return any(tasks, clamped(timeout, unit));
    }

    private <T> T any(Collection<? extends Callable<T>> tasks, Duration limit)
            throws InterruptedException, ExecutionException, TimeoutException {
        var all = new ArrayList<Callable<T>>(tasks.size());
        tasks.forEach(task -> all.add(Objects.requireNonNull(task, "task"))); // before any of them starts
        var awaited = new ViewFuture.Purpose(null, this::left, Thread.currentThread(), null);
        return this.<T>invocation(limit)
                .any(all, task -> future(this.<T>task("submit", _ -> task.call()), awaited), waiting);
    }

    private <T> Invocation<T> invocation(Duration limit) {
        return new Invocation<>(this::enter, host, limit);
    }

    /// All futures are made before the first enters, so that a null among the tasks starts none of them.
    private <T> List<ViewFuture<T>> futures(Collection<? extends Callable<T>> tasks) {
        var futures = new ArrayList<ViewFuture<T>>(tasks.size());
        for (Callable<T> task : tasks) {
            futures.add(prepared(task));
        }
        return futures;
    }

    // ---- the end

    /// Ends the view, not the pool. What was submitted goes on; a periodic task ends at once if it waits, and
    /// otherwise with its present run.
    @Override
    public void shutdown() {
        shutdown = true;
        live.stream()
                .filter(ViewFuture::isPeriodic)
                .forEach(future -> future.task().cancelAfterRun());
        waiting.changed();
    }

    /// Ends the view, not the pool. What has not started is taken back and returned: its futures are neither
    /// done nor cancelled, and running one by hand completes it. What waits for a slot in the pool is refused
    /// to its submitter and not returned. What runs is cancelled and interrupted: other than those of a
    /// `ThreadPoolExecutor`, its futures are cancelled at once, whatever the body answers to its interrupt.
    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        var neverStarted = new ArrayList<Runnable>();
        // What waits first: an interrupt of what runs would let the next ones start.
        for (var future : live) {
            if (!future.refuse() && future.takeBack()) {
                neverStarted.add(future.origin());
            }
        }
        live.forEach(future -> future.task().cancel());
        waiting.changed();
        return neverStarted;
    }

    /// As the JDK documents it: no new work, then it waits for the rest; an interrupt of the caller cancels
    /// what is left. While the JVM goes down it waits as long as [dev.executor.ExecutorPool#close()] does.
    @Override
    public void close() {
        if (!pool.exits()) {
            ScheduledExecutorService.super.close();
            return;
        }
        shutdown();
        try {
            if (!awaitTermination(AT_EXIT_SECONDS, TimeUnit.SECONDS)) {
                shutdownNow();
                awaitTermination(AT_EXIT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isShutdown() {
        return shutdown || pool.state() != PoolState.OPEN;
    }

    @Override
    public boolean isTerminated() {
        // A draining pool still takes children of its running tasks. Once true, it stays so: a submit that is being
        // refused may be in the set for a moment.
        terminated |= (shutdown || pool.state() == PoolState.CLOSED) && live.isEmpty();
        return terminated;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        // A task that waits for a view of its own pool must not hold up what it waits for.
        try (var _ = PermitHolder.lent(pool.lender())) {
            return waiting.await(this::isTerminated, clamped(timeout, unit));
        }
    }

    @Override
    public String toString() {
        return "PoolExecutorService[pool=" + pool.name() + ", live=" + live.size() + ", shutdown=" + isShutdown() + "]";
    }
}
