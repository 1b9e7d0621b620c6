// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.work;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Platform threads for file work that may take long. Thread-safe.
///
/// A file call of a virtual thread holds its carrier until the kernel answers, and there are only as many carriers as
/// processors, so a few large copies would stop every virtual thread of the application. Copying, measuring, deleting
/// and collecting therefore run here. There are at most as many threads as attempts that do such work at one time. A
/// thread ends after ten idle seconds.
public final class FileThreads implements AutoCloseable {
    /// How long stopped work may take to return from the kernel.
    private static final Duration STOP_TIME = Duration.ofSeconds(10);

    private final AtomicLong count = new AtomicLong();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> Thread.ofPlatform()
                    .name("sandbox-files-" + count.incrementAndGet())
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .unstarted(work));

    /// Makes an instance without threads.
    public FileThreads() {}

    /// File work. Its thread is interrupted when it is to stop.
    ///
    /// @param <T> its result
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        /// Does the work.
        ///
        /// @return the result
        /// @throws IOException if it fails
        /// @throws InterruptedException if it was stopped
        T run() throws IOException, InterruptedException;
    }

    /// Decides when work has to stop.
    public interface StopCondition {
        /// Never stops the work; only an interrupt does.
        StopCondition NONE = new StopCondition() {
            @Override
            public long leftNanos() {
                return Long.MAX_VALUE;
            }

            @Override
            public CompletableFuture<?> stop() {
                return new CompletableFuture<Void>();
            }
        };

        /// {@return the time left, in nanoseconds; zero or less if the work has to stop}
        long leftNanos();

        /// {@return a future that completes when the work has to stop at once}
        CompletableFuture<?> stop();
    }

    /// Thrown when a [StopCondition] stopped the work before it was done.
    public static final class StoppedException extends IOException {
        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("stopped before it was done");
        }
    }

    /// Does work on a thread of its own, and waits for it.
    ///
    /// @param <T> its result
    /// @param work the work
    /// @param condition when the work has to stop
    /// @return the result of the work
    /// @throws StoppedException if the condition stopped the work
    /// @throws IOException if the work fails
    /// @throws InterruptedException if the caller is interrupted; the work has stopped by then, unless it hangs in
    ///     the kernel
    public <T extends @Nullable Object> T run(Work<T> work, StopCondition condition)
            throws IOException, InterruptedException {
        var job = new Job<>(work);
        threads.execute(job);
        try {
            var first = CompletableFuture.anyOf(job.done, condition.stop()).exceptionally(_ -> null);
            try {
                long leftNanos = condition.leftNanos();
                if (leftNanos == Long.MAX_VALUE) {
                    first.get();
                } else {
                    first.get(Math.max(0, leftNanos), TimeUnit.NANOSECONDS);
                }
            } catch (TimeoutException | ExecutionException e) {
                // The job is checked below.
            }
            if (!job.done.isDone()) {
                job.stop();
                throw new StoppedException();
            }
            return job.result();
        } catch (InterruptedException e) {
            job.stop();
            throw e;
        }
    }

    /// Does work on a thread of its own, and waits for it even if the caller is interrupted.
    ///
    /// @param <T> its result
    /// @param work the work
    /// @return the result of the work
    /// @throws IOException if the work fails
    public <T extends @Nullable Object> T runToEnd(Work<T> work) throws IOException {
        var job = new Job<>(work);
        threads.execute(job);
        boolean interrupted = false;
        try {
            for (; ; ) {
                try {
                    return job.result();
                } catch (InterruptedException e) { // meant for the caller; the work continues
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Does work on a thread of its own, and does not wait for it.
    ///
    /// @param work the work, which reports its result itself
    public void start(Runnable work) {
        threads.execute(work);
    }

    /// Work and its result. Interrupts reach the thread only while it does this work.
    private static final class Job<T extends @Nullable Object> implements Runnable {
        private final Work<T> work;
        private final CompletableFuture<T> done = new CompletableFuture<>();

        @GuardedBy("this")
        private @Nullable Thread worker;

        @GuardedBy("this")
        private boolean stopped;

        Job(Work<T> work) {
            this.work = work;
        }

        @Override
        public void run() {
            synchronized (this) {
                worker = Thread.currentThread();
                if (stopped) {
                    worker.interrupt();
                }
            }
            try {
                T result = work.run();
                release();
                done.complete(result);
            } catch (Throwable e) {
                release();
                done.completeExceptionally(e);
            }
        }

        private synchronized void release() {
            worker = null;
            Thread.interrupted(); // a late interrupt must not reach the next work
        }

        /// Interrupts the work and waits until it ends, at most [#STOP_TIME].
        void stop() {
            synchronized (this) {
                stopped = true;
                if (worker != null) {
                    worker.interrupt();
                }
            }
            long startNanos = System.nanoTime();
            boolean interrupted = false;
            for (; ; ) {
                long leftNanos = STOP_TIME.toNanos() - (System.nanoTime() - startNanos);
                try {
                    done.exceptionally(_ -> null).get(Math.max(0, leftNanos), TimeUnit.NANOSECONDS);
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException | TimeoutException e) {
                    break;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        T result() throws IOException, InterruptedException {
            try {
                return done.get();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case IOException failure -> throw failure;
                    case RuntimeException failure -> throw failure;
                    case Error failure -> throw failure;
                    case null, default -> throw new IOException("file work was stopped", e.getCause());
                }
            }
        }
    }

    /// Ends the threads after their current work.
    @Override
    public void close() {
        threads.shutdown();
    }
}
