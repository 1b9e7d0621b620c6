// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import dev.executor.ExecutorPool;
import dev.executor.PoolSnapshot;
import dev.executor.Progress;
import dev.executor.TaskHandle;
import dev.executor.examples.console.Screen;
import dev.executor.examples.files.FileReport;
import dev.executor.examples.files.Input;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Says how far the pool has come, in one line that is written again and again; in a plain line now and then
/// where no line can be written over.
///
/// All of it is read from the pool's snapshot and the tasks' handles; no task knows of it. Thread-safe.
final class ProgressLine implements AutoCloseable {
    private static final Duration REDRAWN_EVERY = Duration.ofMillis(200);
    private static final Duration PRINTED_EVERY = Duration.ofSeconds(2);
    /// One column less than the narrowest usual terminal: a line that wraps cannot be written over.
    private static final int WIDTH = 79;

    private final ExecutorPool pool;
    private final int total;
    private final Screen screen;
    private final long startNanos = System.nanoTime();
    private final ConcurrentLinkedQueue<Watched> unfinished = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private record Watched(Input input, TaskHandle<FileReport> handle) {}

    private ProgressLine(ExecutorPool pool, int total, Screen screen) {
        this.pool = pool;
        this.total = total;
        this.screen = screen;
        // A platform thread: tasks that compute may keep every carrier of virtual threads busy, and this line shall go
        // on.
        thread = Thread.ofPlatform().daemon().name("progress-line").unstarted(this::drawUntilClosed);
    }

    /// Starts to draw.
    ///
    /// @param pool what to ask
    /// @param total how many tasks there will be
    /// @param screen where to draw
    static ProgressLine start(ExecutorPool pool, int total, Screen screen) {
        var line = new ProgressLine(pool, total, screen);
        line.thread.start();
        return line;
    }

    /// Adds a task that may be shown as the one waited for.
    void watch(Input input, TaskHandle<FileReport> handle) {
        unfinished.add(new Watched(input, handle));
    }

    /// Prints a line that stays.
    synchronized void note(String text) {
        screen.out().println((screen.rewritable() ? "\r" : "") + padded(text));
    }

    /// Draws the last state, which stays, and ends.
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        note(line(pool.snapshot()));
    }

    private void drawUntilClosed() {
        var every = screen.rewritable() ? REDRAWN_EVERY : PRINTED_EVERY;
        try {
            while (!closing.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                draw();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; ending is what it would mean
        }
    }

    private synchronized void draw() {
        var line = line(pool.snapshot());
        if (screen.rewritable()) {
            screen.out().print("\r" + padded(line));
            screen.out().flush();
        } else {
            screen.out().println(line);
        }
    }

    private String line(PoolSnapshot snapshot) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double rate = snapshot.outcomes().total() / Math.max(seconds, 0.001);
        var line = String.format(
                Locale.ROOT,
                "done %d/%d  running %d  queued %d  failed %d  retried %d  %.0f/s",
                snapshot.outcomes().total(),
                total,
                snapshot.permits().taken(),
                snapshot.queue().size() + snapshot.tasks().delayed(),
                snapshot.outcomes().failed() + snapshot.outcomes().timedOut(),
                snapshot.retries().scheduled(),
                rate);
        long left = total - snapshot.outcomes().total() - snapshot.submissions().refused();
        if (left > snapshot.permits().taken() + snapshot.tasks().delayed()) {
            line += "  left " + (rate > 0 ? time(left / rate) : "?");
        } else if (left > 0) {
            // The rate of many tells nothing about the last few.
            line += oldest().map(text -> "  last " + text).orElse("");
        }
        return screen.rewritable() && line.length() > WIDTH ? line.substring(0, WIDTH) : line;
    }

    private static String time(double seconds) {
        return seconds < 100 ? (long) Math.ceil(seconds) + " s" : (long) Math.ceil(seconds / 60) + " min";
    }

    /// The task that has been in the pool longest, with how far it says it has come: what everyone waits for
    /// in the end.
    private Optional<String> oldest() {
        while (true) {
            var first = unfinished.peek();
            if (first == null) {
                return Optional.empty();
            }
            if (first.handle().outcome().isEmpty()) {
                var percent =
                        first.handle().progress().map(ProgressLine::percent).orElse("");
                return Optional.of(first.input().printableName() + percent);
            }
            unfinished.remove(first);
        }
    }

    private static String percent(Progress progress) {
        return progress.total() == 0 ? "" : " " + 100 * progress.done() / progress.total() + "%";
    }

    private String padded(String line) {
        return screen.rewritable() ? line + " ".repeat(Math.max(0, WIDTH - line.length())) : line;
    }
}
