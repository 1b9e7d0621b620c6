// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import dev.executor.isolation.ArtifactStore;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxConfig;
import java.nio.file.Path;

/// How the API finds a sandbox: a service, loaded by `java.util.ServiceLoader` each time one is opened.
///
/// @since 0.1
public interface SandboxProvider {
    /// Opens a sandbox.
    ///
    /// @param config every setting, already validated
    /// @return the sandbox
    /// @throws IllegalStateException if the state folder cannot be used
    Sandbox open(SandboxConfig config);

    /// {@return a store that keeps artifacts in a folder, atomically and synced to disk}
    /// @param folder the folder; made if it is not there
    ArtifactStore folderStore(Path folder);
}
