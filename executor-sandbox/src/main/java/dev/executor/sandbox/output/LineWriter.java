// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import dev.executor.isolation.LogLine;
import java.io.IOException;

/// Writes log lines to a sink. Not thread-safe: called for one line at a time.
interface LineWriter {
    void write(LogLine line) throws IOException;

    /// Writes buffered lines.
    void flush() throws IOException;

    /// Closes the sink; no line follows.
    void close() throws IOException;
}
