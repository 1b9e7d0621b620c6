// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.io.IOException;

/// The reading end of an output of a process. For one reading thread, which is parked while
/// it waits; [#finish()] may be called by another.
public interface Output extends AutoCloseable {
    /// Reads what is there, and waits for something while nothing is.
    ///
    /// @param into where to put it
    /// @return how many bytes, at least 1; or -1 at the end
    /// @throws IOException if it cannot be read
    int read(byte[] into) throws IOException;

    /// Says that all writers who matter are dead: from now on the end is where nothing is left, even if somebody
    /// still has it open.
    void finish();

    /// Closes it. Whoever still writes gets a `SIGPIPE`. By the reading thread.
    ///
    /// @throws IOException if that fails
    @Override
    void close() throws IOException;
}
