// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.TaskInfo;
import dev.executor.TaskOutcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A decided outcome on its way through the [Recorder]. Thread-safe.
public final class Recording {
    private static final Logger log = LoggerFactory.getLogger(Recording.class);
    private static final Duration RETRY = Duration.ofMillis(100);

    private final TaskExecution<?> task;
    private final Recorder recorder;
    private final Object encoded;
    private final AtomicBoolean answered = new AtomicBoolean();

    Recording(TaskExecution<?> task, Recorder recorder, Object encoded) {
        this.task = task;
        this.recorder = recorder;
        this.encoded = encoded;
    }

    /// {@return whose outcome it is}
    public TaskInfo task() {
        return task.info();
    }

    /// {@return the outcome}
    public TaskOutcome<?> outcome() {
        return task.decode(encoded);
    }

    /// Says that the outcome is written: it becomes visible, and everyone who waits for it is told. A second call
    /// does nothing.
    public void recorded() {
        if (answered.compareAndSet(false, true)) {
            task.recorded(encoded);
        }
    }

    /// Hands the outcome to the recorder, again and again until it takes it.
    void begin() {
        try {
            recorder.record(this);
        } catch (Throwable e) {
            log.warn("the outcome of {} could not be recorded; trying again in {}", task, RETRY, e);
            task.pool.host().after(RETRY, this::begin);
        }
    }
}
