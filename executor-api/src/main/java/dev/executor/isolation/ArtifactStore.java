// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/// Where artifacts are kept. Thread-safe; called on a platform thread that works for the attempt, with its
/// [context][dev.executor.spi.ContextCarrier] current, after the process and all its children are gone.
/// The default keeps them in a folder, see [Sandbox.Builder#artifacts(java.nio.file.Path)].
///
/// @since 0.1
@FunctionalInterface
public interface ArtifactStore {
    /// Keeps one file, wholly or not at all: when it returns, the content survives a crash. It is called again with
    /// the same key and the content from its start after it has thrown an `IOException`, so a second put replaces
    /// the first.
    ///
    /// @param key what it is
    /// @param content the file; closed by the caller. Its end is the end of the file, unless it throws
    /// @return where it is kept
    /// @throws IOException if it could not be kept; it is tried again, and then the task fails with kind
    ///     [dev.executor.FailureKind#ARTIFACT]
    /// @throws InterruptedException if the attempt was stopped meanwhile
    URI put(Key key, InputStream content) throws IOException, InterruptedException;

    /// What an artifact is.
    ///
    /// @param pool the task's pool
    /// @param taskName the task's name
    /// @param taskId the task's id
    /// @param attempt the number of the attempt, from 1
    /// @param path the path in the work folder, with `/` between names; never absolute, never with `..`
    /// @param size the size when it was found
    record Key(String pool, String taskName, String taskId, int attempt, String path, ByteSize size) {}
}
