// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import dev.executor.Task;
import dev.executor.TaskBody;
import dev.executor.TaskContext;
import dev.executor.TaskOutcome;
import dev.executor.TaskRejectedException;
import dev.executor.TaskTimeoutException;
import dev.executor.core.lifecycle.Repeat;
import dev.executor.core.lifecycle.Setup;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.time.Timers;
import dev.executor.core.time.WaitSet;
import dev.executor.spi.FailureText;
import dev.executor.spi.Host;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A task as the JDK's future. Thread-safe.
///
/// It is a `Runnable` so that `shutdownNow` can return it, as the JDK's pools do. What is taken back from the pool
/// before it has started is like a `FutureTask` from then on: neither done nor cancelled until somebody runs or
/// cancels it.
final class ViewFuture<V extends @Nullable Object> implements RunnableScheduledFuture<V> {
    private final Host host;
    private final WaitSet waiting;
    private final TaskBody<V> body;
    private final TaskExecution<V> task;
    private final Runnable origin;
    private final int number;

    /// A [Stage], or the [FutureTask] that it has become when it was taken back.
    private final AtomicReference<Object> stage = new AtomicReference<>(Stage.ENTERING);

    /// Whether a thread of the pool has come to run it and found that it has been taken back or refused.
    private volatile boolean turnedAway;

    /// Who lets it enter, and may wait for a slot.
    private volatile @Nullable Thread submitter;

    private enum Stage {
        ENTERING,
        /// Its view was shut down while its submitter waited: the submitter is told, and nobody else.
        REFUSED,
        WAITING,
        STARTED
    }

    /// Makes a future of a task that has not entered.
    ///
    /// @param host the clock
    /// @param waiting where threads wait for it once it has been taken back
    /// @param pool makes the task
    /// @param description what to run
    /// @param number which of its view it is
    /// @param purpose what it is for
    ViewFuture(Host host, WaitSet waiting, ViewedPool pool, Task<V> description, int number, Purpose purpose) {
        this.host = host;
        this.waiting = waiting;
        this.number = number;
        if (!(description.work() instanceof TaskBody<V> inline)) {
            throw new IllegalArgumentException(
                    "a view runs inline bodies; submit " + description.work() + " to the pool");
        }
        this.body = inline;
        this.task = pool.prepare(
                description.withBody(this::run),
                new Setup(purpose.repeat(), () -> purpose.onReleased().accept(this), purpose.awaitedBy()));
        this.origin = purpose.origin() == null ? this : purpose.origin();
    }

    /// What a future is for.
    ///
    /// @param repeat when to run it again; null to run it once
    /// @param onReleased called with the future when its slot in the pool is free
    /// @param awaitedBy the thread that is unparked then, or null
    /// @param origin what `shutdownNow` returns for it; null for the future itself
    record Purpose(
            @Nullable Repeat repeat,
            Consumer<ViewFuture<?>> onReleased,
            @Nullable Thread awaitedBy,
            @Nullable Runnable origin) {}

