// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.Progress;
import dev.executor.event.TaskEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What few tasks need, kept apart so that a waiting task stays small: made when first needed, at most once for each
/// task.
///
/// Fields without `volatile` are touched only by the thread that runs the current attempt, or set before the task
/// enters; the state word's compare-and-set hands them on.
final class Annex {
    private static final int SUPPRESSED_MAX = 8;

    volatile @Nullable Progress progress;

    /// When its attempt was first told to stop; meaningful while `interrupted`.
    volatile long interruptedNanos;

    volatile boolean interrupted;

    /// Whether the last attempt was told to stop.
    volatile boolean wasToldToStop;

    /// Whether this attempt is counted and reported as stuck.
    volatile boolean stuck;

    /// When to run again after a success; null for a task that runs once.
    @Nullable
    Repeat repeat;

    /// When the current run of a repeating task was due.
    volatile long dueNanos;

    /// Whether it has left the live set.
    volatile boolean retired;

    /// Whom to tell when it leaves the live set.
    @Nullable
    Runnable onRetire;

    /// The deadline inherited from the parent, as a limit from submit; null if its own is earlier.
    @Nullable
    Duration inheritedLimit;

    /// The submitter, if it waits for the end before its submit returns.
    @Nullable
    Thread caller;

    /// Whether the submitter runs all attempts itself; if not, the task goes through the queue.
    boolean inline;

    /// The wait before the current attempt.
    Duration previousDelay = Duration.ZERO;

    private @Nullable List<Throwable> failures;
    private List<TaskEvent> left = List.of(); // guarded by the task's monitor

    /// Keeps an attempt's failure for the last one to carry as suppressed.
    void keep(Throwable failure) {
        if (failures == null) {
            failures = new ArrayList<>(2);
        }
        if (failures.size() < SUPPRESSED_MAX) {
            failures.add(failure);
        }
    }

    /// The events that await whoever delivers, to be added to.
    List<TaskEvent> left() {
        if (left.isEmpty()) {
            left = new ArrayList<>(2);
        }
        return left;
    }

    /// Takes the events that await whoever delivers.
    List<TaskEvent> takeLeft() {
        var taken = left;
        left = List.of();
        return taken;
    }

    /// Hangs the earlier failures onto the last one.
    void suppressOn(Throwable last) {
        if (failures == null) {
            return;
        }
        for (var failure : failures) {
            if (failure != last) { // a body may throw the same instance again
                last.addSuppressed(failure);
            }
        }
    }
}
