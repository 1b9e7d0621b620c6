// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.run;

import dev.executor.FailureKind;
import dev.executor.OutcomeDetails;
import dev.executor.TaskOutcome;
import dev.executor.TaskTimeoutException;
import dev.executor.UnacceptedResultException;
import dev.executor.core.context.ContextCapture;
import dev.executor.core.failure.FailureLog;
import dev.executor.core.lifecycle.Completion;
import dev.executor.core.lifecycle.PermitHolder;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.outcome.OutcomeDecider;
import dev.executor.core.outcome.Verdict;
import dev.executor.spi.FailureText;
import dev.executor.spi.Host;
import dev.executor.spi.Isolator;
import dev.executor.spi.TaskScope;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
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
    private final FailureLog failureLog;

    /// Makes a runner.
    ///
    /// @param host the clock
    /// @param isolator what runs the body
    /// @param decider what judges a failure
    /// @param failureLog who hears of retries that are not granted
    public AttemptRunner(Host host, Isolator isolator, OutcomeDecider decider, FailureLog failureLog) {
        this.host = host;
        this.failureLog = failureLog;
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
        var recording = eventIfRecorded();
        if (recording != null) {
            recording.queueTime = Math.max(0, nowNanos - task.queuedSinceNanos());
        }
        if (!task.dispatched(holder, nowNanos)) {
            return nowNanos;
        }
        if (task.attemptsOfRun() == 1) {
            decider.firstAttempt(task.task().retry());
        }
        if (recording != null) {
            recording.begin();
        }
        Object result = null;
        Throwable failure = null;
        if (!task.isDecided()) { // a shutdown may have stopped it in this instant
            var before = scope.enter(task);
            var thread = Thread.currentThread();
            var loader = thread.getContextClassLoader();
            var name = thread.getName();
            int priority = thread.getPriority();
            try (var _ = ContextCapture.open(task.context(), task)) {
                result = isolator.run(task.task().body(), task);
            } catch (Throwable e) {
                failure = e;
            } finally {
                scope.enter(before);
                restore(thread, loader, name, priority);
            }
        }
        long endNanos = host.nanoTime();
        if (recording != null) {
            record(recording, task, failure);
        }
        if (failure == null) {
            succeeded(task, result, endNanos);
        } else {
            failed(task, failure, endNanos);
        }
        return endNanos;
    }

    /// {@return an event for this attempt, or null while nothing records it}
    ///
    /// The first event of a JVM takes longer than all the rest of the first task (proxies for the event's
    /// annotations), so its class is not touched before there is a recorder. A recorder that comes later finds it.
    private static @Nullable AttemptEvent eventIfRecorded() {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        var event = new AttemptEvent();
        return event.isEnabled() ? event : null;
    }

    /// Puts back what a body may have changed of its thread: the next task, or the caller whose thread it
    /// was, must not see it.
    private static void restore(Thread thread, @Nullable ClassLoader loader, String name, int priority) {
        if (thread.getContextClassLoader() != loader) {
            thread.setContextClassLoader(loader);
        }
        if (!thread.getName().equals(name)) {
            thread.setName(name);
        }
        if (thread.getPriority() != priority) {
            thread.setPriority(priority);
        }
    }

    private static void record(AttemptEvent recording, TaskExecution<?> task, @Nullable Throwable failure) {
        recording.pool = task.pool();
        recording.task = task.name();
        recording.taskId = task.id().value();
        recording.attempt = task.attempts();
        recording.result = failure == null ? "RETURNED" : failure.getClass().getName();
        recording.commit();
    }

    private <T extends @Nullable Object> void succeeded(TaskExecution<T> task, @Nullable Object result, long nowNanos) {
        var policy = task.task().retry();
        if (policy.maxAttempts() > 1 && !task.isDecided() && decider.retries(policy, result, task::policyFailed)) {
            // The result of the last attempt, or of one that no other may follow, is the task's all the same.
            retryOr(
                    task,
                    new UnacceptedResultException(task, task.attempts(), result),
                    false,
                    nowNanos,
                    () -> Completion.encode(result));
            return;
        }
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
            task.returned(outcome(task, thrown, attempts), Optional.of(thrown), nowNanos, false);
            return;
        }
        Optional<Duration> limit = task.task().attemptTimeout();
        if (!task.expired() || limit.isEmpty()) {
            retryOr(task, thrown, false, nowNanos, () -> outcome(task, thrown, attempts));
            return;
        }
        Supplier<TaskOutcome<T>> timedOut =
                () -> new TaskOutcome.TimedOut<>(TaskOutcome.Phase.ATTEMPT, limit.get(), task.details(attempts));
        var expiry = new TaskTimeoutException(
                task,
                new TaskOutcome.TimedOut<>(
                        TaskOutcome.Phase.ATTEMPT, limit.get(), OutcomeDetails.of(task.attemptsOfRun())));
        expiry.addSuppressed(thrown); // on the engine's own exception
        retryOr(task, expiry, true, nowNanos, timedOut);
    }

    /// Runs the task again if another attempt is owed and granted, and ends it otherwise.
    ///
    /// @param failure why the attempt is not good enough
    /// @param outcome makes the outcome if it was the last attempt, once the verdict is known
    private void retryOr(
            TaskExecution<?> task, Throwable failure, boolean timedOut, long nowNanos, Supplier<?> outcome) {
        var verdict =
                decider.decide(task.task().retry(), task.attemptsOfRun(), failure, timedOut, task.previousDelay());
        switch (verdict) {
            case Verdict.Again(var delay) -> {
                if (task.again(failure, delay, nowNanos)) {
                    decider.retried();
                }
            }
            case Verdict.Final(var denied, var policyFailure) -> {
                if (policyFailure != null) {
                    task.policyFailed(policyFailure);
                    failureLog.policyFailed(task, policyFailure);
                }
                // A result that no other attempt may replace is accepted after all, so that its attempt has not failed.
                boolean accepted = !denied && failure instanceof UnacceptedResultException;
                task.returned(outcome.get(), accepted ? Optional.empty() : Optional.of(failure), nowNanos, denied);
                if (denied) {
                    failureLog.denied(task, failure);
                }
            }
        }
    }

    private static void logError(TaskExecution<?> task, Throwable thrown) {
        var line = log.atError()
                .addKeyValue("task.id", task.id().value())
                .addKeyValue("task.name", task.name())
                .addKeyValue("attempt", task.attempts())
                .addKeyValue("pool", task.pool());
        line.setCause(FailureText.printable(thrown))
                .log("Task '{}' ({}) threw an Error on attempt {}", task.name(), task.id(), task.attempts());
    }

    private static <T extends @Nullable Object> TaskOutcome<T> outcome(
            TaskExecution<T> task, Throwable thrown, int attempts) {
        var kind = FailureKind.of(thrown, task::policyFailed);
        return new TaskOutcome.Failed<>(kind, thrown, task.details(attempts));
    }
}
