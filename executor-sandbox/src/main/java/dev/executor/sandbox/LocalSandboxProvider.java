// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox;

import dev.executor.isolation.ArtifactStore;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxConfig;
import dev.executor.sandbox.artifact.FolderStore;
import dev.executor.spi.SandboxProvider;
import java.io.IOException;
import java.nio.file.Path;

/// Opens the sandbox of this machine. The service loader finds this class.
public final class LocalSandboxProvider implements SandboxProvider {
    /// Called by the service loader.
    public LocalSandboxProvider() {}

    @Override
    public Sandbox open(SandboxConfig config) {
        try {
            return LocalSandbox.open(config);
        } catch (IOException e) {
            throw new IllegalStateException("the sandbox could not be opened: " + e.getMessage(), e);
        }
    }

    @Override
    public ArtifactStore folderStore(Path folder) {
        return new FolderStore(folder);
    }
}
