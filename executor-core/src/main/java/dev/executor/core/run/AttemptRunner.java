// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.run;

import dev.executor.FailureKind;
import dev.executor.TaskOutcome;
import dev.executor.TaskTimeoutException;
import dev.executor.core.context.ContextCapture;
import dev.executor.core.lifecycle.Completion;
import dev.executor.core.lifecycle.PermitHolder;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.outcome.OutcomeDecider;
import dev.executor.core.outcome.Verdict;
import dev.executor.spi.Host;
import dev.executor.spi.Isolator;
import dev.executor.spi.TaskScope;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one attempt as a pipeline: tell the task, set the scene, run the body, judge what it came back with, tell the
/// task. Thread-safe; never throws what a body throws.
public final class AttemptRunner {
    private static final Logger log = LoggerFactory.getLogger(AttemptRunner.class);

    private final Host host;
    private final Isolator isolator;
    private final OutcomeDecider decider;

    /// Makes a runner.
    ///
    /// @param host the clock
    /// @param isolator what runs the body
    /// @param decider what judges a failure
    public AttemptRunner(Host host, Isolator isolator, OutcomeDecider decider) {
        this.host = host;
        this.isolator = isolator;
        this.decider = decider;
    }

    /// Runs the next attempt of a task that was taken from the queue, or finds that it was stopped meanwhile. The
    /// interrupt status of the thread afterwards is whatever the body left.
    ///
    /// @param task the task
    /// @param holder the calling thread and its permit
    /// @param scope the calling thread's scope
    /// @param nowNanos the time
    /// @param <T> what the task returns
    /// @return the time when it was over
    public <T extends @Nullable Object> long run(
            TaskExecution<T> task, PermitHolder holder, TaskScope scope, long nowNanos) {
        var recording = new AttemptEvent();
        boolean recorded = recording.isEnabled();
        if (recorded) {
            recording.queueTime = Math.max(0, nowNanos - task.queuedSinceNanos());
        }
        if (!task.dispatched(holder, nowNanos)) {
            return nowNanos;
        }
        if (task.attempts() == 1) {
            decider.firstAttempt(task.task().retry());
        }
        recording.begin();
        Object result = null;
        Throwable failure = null;
        if (!task.isDecided()) { // a shutdown may have stopped it in this instant
            var before = scope.enter(task);
            try (var _ = ContextCapture.open(task.context(), task)) {
                result = isolator.run(task.task().body(), task);
            } catch (Throwable e) {
                failure = e;
            } finally {
                scope.enter(before);
            }
        }
        long endNanos = host.nanoTime();
        if (recorded) {
            record(recording, task, failure);
        }
        if (failure == null) {
            succeeded(task, result, endNanos);
        } else {
            failed(task, failure, endNanos);
        }
        return endNanos;
    }

    private static void record(AttemptEvent recording, TaskExecution<?> task, @Nullable Throwable failure) {
        recording.pool = task.pool();
        recording.task = task.name();
        recording.taskId = task.id().value();
        recording.attempt = task.attempts();
        recording.result = failure == null ? "RETURNED" : failure.getClass().getName();
        recording.commit();
    }

    private static void succeeded(TaskExecution<?> task, @Nullable Object result, long nowNanos) {
        var repeat = task.repeatDelay(nowNanos);
        if (repeat.isPresent()) {
            task.again(null, repeat.get(), nowNanos);
        } else {
            task.returned(Completion.encode(result), Optional.empty(), nowNanos, false);
        }
    }

    private <T extends @Nullable Object> void failed(TaskExecution<T> task, Throwable thrown, long nowNanos) {
        if (thrown instanceof Error) {
            logError(task, thrown);
        }
        int attempts = task.attempts();
        if (task.isDecided()) {
            // The outcome is decided; the failure is the answer to the stop.
            task.returned(outcome(thrown, attempts), Optional.of(thrown), nowNanos, false);
            return;
        }
        boolean timedOut = task.expired();
        Optional<Duration> limit = task.task().attemptTimeout();
        TaskOutcome<T> outcome = timedOut && limit.isPresent()
                ? new TaskOutcome.TimedOut<>(TaskOutcome.Phase.ATTEMPT, limit.get(), attempts)
                : outcome(thrown, attempts);
        Throwable failure = thrown;
        if (outcome instanceof TaskOutcome.TimedOut<T> expiry) {
            failure = new TaskTimeoutException(task, expiry);
            failure.addSuppressed(thrown);
        }
        switch (decider.decide(task.task().retry(), attempts, failure, timedOut, task.previousDelay())) {
            case Verdict.Again(var delay) -> {
                if (task.again(failure, delay, nowNanos)) {
                    decider.retried();
                }
            }
            case Verdict.Final(var denied) -> task.returned(outcome, Optional.of(failure), nowNanos, denied);
        }
    }

    private static void logError(TaskExecution<?> task, Throwable thrown) {
        var line = log.atError()
                .addKeyValue("task.id", task.id().value())
                .addKeyValue("task.name", task.name())
                .addKeyValue("attempt", task.attempts())
                .addKeyValue("pool", task.pool());
        try {
            line.setCause(thrown)
                    .log("Task '{}' ({}) threw an Error on attempt {}", task.name(), task.id(), task.attempts());
        } catch (Throwable e) { // its message is user code, and the task must end whatever that does
            log.error("Task '{}' ({}) threw {}, which cannot be printed", task.name(), task.id(), thrown.getClass());
        }
    }

    private static <T extends @Nullable Object> TaskOutcome<T> outcome(Throwable thrown, int attempts) {
        return new TaskOutcome.Failed<>(FailureKind.of(thrown), thrown, attempts);
    }
}
