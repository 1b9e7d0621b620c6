// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import dev.executor.spi.Require;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/// Where the lines go that a process writes. Its last lines are kept in any case, for [ProcessResult#log()].
///
/// A line is what stands before a line feed (a carriage return before that is dropped), decoded as UTF-8 with what is
/// no UTF-8 replaced, secrets masked, cut at 8 KiB. A slow sink slows the process down, as a full pipe does, and
/// never another; one that throws is not called again for that attempt, which is logged. The attempt's
/// [context][dev.executor.spi.ContextCarrier] is current where a sink is called.
///
/// A minor version may add a member; `docs/compatibility.md` says what that means for a `switch`.
///
/// @since 0.1
public sealed interface LogSink {
    /// Nowhere: only the last lines are kept.
    record Discard() implements LogSink {}

    /// To an slf4j logger, at INFO, with the key-values `task.id`, `task.name`, `attempt`, `pool`, `tenant` and
    /// `stream` and `read.at`, and with the attempt's context (such as the MDC) around it.
    ///
    /// @param name the logger's name
    record Logger(String name) implements LogSink {
        /// Refuses a name that is none.
        public Logger {
            Require.name("logger name", name);
        }
    }

    /// To a file, appended to, made if it is not there: the time in UTC, the stream and the text, as in
    /// `2026-01-31T12:00:00.123Z OUT text`. No pipe or socket.
    ///
    /// @param path the file, in a folder that exists
    record File(Path path) implements LogSink {
        /// Refuses null.
        public File {
            Objects.requireNonNull(path, "path");
        }
    }

    /// To the application, line by line.
    ///
    /// @param receiver called on the attempt's pump, one call at a time for each attempt
    record Lines(Consumer<LogLine> receiver) implements LogSink {
        /// Refuses null.
        public Lines {
            Objects.requireNonNull(receiver, "receiver");
        }
    }

    /// {@return the sink that keeps only the last lines}
    static LogSink discard() {
        return new Discard();
    }

    /// {@return a sink that logs with slf4j}
    /// @param name the logger's name
    static LogSink logger(String name) {
        return new Logger(name);
    }

    /// {@return a sink that appends to a file}
    /// @param path the file, in a folder that exists
    static LogSink file(Path path) {
        return new File(path);
    }

    /// {@return a sink that hands each line to the application}
    /// @param receiver called on the attempt's pump, one call at a time for each attempt; it may block
    static LogSink lines(Consumer<LogLine> receiver) {
        return new Lines(receiver);
    }
}
