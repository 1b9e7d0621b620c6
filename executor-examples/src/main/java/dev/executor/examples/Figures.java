// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import dev.executor.Priority;
import dev.executor.event.ProcessEvent;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// Hears every event of the pool and keeps what the summary tells. Thread-safe and quick, so that it can be
/// called inline.
final class Figures implements TaskListener {
    private final Map<Priority, Histogram> queueWaits = new EnumMap<>(Priority.class);
    private final Histogram runTimes = new Histogram();
    private final LongAdder answered = new LongAdder();
    private final LongAdder retries = new LongAdder();

    Figures() {
        for (var priority : Priority.values()) {
            queueWaits.put(priority, new Histogram());
        }
    }

    @Override
    public void onEvent(TaskEvent event) {
        switch (event) {
            case TaskEvent.Started(var info, int _, long queueNanos) ->
                queueWaits(info.task().priority()).record(queueNanos);
            case TaskEvent.AttemptEnded(var _, int _, long runNanos, var _) -> runTimes.record(runNanos);
            case TaskEvent.RetryScheduled _ -> retries.increment();
            case TaskEvent.Finished _, TaskEvent.Refused _ -> answered.increment();
            case TaskEvent.Submitted _,
                    TaskEvent.RetryDenied _,
                    TaskEvent.Repeating _,
                    TaskEvent.Stuck _,
                    ProcessEvent _ -> {}
        }
    }

    /// How long attempts of one priority waited in the queue.
    Histogram queueWaits(Priority priority) {
        return Objects.requireNonNull(queueWaits.get(priority));
    }

    /// How long attempts ran.
    Histogram runTimes() {
        return runTimes;
    }

    /// How many files got their answer: an outcome, or a refusal.
    long answered() {
        return answered.sum();
    }

    /// How many attempts after the first there were.
    long retries() {
        return retries.sum();
    }
}
