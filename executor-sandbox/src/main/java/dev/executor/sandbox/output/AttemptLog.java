// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.executor.TaskContext;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.LogLine;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.LogTail;
import dev.executor.spi.AttemptLink;
import dev.executor.spi.FailureText;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log lines of one attempt, from both outputs. Masks secrets, keeps the last lines, and passes lines to the sink
/// up to the allowed rate. Thread-safe: both pumps write to it, one line at a time. A sink that blocks for ever blocks
/// the pumps of this attempt, but neither the end of the attempt nor another attempt.
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

    @GuardedBy("sink")
    private boolean broken;

    @GuardedBy("sink")
    private double allowance;

    @GuardedBy("sink")
    private long allowanceNanos;

    @GuardedBy("this")
    private final ArrayDeque<LogLine> tail = new ArrayDeque<>();

    @GuardedBy("this")
    private long tailSize;

    @GuardedBy("this")
    private long bytes;

    @GuardedBy("this")
    private long lost;

    private volatile boolean closed;

    private AttemptLog(TaskContext context, Command command, Masker masker, LineWriter writer) {
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
    /// @param command the command
    /// @param masker masks the secrets of the command
    /// @return the log
    /// @throws IOException if the sink cannot be opened
    public static AttemptLog open(TaskContext context, Command command, Masker masker) throws IOException {
        return new AttemptLog(context, command, masker, LineWriters.of(command.log(), context));
    }

    /// Runs the reader of an output with the attempt's context open.
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

    /// {@return a thread that reads an output}; a platform thread if lines go to a file, because a disk write would
    /// hold the carrier of a virtual thread
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

    /// {@return a masker for the bytes of an output, before they are split into lines}
    StreamMasker masker(StreamMasker.Receiver receiver) {
        return masker.stream(receiver);
    }

    /// Counts bytes that were read.
    ///
    /// @return all bytes read so far
    synchronized long count(int read) {
        bytes += read;
        return bytes;
    }

    void add(LogLine.Stream stream, String text, boolean cut) {
        var line = new LogLine(Instant.now(), stream, cut ? masker.maskCut(text) : masker.mask(text), cut);
        sink.lock();
        try {
            boolean open = !broken && !closed;
            boolean allowed = open && allowed();
            keep(line, open && !allowed);
            if (allowed) {
                writer.write(line);
            }
        } catch (Throwable e) { // the sink's own code, which must not end the command
            breaks(e);
        } finally {
            sink.unlock();
        }
        closeIfRequested();
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

    /// {@return the size of a line}; includes the size of the object, so that empty lines count, too
    private static long size(LogLine line) {
        return line.text().length() + 64L;
    }

    /// Takes a token from a bucket that holds the tokens of one second.
    @GuardedBy("sink")
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

    /// Adds the lines of one read under one lock, so that the pumps do not contend at every line.
    void addAll(Runnable adds) {
        sink.lock();
        try {
            adds.run();
            if (!broken && !closed) {
                writer.flush();
            }
        } catch (Throwable e) { // the sink's own code, which must not end the command
            breaks(e);
        } finally {
            sink.unlock();
        }
        closeIfRequested();
    }

    /// Called after the lock is released.
    private void closeIfRequested() {
        if (closed) {
            tryClose();
        }
    }

    @GuardedBy("sink")
    private void breaks(Throwable e) {
        broken = true;
        log.atWarn()
                .addKeyValue("task.id", context.id().value())
                .addKeyValue("task.name", context.name())
                .setCause(FailureText.printable(e))
                .log(
                        "The log sink of task '{}' ({}) failed; it receives no more lines of attempt {}",
                        context.name(),
                        context.id(),
                        context.attempt());
    }

    /// {@return the last lines}
    public synchronized LogTail tail() {
        return new LogTail(List.copyOf(tail), ByteSize.bytes(bytes), lost);
    }

    /// Closes the sink. If a pump uses it now, that pump closes it afterwards.
    @Override
    public void close() {
        closed = true;
        tryClose();
    }

    /// Called by the closer and by each pump after it has released the lock, so the last of them closes the sink.
    private void tryClose() {
        if (sink.tryLock()) {
            try {
                writer.close();
                broken = true;
            } catch (Throwable e) { // the sink's own code
                if (!broken) {
                    breaks(e);
                }
            } finally {
                sink.unlock();
            }
        }
    }
}
