// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.io.IOException;

/// The reading end of an output of a process. One thread reads and is parked while it waits; any thread may call
/// [#finish()].
public interface Output extends AutoCloseable {
    /// Reads the available bytes, and waits while there are none.
    ///
    /// @param into receives the bytes
    /// @return how many bytes, at least 1; or -1 at the end
    /// @throws IOException if it cannot be read
    int read(byte[] into) throws IOException;

    /// Declares all writers dead. From now on the output ends when it is empty, even if another process still has
    /// it open.
    void finish();

    /// Closes the output. Called by the reading thread. A process that still writes gets a `SIGPIPE`.
    ///
    /// @throws IOException if that fails
    @Override
    void close() throws IOException;
}