    private V run(TaskContext context) throws Exception {
        if (!start()) {
            throw new CancellationException("taken back by shutdownNow");
        }
        try {
            return body.run(context);
        } finally {
            ran();
        }
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

    // ---- from its submit to its start

    /// Says that the calling thread submits it.
    void enteredBy(Thread thread) {
        submitter = thread;
    }

    /// Says that the pool has taken it. False if its view has refused it in the meantime.
    boolean entered() {
        submitter = null;
        return stage.compareAndSet(Stage.ENTERING, Stage.WAITING) || stage.get() != Stage.REFUSED;
    }

    boolean isRefused() {
        return stage.get() == Stage.REFUSED;
    }

    /// Refuses it if its submitter still waits for the pool to take it.
    boolean refuse() {
        if (!stage.compareAndSet(Stage.ENTERING, Stage.REFUSED)) {
            return false;
        }
        task.asked(); // its submitter hears of it
        task.cancel(); // the pool may be taking it at this moment
        LockSupport.unpark(submitter); // null or not
        return true;
    }

    /// Says that its body is about to start. False if it has been refused or taken back, and must not.
    private boolean start() {
        for (; ; ) { // its submitter may be saying at this moment that it has entered
            Object now = stage.get();
            if (now == Stage.STARTED) {
                return true;
            }
            if (now != Stage.ENTERING && now != Stage.WAITING) {
                turnedAway = true;
                return false;
            }
            if (stage.compareAndSet(now, Stage.STARTED)) {
                return true;
            }
        }
    }

    /// A periodic task waits again between its runs, and can be taken back then.
    private void ran() {
        if (isPeriodic()) {
            stage.compareAndSet(Stage.STARTED, Stage.WAITING);
        }
    }

    /// Takes it back from the pool before its body starts. False if that has started, or the task is over.
    boolean takeBack() {
        if (task.isDecided()) {
            return false;
        }
        var own = new FutureTask<V>(() -> body.run(task)) {
            @Override
            protected void done() {
                waiting.changed();
            }
        };
        if (!stage.compareAndSet(Stage.WAITING, own)) {
            return false;
        }
        task.asked(); // what the pool's task comes to is of no interest any more
        // First it is the future's own, then the pool's task ends: a thread that waits for that looks at the stage
        // next.
        if (task.cancel() || turnedAway) {
            return true;
        }
        stage.set(Stage.WAITING); // somebody else has ended it in this instant
        return false;
    }

    /// What it is since it was taken back; null if it has not been.
    @SuppressWarnings("unchecked") // made for this future
    private @Nullable FutureTask<V> takenBack() {
        return stage.get() instanceof FutureTask<?> own ? (FutureTask<V>) own : null;
    }

    /// Runs it on the calling thread, if it can be taken back from the pool.
    @Override
    public void run() {
        takeBack();
        var own = takenBack();
        if (own != null) {
            own.run();
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
        var own = takenBack();
        if (own != null) {
            return own.cancel(mayInterruptIfRunning);
        }
        return mayInterruptIfRunning ? task.cancel() : task.cancelQuietly();
    }

    @Override
    public boolean isCancelled() {
        var own = takenBack();
        return own == null ? task.peek().orElse(null) instanceof TaskOutcome.Cancelled<V> : own.isCancelled();
    }

    @Override
    public boolean isDone() {
        var own = takenBack();
        return own == null ? task.peek().isPresent() : own.isDone();
    }

    @Override
    public V get() throws InterruptedException, ExecutionException {
        var outcome = task.await();
        var own = takenBack(); // before the task ended
        return own == null ? result(outcome) : own.get();
    }

    @Override
    public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        long nanos = Objects.requireNonNull(unit, "unit").toNanos(timeout);
        long deadlineNanos = Timers.later(host.nanoTime(), Math.max(0, nanos));
        var outcome = task.await(Duration.ofNanos(nanos));
        if (outcome.isEmpty()) {
            throw new TimeoutException("task '" + task.name() + "' was not done within " + timeout + " " + unit);
        }
        var own = takenBack();
        if (own == null) {
            return result(outcome.get());
        }
        if (!waiting.await(own::isDone, Duration.ofNanos(Math.max(0, deadlineNanos - host.nanoTime())))) {
            throw new TimeoutException("nobody has run task '" + task.name() + "', which shutdownNow gave back, within "
                    + timeout + " " + unit);
        }
        return own.get();
    }

    private V result(TaskOutcome<V> outcome) throws ExecutionException {
        return switch (outcome) {
            case TaskOutcome.Succeeded<V> succeeded -> succeeded.value();
            case TaskOutcome.Failed<V> failed ->
                throw new ExecutionException(FailureText.of(failed.cause()), failed.cause());
            case TaskOutcome.Cancelled<V> cancelled ->
                throw new CancellationException("task '" + task.name() + "' was cancelled: " + cancelled.reason());
            case TaskOutcome.TimedOut<V> timedOut ->
                throw new ExecutionException(new TaskTimeoutException(task.info(), timedOut));
            case TaskOutcome.Rejected<V> rejected ->
                throw new ExecutionException(new TaskRejectedException(task.name(), task.pool(), rejected.rejection()));
        };
    }

    @Override
    public String toString() {
        return task.toString();
    }
}
