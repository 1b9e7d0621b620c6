// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.OutcomeDetails;
import dev.executor.Progress;
import dev.executor.event.TaskEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What few tasks need. It is an object of its own, so that a waiting task stays small. A task makes it when it first
/// needs it, at most once.
///
/// Fields without `volatile` are touched only by the thread that runs the current attempt, or set before the task
/// enters; the state word's compare-and-set hands them on.
final class ColdState {
    private static final int FAILURES_MAX = 8;

    volatile @Nullable Progress progress;

    /// When its attempt was first told to stop; meaningful while `interrupted`.
    volatile long interruptedNanos;

    volatile boolean interrupted;

    /// Whether the last attempt was told to stop.
    volatile boolean interruptRequested;

    /// Whether this attempt is counted and reported as stuck.
    volatile boolean stuck;

    /// When to run again after a success; null for a task that runs once.
    @Nullable
    Repeat repeat;

    /// Whether a repeating task is to end with its present run.
    volatile boolean lastRun;

    /// When the current run of a repeating task was due.
    volatile long dueNanos;

    /// Whether its slot is free.
    volatile boolean released;

    /// Called when its slot becomes free.
    @Nullable
    Runnable onReleased;

    /// The deadline inherited from the parent, as a limit from submit; null if its own is earlier.
    @Nullable
    Duration inheritedLimit;

    /// The thread that waits until its slot is free.
    @Nullable
    Thread awaitedBy;

    /// Whether the submitter runs all attempts itself; if not, the task goes through the queue.
    boolean inline;

    /// The wait before the current attempt.
    Duration previousDelay = Duration.ZERO;

    /// What the earlier attempts threw, in order. Written by the attempt's thread, read by anyone, so each
    /// list is replaced and never changed.
    private volatile List<Throwable> failures = List.of();

    /// What a function of the task's policy threw about the last failure or result.
    volatile @Nullable Throwable policyFailure;

    /// How many attempts had been made when the last run of a repeating task succeeded: its retries count
    /// from there.
    volatile int attemptsBefore;

    /// Whether somebody has asked how it ended.
    volatile boolean asked;

    /// Tells what the last attempt has come to; see [dev.executor.spi.AttemptLink#reportResult(Supplier)].
    volatile @Nullable Supplier<? extends @Nullable Object> resultSoFar;

    private List<TaskEvent> pending = List.of(); // guarded by the task's monitor

    /// Keeps the failure of an attempt that another follows.
    void keep(Throwable failure) {
        var known = failures;
        if (known.size() < FAILURES_MAX) {
            var more = new ArrayList<Throwable>(known.size() + 1);
            more.addAll(known);
            more.add(failure);
            failures = List.copyOf(more); // which OutcomeDetails takes as it is, at each look at the outcome
        }
    }

    /// Begins the next run of a repeating task: what failed before is over.
    ///
    /// @param attempts how many attempts there were
    /// @param nowNanos the time
    void nextRun(int attempts, long nowNanos) {
        previousDelay = Duration.ZERO; // the period of a repeating task is no backoff
        attemptsBefore = attempts;
        failures = List.of();
        policyFailure = null;
        if (repeat != null) {
            // May be in the past where runs take longer than the period: a fixed rate catches up.
            dueNanos = repeat.nextNanos(dueNanos, nowNanos);
        }
    }

    /// Adds what is known of the earlier attempts and of the last one.
    OutcomeDetails complete(OutcomeDetails details) {
        var completed = details.withEarlierFailures(failures);
        var thrown = policyFailure;
        if (thrown != null) {
            completed = completed.withPolicyFailure(thrown);
        }
        var soFar = resultSoFar;
        return soFar == null ? completed : completed.withResultSoFar(soFar);
    }

    /// The pending events, for a thread that adds to them.
    List<TaskEvent> pending() {
        if (pending.isEmpty()) {
            pending = new ArrayList<>(2);
        }
        return pending;
    }

    /// Takes the pending events, for the thread that delivers them.
    List<TaskEvent> takePending() {
        var taken = pending;
        pending = List.of();
        return taken;
    }
}
