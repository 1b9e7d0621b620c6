// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.run;

import dev.executor.core.context.ContextCapture;
import dev.executor.core.context.UserCode;
import dev.executor.core.failure.FailureLog;
import dev.executor.core.isolation.Isolators;
import dev.executor.core.lifecycle.AttemptEnd;
import dev.executor.core.lifecycle.PermitHolder;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.core.outcome.OutcomeDecider;
import dev.executor.spi.FailureText;
import dev.executor.spi.Host;
import dev.executor.spi.TaskScope;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one attempt as a pipeline: start it, open the context, run the body, decide what follows from how it ended, and
/// bring that to the task as one signal. Thread-safe; never throws what a body throws.
public final class AttemptRunner {
    private static final Logger log = LoggerFactory.getLogger(AttemptRunner.class);

    private final Host host;
    private final Isolators isolators;
    private final OutcomeDecider decider;
    private final FailureLog failureLog;

    /// Makes a runner.
    ///
    /// @param host the clock
    /// @param isolators run the work
    /// @param decider what judges a failure
    /// @param failureLog who hears of retries that are not granted
    public AttemptRunner(Host host, Isolators isolators, OutcomeDecider decider, FailureLog failureLog) {
        this.host = host;
        this.failureLog = failureLog;
        this.isolators = isolators;
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
                result = isolators.run(task.task(), task);
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
        if (failure instanceof Error) {
            Throwable thrown = failure;
            UserCode.tell(thrown, () -> logError(task, thrown));
        }
        AttemptEnd end = failure == null ? decider.returned(task, result, endNanos) : decider.threw(task, failure);
        boolean goesOn = task.attemptEnded(end, result, endNanos);
        if (end != AttemptEnd.Accepted.ACCEPTED) {
            followUp(task, end, goesOn);
        }
        return endNanos;
    }

    /// Counts what the retry budget granted, and tells the log what it did not.
    private void followUp(TaskExecution<?> task, AttemptEnd end, boolean goesOn) {
        switch (end) {
            case AttemptEnd.AcceptedAfterAll(var denied, var policyFailure) -> log(task, denied, policyFailure);
            case AttemptEnd.Failed(var failure, var _, boolean denied, var policyFailure) ->
                log(task, denied ? failure : null, policyFailure);
            case AttemptEnd.Retry _ -> {
                if (goesOn) {
                    decider.retried();
                }
            }
            case AttemptEnd.Accepted _, AttemptEnd.Repeat _ -> {}
        }
    }

    private void log(TaskExecution<?> task, @Nullable Throwable denied, @Nullable Throwable policyFailure) {
        if (policyFailure != null) {
            failureLog.policyFailed(task, policyFailure);
        }
        if (denied != null) {
            failureLog.denied(task, denied);
        }
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

    private static void logError(TaskExecution<?> task, Throwable thrown) {
        var line = log.atError()
                .addKeyValue("task.id", task.id().value())
                .addKeyValue("task.name", task.name())
                .addKeyValue("attempt", task.attempts())
                .addKeyValue("pool", task.pool());
        line.setCause(FailureText.printable(thrown))
                .log("Task '{}' ({}) threw an Error on attempt {}", task.name(), task.id(), task.attempts());
    }
}
