// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.sandbox.cgroup.ControlGroup;
import dev.executor.sandbox.spawn.Child;
import dev.executor.sandbox.spawn.LaunchRequest;
import dev.executor.sandbox.spawn.SpawnThreads;
import dev.executor.sandbox.spawn.Spawner;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Starts the process of an attempt, and stops waiting when the attempt has to end. Confined to the attempt's thread.
///
/// A start blocks while the kernel reads the program. The new process is already in the attempt's control group, so
/// killing the group makes the start return.
final class Start {
    /// The longest start, whatever the limits are.
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /// How long a start may take to return after its process was killed.
    private static final Duration STOP_TIME = Duration.ofSeconds(5);

    private static final Duration KILL_TIME = Duration.ofMillis(200);

    private final SpawnThreads.Starting starting;
    private final LaunchRequest request;
    private final Deadline deadline;

    private Start(SpawnThreads.Starting starting, LaunchRequest request, Deadline deadline) {
        this.starting = starting;
        this.request = request;
        this.deadline = deadline;
    }

    /// Starts it.
    ///
    /// @return the process; the caller stops it at once if this thread is interrupted or the deadline has passed
    /// @throws LimitReached if the wall time is used up and no process was started
    /// @throws IOException if no process was started for another reason
    /// @throws InterruptedException if the attempt was stopped and no process was started
    static Child of(SpawnThreads threads, Spawner spawner, LaunchRequest request, Deadline deadline)
            throws IOException, InterruptedException, LimitReached {
        deadline.check("it was about to be started");
        var starting = threads.start(spawner, request);
        return new Start(starting, request, deadline).await();
    }

    private Child await() throws IOException, InterruptedException, LimitReached {
        long startNanos = System.nanoTime();
        var first = CompletableFuture.anyOf(starting.child(), deadline.stop()).exceptionally(_ -> false);
        try {
            while (!starting.child().isDone()) {
                long leftNanos = Math.min(deadline.leftNanos(), LONGEST.toNanos() - (System.nanoTime() - startNanos));
                if (leftNanos <= 0 || deadline.stop().isDone()) {
                    return stop("it was not started within " + LONGEST.toSeconds()
                            + " s; check the disk that its program is on,"
                            + " and whether its readRate is too low to load it");
                }
                try {
                    first.get(Math.min(leftNanos, starting.pauseNanos()), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    starting.hurry();
                } catch (ExecutionException e) {
                    throw new IllegalStateException("this future does not fail", e);
                }
            }
            return child();
        } catch (InterruptedException e) {
            try {
                Child child = stop("it was stopped while it was started");
                Thread.currentThread().interrupt(); // the caller sees the interrupt and stops the process
                return child;
            } catch (IOException | LimitReached f) { // no process was started
                e.addSuppressed(f);
                throw e;
            }
        }
    }

    private Child child() throws IOException, InterruptedException {
        try {
            return starting.child().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure
                    ? failure
                    : new IOException(
                            "could not start " + request.argv().getFirst() + ": " + e.getCause(), e.getCause());
        }
    }

    /// Kills the new process until the start returns.
    private Child stop(String reason) throws IOException, LimitReached {
        long startNanos = System.nanoTime();
        boolean interrupted = false;
        try {
            while (System.nanoTime() - startNanos < STOP_TIME.toNanos()) {
                if (request.group().isPresent()) {
                    ControlGroup group = request.group().get();
                    group.kill(KILL_TIME);
                }
                try {
                    return starting.child().get(KILL_TIME.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    starting.hurry();
                } catch (ExecutionException e) {
                    deadline.check("it was started");
                    throw new IOException(reason, e.getCause());
                }
            }
            starting.abandon();
            deadline.check("it was started");
            throw new IOException(reason);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
