// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.TaskBody;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.ProcessTask;
import java.util.concurrent.atomic.AtomicLong;

/// Makes bodies of commands. Thread-safe.
public final class Commands {
    private final Facilities facilities;
    private final Running running;
    private final AtomicLong attempts = new AtomicLong();

    /// Makes one.
    ///
    /// @param facilities what the attempts have
    /// @param running where they are counted
    public Commands(Facilities facilities, Running running) {
        this.facilities = facilities;
        this.running = running;
    }

    /// {@return a body that runs the command once for each attempt}
    /// @param command what to run
    public TaskBody<ProcessResult> body(ProcessTask command) {
        return context -> {
            running.enter();
            try {
                String name = "t" + attempts.incrementAndGet();
                return new Attempt(facilities, command, context, name, running).run();
            } finally {
                running.leave();
            }
        };
    }
}
