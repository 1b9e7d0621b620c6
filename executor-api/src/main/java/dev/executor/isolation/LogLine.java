// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import java.time.Instant;
import java.util.Objects;

/// A line that a process wrote.
///
/// @param at when it was read, which may be later than when it was written, by as long as its process was not listened
///     to
/// @param stream where to
/// @param text the line without its end
/// @param cut whether it was longer and its rest is missing
/// @since 0.1
public record LogLine(Instant at, Stream stream, String text, boolean cut) {
    /// Refuses nulls.
    public LogLine {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(text, "text");
    }

    /// One of the two outputs of a process.
    public enum Stream {
        /// Standard output.
        OUT,
        /// Standard error.
        ERR
    }
}
