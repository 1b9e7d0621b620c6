// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.orphan;

import dev.executor.sandbox.work.Trees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The folder of one sandbox, and its lease, which is locked while this is open. For one thread.
public final class Instance implements AutoCloseable {
    private final String name;
    private final Path folder;
    private final FileChannel lease;

    Instance(String name, Path folder, FileChannel lease) {
        this.name = name;
        this.folder = folder;
        this.lease = lease;
    }

    /// {@return its name, which its control groups have, too}
    public String name() {
        return name;
    }

    /// {@return its folder}
    public Path folder() {
        return folder;
    }

    /// Notes the control groups to sweep, instead of those that were noted before; before anything is in them.
    ///
    /// @param roots their folders
    /// @throws IOException if that cannot be written
    public void note(List<Path> roots) throws IOException {
        String lines = roots.stream().map(root -> root + "\n").collect(Collectors.joining());
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        lease.write(ByteBuffer.wrap(bytes), 0);
        lease.truncate(bytes.length);
        lease.force(true);
    }

    static List<Path> readRoots(Path lease) throws IOException {
        return Files.readAllLines(lease).stream().map(Path::of).toList();
    }

    /// Lets go of the lease and leaves the folder, as something is left in the control groups: who opens a sandbox next
    /// sweeps them.
    ///
    /// @throws IOException if the lease cannot be closed
    public void leave() throws IOException {
        lease.close();
    }

    /// Deletes the folder, then lets go of the lease.
    ///
    /// @throws IOException if something is left
    @Override
    public void close() throws IOException {
        try (lease) {
            Trees.delete(folder);
        }
    }
}
