// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import dev.executor.Task;
import dev.executor.TaskBody;
import dev.executor.TaskOutcome;
import dev.executor.TaskRejectedException;
import dev.executor.TaskTimeoutException;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.spi.FailureText;
import dev.executor.spi.Host;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A task as the JDK's future. Thread-safe.
///
/// It is a `Runnable` only so that `shutdownNow` can return it, as the JDK's pools do; running it by hand runs the body
/// and leaves the future as it is.
final class ViewFuture<V extends @Nullable Object> implements RunnableScheduledFuture<V> {
    private final Host host;
    private final TaskBody<V> body;
    private final TaskExecution<V> task;
    private final Runnable origin;
    private final int number;
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.WAITING);

    private enum Progress {
        WAITING,
        STARTED,
        TAKEN_BACK
    }

    /// Makes a future of a task that has not entered.
    ///
    /// @param host the clock
    /// @param pool makes the task
    /// @param description what to run
    /// @param number which of its view it is
    /// @param origin what `shutdownNow` returns for it; null for the future itself
    ViewFuture(Host host, ViewedPool pool, Task<V> description, int number, @Nullable Runnable origin) {
        this.host = host;
        this.number = number;
        this.body = description.body();
        this.task = pool.prepare(description.withBody(context -> {
            if (!start()) {
                throw new CancellationException("taken back by shutdownNow");
            }
            return body.run(context);
        }));
        this.origin = origin == null ? this : origin;
    }

    TaskExecution<V> task() {
        return task;
    }

    Runnable origin() {
        return origin;
    }

    /// By its number, so that a set of futures has the same order each time the program runs.
    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    /// Says that its body is about to start. False if it has been taken back, and must not.
    boolean start() {
        return progress.compareAndSet(Progress.WAITING, Progress.STARTED) || progress.get() == Progress.STARTED;
    }

    /// Takes its body back before it starts, so that it can be run elsewhere. False if it has started.
    boolean takeBack() {
        return progress.compareAndSet(Progress.WAITING, Progress.TAKEN_BACK);
    }

    @Override
    public void run() {
        try {
            body.run(task);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("Task '" + task.name() + "' failed when run by hand", e);
        }
    }

    @Override
    public boolean isPeriodic() {
        return task.repeats();
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return Objects.requireNonNull(unit, "unit").convert(task.dueNanos() - host.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        // Two of ours by their times, not by two looks at the clock.
        return other instanceof ViewFuture<?> future
                ? Long.signum(task.dueNanos() - future.task.dueNanos())
                : Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return mayInterruptIfRunning ? task.cancel() : task.cancelQuietly();
    }

    @Override
    public boolean isCancelled() {
        return task.peek().orElse(null) instanceof TaskOutcome.Cancelled<V>;
    }

    @Override
    public boolean isDone() {
        return task.outcome().isPresent();
    }

    @Override
    public V get() throws InterruptedException, ExecutionException {
        return result(task.await());
    }

    @Override
    public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        long nanos = Objects.requireNonNull(unit, "unit").toNanos(timeout);
        var outcome = task.await(Duration.ofNanos(nanos));
        if (outcome.isEmpty()) {
            throw new TimeoutException("task '" + task.name() + "' was not done within " + timeout + " " + unit);
        }
        return result(outcome.get());
    }

    private V result(TaskOutcome<V> outcome) throws ExecutionException {
        return switch (outcome) {
            case TaskOutcome.Succeeded<V> succeeded -> succeeded.value();
            case TaskOutcome.Failed<V> failed ->
                throw new ExecutionException(FailureText.of(failed.cause()), failed.cause());
            case TaskOutcome.Cancelled<V> cancelled ->
                throw new CancellationException("task '" + task.name() + "' was cancelled: " + cancelled.reason());
            case TaskOutcome.TimedOut<V> timedOut ->
                throw new ExecutionException(new TaskTimeoutException(task, timedOut));
            case TaskOutcome.Rejected<V> rejected ->
                throw new ExecutionException(new TaskRejectedException(task.name(), task.pool(), rejected.rejection()));
        };
    }

    @Override
    public String toString() {
        return task.toString();
    }
}
