// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/// The platform threads that start processes. Thread-safe.
///
/// They live as long as the sandbox: the kernel sends a process its parent-death signal when the *thread* that started
/// it ends, not when its process ends.
///
/// A start can block: its program may be on a slow disk, or its group may read at a limited rate. So there is one
/// thread for each processor, and one more whenever starts wait and none has begun for [#WAIT].
public final class SpawnThreads implements AutoCloseable {
    /// If starts wait and none has begun for this long, another thread is made.
    private static final Duration WAIT = Duration.ofMillis(100);

    /// Ends the thread that takes it.
    private record End() implements Runnable {
        @Override
        public void run() {}
    }

    private final LinkedBlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
    private final int usual = Math.max(2, Runtime.getRuntime().availableProcessors());

    private volatile long lastBeginNanos = System.nanoTime();

    @GuardedBy("this")
    private final List<Thread> threads = new ArrayList<>();

    @GuardedBy("this")
    private int busy;

    @GuardedBy("this")
    private boolean closed;

    /// Makes an instance without threads.
    public SpawnThreads() {}

    /// A requested start. For the thread that requested it.
    public final class Starting {
        private final CompletableFuture<Child> child = new CompletableFuture<>();
        private volatile boolean begun;

        private Starting() {}

        /// {@return a future that completes with the process, or with the failure of the start}
        public CompletableFuture<Child> child() {
            return child;
        }

        /// {@return how long to wait for the process before the next call of [#hurry()], in nanoseconds}
        public long pauseNanos() {
            return begun ? Long.MAX_VALUE : Math.max(1_000_000, WAIT.toNanos() - stillNanos());
        }

        /// Makes another thread if the start has not begun and all threads hang.
        public void hurry() {
            if (!begun) {
                addThreadIfAllHang();
            }
        }

        /// Stops waiting for the start. If it still succeeds, the process is killed.
        public void abandon() {
            var _ = child.thenAccept(late -> {
                late.process().destroyForcibly();
                try {
                    late.out().close();
                    late.err().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e); // nothing reads this: the process is dead
                }
            });
        }
    }

    /// Requests a start.
    ///
    /// @param spawner starts the process
    /// @param request what to start
    /// @return the start
    public Starting start(Spawner spawner, LaunchRequest request) {
        var starting = new Starting();
        jobs.add(() -> {
            starting.begun = true;
            lastBeginNanos = System.nanoTime();
            try {
                starting.child.complete(spawner.start(request));
            } catch (Throwable e) {
                starting.child.completeExceptionally(e);
            }
        });
        addUsualThread();
        return starting;
    }

    private synchronized void addUsualThread() {
        if (busy + jobs.size() > threads.size() && threads.size() < usual) {
            addThread();
        }
    }

    private synchronized void addThreadIfAllHang() {
        if (stillNanos() >= WAIT.toNanos()) {
            lastBeginNanos = System.nanoTime(); // so that the next thread is made after another wait
            addThread();
        }
    }

    /// {@return the time since a start has begun, in nanoseconds}
    private long stillNanos() {
        return System.nanoTime() - lastBeginNanos;
    }

    private synchronized void addThread() {
        if (!closed) {
            threads.add(Thread.ofPlatform()
                    .name("sandbox-spawn-" + threads.size())
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .start(this::work));
        }
    }

    private void work() {
        for (; ; ) {
            try {
                Runnable job = jobs.take();
                if (job instanceof End) {
                    return;
                }
                count(1);
                try {
                    job.run();
                } finally {
                    count(-1);
                }
            } catch (InterruptedException e) {
                // No code interrupts these threads.
            }
        }
    }

    private synchronized void count(int change) {
        busy += change;
    }

    /// Ends the threads after the requested starts. A thread that hangs in a start ends when that returns.
    @Override
    public void close() {
        List<Thread> ending;
        synchronized (this) {
            closed = true;
            ending = List.copyOf(threads);
        }
        ending.forEach(_ -> jobs.add(new End())); // one for each thread
        boolean interrupted = false;
        long startNanos = System.nanoTime();
        for (Thread thread : ending) {
            for (; ; ) {
                try {
                    thread.join(Duration.ofSeconds(10).minusNanos(System.nanoTime() - startNanos));
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
