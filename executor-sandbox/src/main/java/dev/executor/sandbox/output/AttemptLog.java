// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import dev.executor.TaskContext;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.LogLine;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.LogTail;
import dev.executor.isolation.ProcessTask;
import dev.executor.spi.AttemptLink;
import dev.executor.spi.FailureText;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lines of one attempt, of both outputs: masks secrets, keeps the last ones, passes on as many a second as are
/// allowed. Thread-safe: both pumps write to it, one line at a time. A sink that blocks for ever holds up the pumps
/// of this attempt, but neither its end nor another attempt.
public final class AttemptLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AttemptLog.class);

    private final TaskContext context;
    private final Masker masker;
    private final LineWriter writer;
    private final boolean blocking;
    private final long tailLimit;
    private final int rate;

    /// Held while the sink is called; never waited for by the attempt's thread. Taken before the monitor.
    private final ReentrantLock sink = new ReentrantLock();

    // Guarded by the lock.
    private boolean broken;
    private double allowance;
    private long allowanceNanos;

    // Guarded by this.
    private final ArrayDeque<LogLine> tail = new ArrayDeque<>();
    private long tailSize;
    private long bytes;
    private long lost;

    private volatile boolean closed;

    private AttemptLog(TaskContext context, ProcessTask command, Masker masker, LineWriter writer) {
        this.context = context;
        this.masker = masker;
        this.writer = writer;
        this.blocking = command.log() instanceof LogSink.File;
        this.tailLimit = command.logTail().bytes();
        this.rate = command.logRate();
        this.allowance = rate;
        this.allowanceNanos = System.nanoTime();
    }

    /// Opens the sink.
    ///
    /// @param context the attempt
    /// @param command what is run
    /// @param masker of its secrets
    /// @return the log
    /// @throws IOException if the sink cannot be opened
    public static AttemptLog open(TaskContext context, ProcessTask command, Masker masker) throws IOException {
        return new AttemptLog(context, command, masker, LineWriters.of(command.log(), context));
    }

    /// Runs with the attempt's context current, for a thread that reads its outputs.
    void inContext(Runnable reading) {
        var link = AttemptLink.of(context);
        if (link.isPresent()) {
            try (var _ = link.get().openContext()) {
                reading.run();
            }
        } else {
            reading.run();
        }
    }

    /// {@return a thread that reads an output: where lines go to a file, a platform thread, as a call that writes
    /// to a disk would hold the carrier of a virtual one}
    Thread reader(String name, Runnable reading) {
        return blocking
                ? Thread.ofPlatform()
                        .name(name)
                        .daemon()
                        .inheritInheritableThreadLocals(false)
                        .start(reading)
                : Thread.ofVirtual()
                        .name(name)
                        .inheritInheritableThreadLocals(false)
                        .start(reading);
    }

    /// {@return what masks secrets in an output before it is cut into lines}
    StreamMasker masker(StreamMasker.Receiver receiver) {
        return masker.stream(receiver);
    }

    /// Counts what was read.
    ///
    /// @return how much that is in all
    synchronized long count(int read) {
        bytes += read;
        return bytes;
    }

    void add(LogLine.Stream stream, String text, boolean cut) {
        var line = new LogLine(Instant.now(), stream, cut ? masker.maskCut(text) : masker.mask(text), cut);
        useSink(() -> {
            boolean open = !broken && !closed;
            boolean allowed = open && allowed();
            keep(line, open && !allowed);
            if (allowed) {
                writer.write(line);
            }
        });
    }

    private synchronized void keep(LogLine line, boolean toTailOnly) {
        if (toTailOnly) {
            lost++;
        }
        tail.addLast(line);
        tailSize += size(line);
        while (tailSize > tailLimit) {
            tailSize -= size(tail.removeFirst());
        }
    }

    /// With what an object of a line takes, so that a million empty lines are not nothing.
    private static long size(LogLine line) {
        return line.text().length() + 64L;
    }

    /// A bucket of one second's worth of lines.
    private boolean allowed() {
        long nowNanos = System.nanoTime();
        allowance = Math.min(rate, allowance + (nowNanos - allowanceNanos) / 1e9 * rate);
        allowanceNanos = nowNanos;
        if (allowance < 1) {
            return false;
        }
        allowance--;
        return true;
    }

    /// Adds what came in one read in one go, so that the two pumps do not wait for each other at every line.
    void addAll(Runnable adds) {
        useSink(() -> {
            adds.run();
            if (!broken && !closed) {
                writer.flush();
            }
        });
    }

    private void useSink(Use use) {
        sink.lock();
        try {
            use.run();
        } catch (Throwable e) { // the sink's own code, which may not end the command
            breaks(e);
        } finally {
            sink.unlock();
        }
        if (closed) {
            tryClose();
        }
    }

    @FunctionalInterface
    private interface Use {
        void run() throws IOException;
    }

    private void breaks(Throwable e) {
        broken = true;
        log.atWarn()
                .addKeyValue("task.id", context.id().value())
                .addKeyValue("task.name", context.name())
                .setCause(FailureText.printable(e))
                .log(
                        "The log sink of task '{}' ({}) failed; it gets no more lines of attempt {}",
                        context.name(),
                        context.id(),
                        context.attempt());
    }

    /// {@return the last lines}
    public synchronized LogTail tail() {
        return new LogTail(List.copyOf(tail), ByteSize.bytes(bytes), lost);
    }

    /// Closes the sink, or has the pump do it that is in there now.
    @Override
    public void close() {
        closed = true;
        tryClose();
    }

    /// Tried by the closer and then by each pump that has let go of the lock, so that the last of them does it.
    private void tryClose() {
        if (sink.tryLock()) {
            try {
                writer.close();
            } catch (Throwable e) { // the sink's own code
                if (!broken) {
                    breaks(e);
                }
            } finally {
                broken = true;
                sink.unlock();
            }
        }
    }
}
