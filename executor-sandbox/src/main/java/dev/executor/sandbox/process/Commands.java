// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.TaskContext;
import dev.executor.isolation.Command;
import dev.executor.isolation.ProcessFailedException;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.SandboxException;
import java.util.concurrent.atomic.AtomicLong;

/// Runs commands, one attempt at a call. Thread-safe.
public final class Commands {
    private final SandboxRuntime runtime;
    private final RunningAttempts running;
    private final AtomicLong attempts = new AtomicLong();

    /// Makes one.
    ///
    /// @param runtime what an attempt uses of the sandbox
    /// @param running the attempts that run, which closing the sandbox stops
    public Commands(SandboxRuntime runtime, RunningAttempts running) {
        this.runtime = runtime;
        this.running = running;
    }

    /// Runs one attempt of a command to its end.
    ///
    /// @param command the command
    /// @param context the attempt
    /// @return the result of its process
    /// @throws ProcessFailedException if the process ended in a failure
    /// @throws SandboxException if it did not run, or its end is unknown
    /// @throws InterruptedException if the attempt was stopped; the process is gone by then
    public ProcessResult run(Command command, TaskContext context)
            throws ProcessFailedException, SandboxException, InterruptedException {
        running.enter();
        try {
            String name = "t" + attempts.incrementAndGet();
            return new Attempt(runtime, command, context, name, running).run();
        } finally {
            running.leave();
        }
    }
}
