// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import dev.executor.isolation.LogLine;
import dev.executor.sandbox.spawn.Output;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that reads one output of a process to its end. It holds 16 KiB and one line, whatever comes.
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
    /// @param stream which of the two it is
    /// @param output the output; closed at its end
    /// @param log where the lines go
    /// @param limitBytes how much the process may write to both outputs together
    /// @param onLimit called when it has written more; what comes then is read and dropped
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

    /// Says that all writers who matter are dead.
    public void finish() {
        output.finish();
    }

    /// Waits until the end is reached.
    ///
    /// @param within how long at most; a sink may block for ever
    /// @return whether it was
    /// @throws InterruptedException if interrupted meanwhile
    public boolean join(Duration within) throws InterruptedException {
        return thread.join(within);
    }

    /// Interrupts a sink that blocks.
    public void abandon() {
        thread.interrupt();
    }
}
