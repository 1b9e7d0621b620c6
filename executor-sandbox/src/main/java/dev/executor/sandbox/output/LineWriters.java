// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import dev.executor.TaskContext;
import dev.executor.isolation.LogLine;
import dev.executor.isolation.LogSink;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes a writer for each kind of sink. Stateless.
final class LineWriters {
    /// ISO 8601 in UTC, always with milliseconds, so that times have one width and lines sort by time.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private LineWriters() {}

    static LineWriter of(LogSink sink, TaskContext context) throws IOException {
        return switch (sink) {
            case LogSink.Discard() -> calling(_ -> {});
            case LogSink.Lines(var receiver) -> calling(receiver);
            case LogSink.Logger(var name) -> {
                var logger = LoggerFactory.getLogger(name);
                yield calling(line -> log(logger, context, line));
            }
            case LogSink.File(var path) -> {
                refuseWhatWaitsForAReader(path);
                yield appending(Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
            }
        };
    }

    /// Refuses pipes and sockets: opening a pipe blocks until another process reads it.
    private static void refuseWhatWaitsForAReader(Path path) throws IOException {
        final int typeBits = 0170000;
        final int pipe = 0010000;
        final int socket = 0140000;
        if (Files.exists(path)
                && path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            int type = (int) Files.getAttribute(path, "unix:mode") & typeBits;
            if (type == pipe || type == socket) {
                throw new IOException("the log " + path + " is a pipe or a socket; give a plain file, or read the"
                        + " lines with LogSink.lines and write them where you want");
            }
        }
    }

    private static void log(Logger logger, TaskContext context, LogLine line) {
        logger.atInfo()
                .addKeyValue("task.id", context.id().value())
                .addKeyValue("task.name", context.name())
                .addKeyValue("attempt", context.attempt())
                .addKeyValue("pool", context.pool())
                .addKeyValue("tenant", context.task().tenant())
                .addKeyValue("stream", line.stream())
                .addKeyValue("read.at", line.at())
                .log(line.text());
    }

    private static LineWriter calling(Consumer<LogLine> receiver) {
        return new LineWriter() {
            @Override
            public void write(LogLine line) {
                receiver.accept(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private static LineWriter appending(BufferedWriter file) {
        return new LineWriter() {
            @Override
            public void write(LogLine line) throws IOException {
                file.write(TIME.format(line.at()) + " " + line.stream() + " " + line.text());
                file.write('\n');
            }

            @Override
            public void flush() throws IOException {
                file.flush();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }
}
