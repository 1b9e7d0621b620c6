// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/// The one platform thread that starts the processes of a profile, one after the other. Thread-safe.
///
/// It lives as long as the sandbox: the kernel sends a process its parent-death signal when the *thread* ends that
/// started it, not when the process does. And what is set for a thread only, like its control group, stays here.
public final class SpawnThread implements AutoCloseable {
    private final LinkedBlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    /// Starts the thread.
    ///
    /// @param name its name
    public SpawnThread(String name) {
        thread = Thread.ofPlatform().name(name).daemon().start(this::work);
    }

    private void work() {
        while (!closed || !jobs.isEmpty()) {
            try {
                jobs.take().run();
            } catch (InterruptedException e) {
                // Only close() interrupts this thread, and the loop looks for that.
            }
        }
    }

    /// Starts a process on this thread, and waits for that. An interrupt does not end the wait, as the process
    /// would be nobody's then; it is kept.
    ///
    /// @param spawner who does it
    /// @param launch what to start
    /// @return the process
    /// @throws IOException if it was not started
    public Child start(Spawner spawner, Launch launch) throws IOException {
        var started = new CompletableFuture<Child>();
        jobs.add(() -> {
            try {
                started.complete(spawner.start(launch));
            } catch (Throwable e) {
                started.completeExceptionally(e);
            }
        });
        boolean interrupted = false;
        try {
            for (; ; ) {
                try {
                    return started.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof IOException failure
                            ? failure
                            : new IOException(
                                    "could not start " + launch.argv().getFirst() + ": " + e.getCause(), e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Ends the thread after what it has still to start.
    @Override
    public void close() {
        closed = true;
        jobs.add(() -> {}); // wakes it
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
