// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.work;

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
/// A file call of a virtual thread holds its carrier until the kernel answers, and there are as many carriers as
/// processors: a few large copies would stop every virtual thread of the application. So copying, measuring, deleting
/// and collecting happen here. There are at most as many threads as attempts that do such work at one time; one that
/// had nothing to do for ten seconds ends.
public final class FileThreads implements AutoCloseable {
    /// How long work that was stopped may take to come back from the kernel.
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

    /// Makes one without a thread.
    public FileThreads() {}

    /// File work. Its thread is interrupted when it is to stop.
    ///
    /// @param <T> what it comes to
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        /// Does it.
        ///
        /// @return what it has come to
        /// @throws IOException if it fails
        /// @throws InterruptedException if it was stopped
        T run() throws IOException, InterruptedException;
    }

    /// Tells until when work may go on.
    public interface Patience {
        /// For work that only an interrupt stops.
        Patience ENDLESS = new Patience() {
            @Override
            public long leftNanos() {
                return Long.MAX_VALUE;
            }

            @Override
            public CompletableFuture<?> stop() {
                return new CompletableFuture<Void>();
            }
        };

        /// {@return for how long it may, in nanoseconds; zero or less if no longer}
        long leftNanos();

        /// {@return what completes when it is to stop whatever the time}
        CompletableFuture<?> stop();
    }

    /// The work was stopped before it was done, by its [Patience].
    public static final class StoppedException extends IOException {
        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("stopped before it was done");
        }
    }

    /// Does work on a thread of its own, and waits for it.
    ///
    /// @param <T> what it comes to
    /// @param work the work
    /// @param patience until when
    /// @return what it has come to
    /// @throws StoppedException if the patience came to its end
    /// @throws IOException if the work fails
    /// @throws InterruptedException if the caller is interrupted; the work has stopped by then, unless
    ///     the kernel does not let go of it
    public <T extends @Nullable Object> T run(Work<T> work, Patience patience)
            throws IOException, InterruptedException {
        var job = new Job<>(work);
        threads.execute(job);
        try {
            var first = CompletableFuture.anyOf(job.done, patience.stop()).exceptionally(_ -> null);
            try {
                long leftNanos = patience.leftNanos();
                if (leftNanos == Long.MAX_VALUE) {
                    first.get();
                } else {
                    first.get(Math.max(0, leftNanos), TimeUnit.NANOSECONDS);
                }
            } catch (TimeoutException | ExecutionException e) {
                // The look at the job below tells what happened.
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

    /// Does work on a thread of its own, and waits for it whatever happens.
    ///
    /// @param <T> what it comes to
    /// @param work the work
    /// @return what it has come to
    /// @throws IOException if the work fails
    public <T extends @Nullable Object> T runToEnd(Work<T> work) throws IOException {
        var job = new Job<>(work);
        threads.execute(job);
        boolean interrupted = false;
        try {
            for (; ; ) {
                try {
                    return job.result();
                } catch (InterruptedException e) { // of this thread: nobody stops the work
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
    /// @param work the work, which tells by itself what it has come to
    public void start(Runnable work) {
        threads.execute(work);
    }

    /// Work with its end. Interrupts only reach the thread while it does this work.
    private static final class Job<T extends @Nullable Object> implements Runnable {
        private final Work<T> work;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable Thread worker; // guarded by this
        private boolean stopped; // guarded by this

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
            Thread.interrupted(); // what came after the last look is not for the next work
        }

        /// Interrupts the work and waits until it is over, or the kernel has not let go of it for [#STOP_TIME].
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

    /// Lets the threads end after what they do now.
    @Override
    public void close() {
        threads.shutdown();
    }
}
