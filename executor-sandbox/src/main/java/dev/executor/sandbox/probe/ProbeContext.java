// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.probe;

import dev.executor.Task;
import dev.executor.TaskContext;
import dev.executor.TaskId;
import dev.executor.TaskInfo;
import java.time.Duration;
import java.util.Optional;

/// The context of a command that the sandbox runs outside of a pool, to test itself. Immutable.
record ProbeContext(TaskInfo info) implements TaskContext {
    ProbeContext(Task<?> task) {
        this(TaskInfo.of(new TaskId("probe"), task, "sandbox"));
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public Optional<Duration> remaining() {
        return Optional.empty();
    }

    @Override
    public boolean stopRequested() {
        return false;
    }

    @Override
    public void progress(long done, long total) {}
}
