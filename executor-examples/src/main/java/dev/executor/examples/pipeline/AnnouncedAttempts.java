// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import dev.executor.TaskContext;
import dev.executor.Work;
import dev.executor.isolation.ProcessFailedException;
import dev.executor.isolation.SandboxException;
import dev.executor.spi.Isolator;
import org.jspecify.annotations.Nullable;

/// Runs the attempts of a step in the sandbox, and writes to the log when one starts and why one is tried again. An
/// isolator around another one: it runs whatever that runs. Thread-safe.
///
/// @param sandbox runs the attempts
/// @param log where the lines go
/// @param attempts how many attempts the step has at most
/// @param command the command, as the log shows it
record AnnouncedAttempts(Isolator sandbox, LiveLog log, int attempts, String command) implements Isolator {
    @Override
    public String name() {
        return sandbox.name();
    }

    @Override
    public boolean canRun(Work<?> work) {
        return sandbox.canRun(work);
    }

    @Override
    public String whyNot(Work<?> work) {
        return sandbox.whyNot(work);
    }

    @Override
    public <T extends @Nullable Object> T run(Work<T> work, TaskContext context) throws Exception {
        String attempt = attempts == 1 ? "" : "attempt " + context.attempt() + " of " + attempts;
        log.say(context.name(), (attempt.isEmpty() ? "" : attempt + ": ") + command);
        try {
            return sandbox.run(work, context);
        } catch (ProcessFailedException | SandboxException e) {
            if (context.attempt() < attempts) {
                log.say(context.name(), attempt + " failed: " + e.getMessage());
            }
            throw e;
        }
    }
}
