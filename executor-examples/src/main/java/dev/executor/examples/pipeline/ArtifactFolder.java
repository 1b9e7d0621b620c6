// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import dev.executor.isolation.ProcessResult.Artifact;
import java.nio.file.Path;
import java.util.Objects;

/// Where the folder store keeps the artifacts of an attempt: in one folder, with their paths in the work folder.
final class ArtifactFolder {
    private ArtifactFolder() {}

    /// {@return the folder that an artifact and its like are in}
    /// @param artifact one of them
    static Path of(Artifact artifact) {
        var folder = Path.of(artifact.location());
        for (int above = Path.of(artifact.path()).getNameCount(); above > 0; above--) {
            folder = Objects.requireNonNull(folder.getParent(), "parent");
        }
        return folder;
    }
}
