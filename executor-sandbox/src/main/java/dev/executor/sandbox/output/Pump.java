// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import dev.executor.isolation.LogLine;
import dev.executor.sandbox.spawn.Output;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that reads one output of a process to its end. It never holds more than 16 KiB and one line.
public final class Pump {
    private static final Logger logger = LoggerFactory.getLogger(Pump.class);
    private static final int BUFFER_BYTES = 16 << 10;

    private final LogLine.Stream stream;
    private final Output output;
    private final AttemptLog log;
    private final long limitBytes;
    private final Runnable onLimit;
    private final Thread thread;

    /// Starts reading.
    ///
    /// @param stream standard output or standard error
    /// @param output the output; closed at its end
    /// @param log receives the lines
    /// @param limitBytes the most bytes that the process may write to both outputs together
    /// @param onLimit called once when it has written more; later bytes are read and dropped
    public Pump(LogLine.Stream stream, Output output, AttemptLog log, long limitBytes, Runnable onLimit) {
        this.stream = stream;
        this.output = output;
        this.log = log;
        this.limitBytes = limitBytes;
        this.onLimit = onLimit;
        this.thread = log.reader("sandbox-" + stream, () -> log.inContext(this::work));
    }

    private void work() {
        var buffer = new byte[BUFFER_BYTES];
        var splitter = new LineSplitter((text, cut) -> log.add(stream, text, cut));
        var masker = log.masker(splitter::add);
        boolean over = false;
        try (output) {
            for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
                if (log.count(count) > limitBytes) {
                    if (!over) {
                        over = true;
                        onLimit.run();
                    }
                } else {
                    int length = count;
                    log.addAll(() -> masker.add(buffer, length));
                }
            }
            log.addAll(() -> {
                masker.finish();
                splitter.finish();
            });
        } catch (IOException e) {
            logger.warn("Reading the output of a process failed; the rest of it is lost", e);
        }
    }

    /// Declares all writers dead, so that the output ends when it is empty.
    public void finish() {
        output.finish();
    }

    /// Waits until the output has been read to its end.
    ///
    /// @param within the longest wait; a sink may block for ever
    /// @return whether the end was reached
    /// @throws InterruptedException if the calling thread is interrupted
    public boolean join(Duration within) throws InterruptedException {
        return thread.join(within);
    }

    /// Interrupts a sink that blocks.
    public void abandon() {
        thread.interrupt();
    }
}
