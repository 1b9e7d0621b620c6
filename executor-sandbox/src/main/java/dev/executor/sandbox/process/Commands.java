// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.TaskBody;
import dev.executor.isolation.Command;
import dev.executor.isolation.ProcessResult;
import java.util.concurrent.atomic.AtomicLong;

/// Makes the bodies that run commands. Thread-safe.
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

    /// {@return a body that runs the command once for each attempt}
    /// @param command what to run
    public TaskBody<ProcessResult> body(Command command) {
        return context -> {
            running.enter();
            try {
                String name = "t" + attempts.incrementAndGet();
                return new Attempt(runtime, command, context, name, running).run();
            } finally {
                running.leave();
            }
        };
    }
}
