// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.sandbox.cgroup.ControlGroup;
import dev.executor.sandbox.spawn.Child;
import dev.executor.sandbox.spawn.Launch;
import dev.executor.sandbox.spawn.SpawnThreads;
import dev.executor.sandbox.spawn.Spawner;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Starts the process of an attempt, and stops waiting for that when the attempt has to end. Confined to the attempt's
/// thread.
///
/// A start blocks as long as the kernel reads the program. What is being started is in the attempt's control group, so
/// it is killed there, and then the start comes back.
final class Start {
    /// The longest start, whatever the limits are.
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /// How long a start whose process was killed may take to come back.
    private static final Duration STOP_TIME = Duration.ofSeconds(5);

    private static final Duration KILL_TIME = Duration.ofMillis(200);

    private final SpawnThreads.Starting starting;
    private final Launch launch;
    private final Deadline deadline;

    private Start(SpawnThreads.Starting starting, Launch launch, Deadline deadline) {
        this.starting = starting;
        this.launch = launch;
        this.deadline = deadline;
    }

    /// Starts it.
    ///
    /// @return the process, which is to be stopped at once if this thread is interrupted or the deadline is over
    /// @throws LimitReached if the wall time is over and there is no process
    /// @throws IOException if there is no process for another reason
    /// @throws InterruptedException if the attempt was stopped and there is no process
    static Child of(SpawnThreads threads, Spawner spawner, Launch launch, Deadline deadline)
            throws IOException, InterruptedException, LimitReached {
        deadline.check("it was about to be started");
        var starting = threads.start(spawner, launch);
        return new Start(starting, launch, deadline).await();
    }

    private Child await() throws IOException, InterruptedException, LimitReached {
        long startNanos = System.nanoTime();
        var first = CompletableFuture.anyOf(starting.child(), deadline.stop()).exceptionally(_ -> false);
        try {
            while (!starting.child().isDone()) {
                long leftNanos = Math.min(deadline.leftNanos(), LONGEST.toNanos() - (System.nanoTime() - startNanos));
                if (leftNanos <= 0 || deadline.stop().isDone()) {
                    return stop("it was not started within " + LONGEST.toSeconds() + " s; see what its program lies on,"
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
                Thread.currentThread().interrupt(); // who follows the process stops it
                return child;
            } catch (IOException | LimitReached f) { // there is none
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
                            "could not start " + launch.argv().getFirst() + ": " + e.getCause(), e.getCause());
        }
    }

    /// Kills what is being started until the start comes back.
    private Child stop(String reason) throws IOException, LimitReached {
        long startNanos = System.nanoTime();
        boolean interrupted = false;
        try {
            while (System.nanoTime() - startNanos < STOP_TIME.toNanos()) {
                if (launch.group().isPresent()) {
                    ControlGroup group = launch.group().get();
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
