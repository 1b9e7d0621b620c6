// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import java.time.Duration;
import java.util.Optional;

/// The context of an attempt that no engine runs.
public final class TestContext implements TaskContext {
    private final TaskInfo info;

    /// @param name the task's name
    public TestContext(String name) {
        info = TaskInfo.of(new TaskId("t-1"), Task.of(name, _ -> 1), "pool");
    }

    @Override
    public TaskInfo info() {
        return info;
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
