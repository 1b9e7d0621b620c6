// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/// The platform threads that start processes. Thread-safe.
///
/// They live as long as the sandbox: the kernel sends a process its parent-death signal when the *thread* ends that
/// started it, not when the process does.
///
/// A start can block: its program may lie on a slow disk, or its group may read at a limited rate. So there is one
/// thread for each processor, and one more whenever starts wait and none has begun for [#WAIT].
public final class SpawnThreads implements AutoCloseable {
    /// After how long without a start that begins another thread is made for those that wait.
    private static final Duration WAIT = Duration.ofMillis(100);

    /// The last job of a thread.
    private record End() implements Runnable {
        @Override
        public void run() {}
    }

    private final LinkedBlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
    private final int usual = Math.max(2, Runtime.getRuntime().availableProcessors());

    private volatile long lastBeginNanos = System.nanoTime();

    // Guarded by this.
    private final List<Thread> threads = new ArrayList<>();
    private int busy;
    private boolean closed;

    /// Makes them, without a thread yet.
    public SpawnThreads() {}

    /// A start that was asked for. For the thread that asked.
    public final class Starting {
        private final CompletableFuture<Child> child = new CompletableFuture<>();
        private volatile boolean begun;

        private Starting() {}

        /// {@return what completes with the process, or with why there is none}
        public CompletableFuture<Child> child() {
            return child;
        }

        /// {@return how long to wait for the process before the next call of [#hurry()], in nanoseconds}
        public long pauseNanos() {
            return begun ? Long.MAX_VALUE : Math.max(1_000_000, WAIT.toNanos() - stillNanos());
        }

        /// Makes a thread for it if all that there are hang.
        public void hurry() {
            if (!begun) {
                addThreadIfAllHang();
            }
        }

        /// Kills the process if there will be one after all, as nobody waits for it any more.
        public void abandon() {
            var _ = child.thenAccept(late -> {
                late.process().destroyForcibly();
                try {
                    late.out().close();
                    late.err().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e); // seen by nobody: the process is dead
                }
            });
        }
    }

    /// Asks for a start.
    ///
    /// @param spawner who does it
    /// @param launch what to start
    /// @return the start
    public Starting start(Spawner spawner, Launch launch) {
        var starting = new Starting();
        jobs.add(() -> {
            starting.begun = true;
            lastBeginNanos = System.nanoTime();
            try {
                starting.child.complete(spawner.start(launch));
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
            lastBeginNanos = System.nanoTime(); // the next one waits again
            addThread();
        }
    }

    /// {@return for how long no start has begun, while some wait}
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
                // Nobody interrupts these threads.
            }
        }
    }

    private synchronized void count(int change) {
        busy += change;
    }

    /// Ends the threads after what they have still to start. One that hangs in a start is left to end by itself.
    @Override
    public void close() {
        List<Thread> ending;
        synchronized (this) {
            closed = true;
            ending = List.copyOf(threads);
        }
        ending.forEach(_ -> jobs.add(new End())); // one for each
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
