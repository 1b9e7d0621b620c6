// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What became of a process. Immutable.
///
/// @param exit how it ended
/// @param usage what it used
/// @param log its last lines
/// @param artifacts what was kept of its work folder, sorted by path
public record ProcessResult(Exit exit, Usage usage, LogTail log, List<Artifact> artifacts) {
    /// Copies the artifacts.
    public ProcessResult {
        Objects.requireNonNull(exit, "exit");
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(log, "log");
        artifacts = List.copyOf(artifacts);
    }

    /// What a process and all that it started used together. What the machine could not tell is empty.
    ///
    /// @param wall from its start to the end of the last of its processes
    /// @param user processor time in its own code
    /// @param system processor time in the kernel for it
    /// @param peakMemory the most memory it had
    /// @param bytesRead what it read from disks
    /// @param bytesWritten what it wrote to disks
    /// @param processes the most processes and threads it had
    /// @param refusedProcesses how many processes and threads it was refused by the limit
    public record Usage(
            Duration wall,
            Optional<Duration> user,
            Optional<Duration> system,
            Optional<ByteSize> peakMemory,
            Optional<ByteSize> bytesRead,
            Optional<ByteSize> bytesWritten,
            Optional<Integer> processes,
            Optional<Long> refusedProcesses) {}

    /// A file that was kept.
    ///
    /// @param path its path in the work folder, with `/` between names
    /// @param size its size
    /// @param sha256 the SHA-256 of its content, in hexadecimal
    /// @param location where the [ArtifactStore] keeps it
    public record Artifact(String path, ByteSize size, String sha256, URI location) {}
}
