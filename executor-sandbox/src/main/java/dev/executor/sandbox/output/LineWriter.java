// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import dev.executor.isolation.LogLine;
import java.io.IOException;

/// Where lines are written, one at a time.
interface LineWriter {
    void write(LogLine line) throws IOException;

    /// Hands on what is held back.
    void flush() throws IOException;

    /// No more lines.
    void close() throws IOException;
}
