// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.failure;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.executor.FailureKind;
import dev.executor.PoolConfig;
import dev.executor.TaskOutcome;
import dev.executor.core.context.ContextCapture;
import dev.executor.core.context.UserCode;
import dev.executor.core.lifecycle.TaskExecution;
import dev.executor.spi.FailureText;
import dev.executor.spi.Host;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Writes the WARN lines of a pool's failures, each with the task, its attempt, its trace and the stack as
/// key-values, in the submitter's context, and bounded in number for each task name. Thread-safe.
public final class FailureLog {
    private static final Logger log = LoggerFactory.getLogger(FailureLog.class);

    private final PoolConfig config;
    private final Host host;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final LineBudget budget = new LineBudget();

    /// Makes a log.
    ///
    /// @param config whether anything is to be logged
    /// @param host the clock
    public FailureLog(PoolConfig config, Host host) {
        this.config = config;
        this.host = host;
    }

    /// Logs that another attempt was owed and that the retry budget did not grant it.
    ///
    /// @param task the task
    /// @param failure why its last attempt failed
    public void denied(TaskExecution<?> task, Throwable failure) {
        if (config.failureLogAfter().isPresent()) {
            write(task, FailureKind.of(failure), failure, "the retry budget denied another attempt");
        }
    }

    /// Logs that a function of the task's policy threw.
    ///
    /// @param task the task
    /// @param thrown what it threw
    public void policyFailed(TaskExecution<?> task, Throwable thrown) {
        if (config.failureLogAfter().isPresent()) {
            write(task, FailureKind.EXCEPTION, thrown, "no other attempt, as a function of its policy threw");
        }
    }

    /// Logs an outcome that nobody has asked for.
    ///
    /// @param task the task
    /// @param outcome how it ended
    void unread(TaskExecution<?> task, TaskOutcome<?> outcome) {
        String what = task.repeats() ? "it repeats no more, and nobody has asked" : "nobody has asked";
        switch (outcome) {
            case TaskOutcome.Failed<?>(var kind, var cause, var _) ->
                write(task, kind, cause, what + " for its failure");
            case TaskOutcome.TimedOut<?>(var timeout, var limit, var _) ->
                write(
                        task,
                        FailureKind.TIMEOUT,
                        null,
                        what + " for its outcome, a timeout, " + timeout + " limit " + limit);
            case TaskOutcome.Rejected<?>(var why, var _) ->
                write(task, why.kind(), null, what + " why it was given back, " + why.message());
            case TaskOutcome.Succeeded<?> _, TaskOutcome.Cancelled<?> _ -> {} // no failure
        }
    }

    private void write(TaskExecution<?> task, FailureKind kind, @Nullable Throwable cause, String what) {
        long leftOut = take(task.name());
        if (leftOut >= 0) {
            Runnable call = () -> write(task, kind, cause, what, leftOut);
            if (cause == null) {
                call.run();
            } else {
                UserCode.tell(cause, call);
            }
        }
    }

    private static void write(
            TaskExecution<?> task, FailureKind kind, @Nullable Throwable cause, String what, long leftOut) {
        var text = cause == null ? "" : ": " + FailureText.of(cause);
        var more = leftOut == 0 ? "" : "; " + leftOut + " lines of this name were left out before this one";
        try (var _ = ContextCapture.open(task.context())) { // so that the log's own context is the submitter's
            LoggingEventBuilder line = log.atWarn()
                    .addKeyValue("task.name", task.name())
                    .addKeyValue("task.id", task.id().value())
                    .addKeyValue("pool", task.pool())
                    .addKeyValue("tenant", task.task().tenant())
                    .addKeyValue("attempt", task.attempts())
                    .addKeyValue("kind", kind);
            traceId(task).ifPresent(id -> {
                var _ = line.addKeyValue("trace.id", id);
            });
            if (cause != null) {
                var _ = line.setCause(FailureText.printable(cause));
            }
            line.log(
                    "Task '{}' ({}) of tenant '{}' in pool '{}', attempt {}: {} ({}){}{}",
                    task.name(),
                    task.id(),
                    task.task().tenant(),
                    task.pool(),
                    task.attempts(),
                    what,
                    kind,
                    text,
                    more);
        }
    }

    private long take(String name) {
        lock.lock();
        try {
            return budget.take(name, host.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /// The trace that a carrier would hand on to a process, by the W3C's Trace Context: version, trace id,
    /// span id, flags.
    private static Optional<String> traceId(TaskExecution<?> task) {
        String parent = task.environment().get("TRACEPARENT");
        String[] fields = parent == null ? new String[0] : parent.split("-", -1);
        return fields.length >= 4 ? Optional.of(fields[1]) : Optional.empty();
    }
}
