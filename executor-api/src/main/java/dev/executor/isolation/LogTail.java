// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import java.util.List;
import java.util.stream.Collectors;

/// The last lines that a process wrote, of both outputs, in the order in which they were read.
///
/// @param lines the lines; at most [Command#logTail()] of text
/// @param bytes how many bytes it wrote in all
/// @param lost how many lines reached no [LogSink], as they came faster than the rate limit; the last lines here are
///     kept whatever the rate
/// @since 0.1
public record LogTail(List<LogLine> lines, ByteSize bytes, long lost) {
    /// Copies the lines.
    public LogTail {
        lines = List.copyOf(lines);
    }

    /// {@return the lines as one text, each with a line feed}
    public String text() {
        return lines.stream().map(line -> line.text() + "\n").collect(Collectors.joining());
    }
}
