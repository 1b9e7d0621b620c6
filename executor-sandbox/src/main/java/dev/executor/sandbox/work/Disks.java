// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Finds the disk that a folder is on. Stateless.
public final class Disks {
    private Disks() {}

    /// {@return the whole disk as `major:minor`, because the kernel limits whole disks; empty for a file system
    /// without a disk, such as one in memory}
    /// @param folder the folder
    /// @throws IOException if it cannot be found out
    public static Optional<String> of(Path folder) throws IOException {
        long device = (long) Files.getAttribute(folder, "unix:dev");
        // The encoding of the C library: see makedev(3).
        long major = ((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL);
        long minor = (device & 0xff) | ((device >>> 12) & ~0xffL);
        Path known = Path.of("/sys/dev/block", major + ":" + minor);
        if (!Files.exists(known)) {
            return Optional.empty();
        }
        Path block = known.toRealPath();
        Path disk = Files.exists(block.resolve("partition")) ? block.resolveSibling("dev") : block.resolve("dev");
        return Optional.of(Files.readString(disk).strip());
    }
}
