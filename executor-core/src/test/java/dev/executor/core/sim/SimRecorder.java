// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.TaskInfo;
import dev.executor.TaskOutcome;
import dev.executor.core.lifecycle.Recorder;
import dev.executor.core.lifecycle.Recording;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// A store that is slow, fails, and answers twice.
///
/// Whatever is told has been written before: that is checked at each event and at each look at a handle. So a crash at
/// any moment loses nothing that anybody has been told.
final class SimRecorder implements Recorder {
    private static final int FAILURES_MAX = 3;

    private final World world;
    private final Map<String, TaskOutcome<?>> written = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();

    SimRecorder(World world) {
        this.world = world;
    }

    @Override
    public void record(Recording recording) {
        world.check(world.host.locksHeld() == 0, "the recorder was called with a lock of the engine held");
        switch (world.draw.below(6)) {
            case 0, 1 -> answer(recording);
            case 2, 3 -> {
                world.host.count(Feature.RECORDED_LATE);
                later(recording);
            }
            case 4 -> {
                answer(recording);
                world.host.count(Feature.RECORDED_TWICE);
                later(recording);
            }
            default -> fail(recording);
        }
    }

    private void later(Recording recording) {
        var delay = Duration.ofMillis(world.draw.between(0, 20));
        world.host.start(SimThread.Role.ACTOR, "store", () -> {
            world.host.waits.sleepDeaf(delay);
            answer(recording);
        });
    }

    private void answer(Recording recording) {
        write(recording);
        recording.recorded();
    }

    private void write(Recording recording) {
        var known = written.put(key(recording.task()), recording.outcome());
        world.check(
                known == null || known.equals(recording.outcome()),
                "first " + known + " was recorded of " + recording.task() + ", then " + recording.outcome());
    }

    /// Before the outcome is written or after that: the engine cannot know.
    private void fail(Recording recording) {
        if (failures.merge(key(recording.task()), 1, Integer::sum) > FAILURES_MAX) {
            answer(recording);
            return;
        }
        if (world.draw.oneIn(2)) {
            write(recording);
        }
        world.host.count(Feature.RECORDING_FAILED);
        throw new IllegalStateException("simulated: recorder");
    }

    /// Checks an outcome that somebody has been told.
    void told(TaskInfo task, TaskOutcome<?> outcome) {
        world.check(
                outcome.equals(written.get(key(task))),
                task + " ended with " + outcome + ", and recorded is " + written.get(key(task)));
    }

    private static String key(TaskInfo task) {
        return task.id().value();
    }
}
