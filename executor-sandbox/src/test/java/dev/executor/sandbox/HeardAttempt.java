// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox;

import dev.executor.Task;
import dev.executor.TaskId;
import dev.executor.TaskInfo;
import dev.executor.event.ProcessEvent;
import dev.executor.spi.AttemptLink;
import dev.executor.spi.ContextCarrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The context of an attempt that no engine runs, with the events that it was told.
public final class HeardAttempt implements AttemptLink {
    private final TaskInfo info;

    /// What it was told.
    public final List<ProcessEvent> events = new ArrayList<>();

    /// An attempt of a task named `build`.
    public HeardAttempt() {
        this(Task.of("build", _ -> 1));
    }

    /// @param task whose attempt it is
    public HeardAttempt(Task<?> task) {
        info = TaskInfo.of(new TaskId("t-1"), task, "pool");
    }

    @Override
    public TaskInfo info() {
        return info;
    }

    @Override
    public int attempt() {
        return 2;
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

    @Override
    public void tell(ProcessEvent event) {
        events.add(event);
    }

    @Override
    public void reportResult(Supplier<?> soFar) {}

    @Override
    public boolean observed() {
        return true;
    }

    @Override
    public ContextCarrier.Scope openContext() {
        return () -> {};
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }
}
