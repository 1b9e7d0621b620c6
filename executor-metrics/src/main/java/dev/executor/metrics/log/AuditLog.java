// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.log;

import dev.executor.ExecutorPool;
import dev.executor.FailureKind;
import dev.executor.TaskInfo;
import dev.executor.TaskOutcome;
import dev.executor.event.ProcessEvent;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import dev.executor.metrics.bound.Once;
import dev.executor.spi.FailureText;
import dev.executor.spi.PoolExtension;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// A log of who was let in, who was not, which secrets were read, and what was forbidden.
///
/// It has a logger of its own, [#LOGGER], so that a logging backend can keep it apart. Each line has the
/// key-values `audit.event` (one of `admitted`, `rejected`, `secret_read`, `secret_refused`,
/// `sandbox_violation`), `pool`, `task.id`, `task.name`, `tenant`, and where they apply `attempt`, `reason` (a
/// [FailureKind]), `detail` and `secret` (its name, never its value). These keys are kept stable. A secret that
/// was refused and a violation are logged at WARN, the rest at INFO.
///
/// Written on the thread on which it happens, before the task goes on, so that nothing is missing: give the
/// logger an appender that does not block where that matters. A task that a full queue gave back is `rejected`,
/// too.
///
/// @since 0.1
public final class AuditLog implements PoolExtension {
    /// The name of the logger.
    public static final String LOGGER = "dev.executor.audit";

    private static final Logger log = LoggerFactory.getLogger(LOGGER);

    private AuditLog() {}

    /// {@return an audit log}
    public static AuditLog create() {
        return new AuditLog();
    }

    /// {@inheritDoc}
    ///
    /// @throws IllegalStateException if the pool has an audit log already
    @Override
    public void extend(ExecutorPool.Builder builder) {
        Once.require(
                builder,
                Ear.class::isInstance,
                "an audit log twice, and each line would be there twice",
                "add it once");
        builder.listener(new Ear(), TaskListener.Delivery.INLINE);
    }

    private record Ear() implements TaskListener {
        @Override
        public void onEvent(TaskEvent event) {
            hear(event);
        }
    }

    private static void hear(TaskEvent event) {
        switch (event) {
            case TaskEvent.Submitted(var task) -> write(Level.INFO, "admitted", task, 0, null, null, null);
            case TaskEvent.Refused(var task, var rejection) ->
                write(Level.INFO, "rejected", task, 0, rejection.kind(), rejection.message(), null);
            case TaskEvent.Finished(var task, var outcome) -> {
                if (outcome instanceof TaskOutcome.Rejected<?>(var rejection, var _)) {
                    write(Level.INFO, "rejected", task, 0, rejection.kind(), rejection.message(), null);
                }
            }
            case TaskEvent.AttemptEnded(var task, int attempt, long _, var failure) -> {
                if (failure.isPresent() && FailureKind.of(failure.get()) == FailureKind.SANDBOX_VIOLATION) {
                    var message = FailureText.messageOf(failure.get());
                    write(Level.WARN, "sandbox_violation", task, attempt, FailureKind.SANDBOX_VIOLATION, message, null);
                }
            }
            case ProcessEvent.SecretRead(var task, int attempt, var secret, boolean granted) ->
                write(
                        granted ? Level.INFO : Level.WARN,
                        granted ? "secret_read" : "secret_refused",
                        task,
                        attempt,
                        null,
                        null,
                        secret);
            case TaskEvent.Started _,
                    TaskEvent.RetryScheduled _,
                    TaskEvent.RetryDenied _,
                    TaskEvent.Repeating _,
                    TaskEvent.Stuck _,
                    ProcessEvent.ProcessStarted _,
                    ProcessEvent.ProcessEnded _,
                    ProcessEvent.ArtifactKept _,
                    ProcessEvent.ArtifactLost _ -> {}
        }
    }

    private static void write(
            Level level,
            String what,
            TaskInfo task,
            int attempt,
            @Nullable FailureKind reason,
            @Nullable String detail,
            @Nullable String secret) {
        if (!log.isEnabledForLevel(level)) {
            return;
        }
        var line = log.atLevel(level)
                .addKeyValue("audit.event", what)
                .addKeyValue("pool", task.pool())
                .addKeyValue("task.id", task.id().value())
                .addKeyValue("task.name", task.name())
                .addKeyValue("tenant", task.task().tenant());
        if (attempt > 0) {
            line = line.addKeyValue("attempt", attempt);
        }
        if (reason != null) {
            line = line.addKeyValue("reason", reason);
        }
        if (detail != null) {
            line = line.addKeyValue("detail", oneLine(detail));
        }
        if (secret != null) {
            line = line.addKeyValue("secret", secret);
        }
        line.log("{} {} ({})", what, task.name(), task.id());
    }

    /// A policy's words may come from anywhere, and must not look like another line.
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
