// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.orphan;

import dev.executor.sandbox.work.Trees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder of one sandbox, and its lease, which is locked while this is open. Thread-safe.
///
/// Where a cleaner deletes it while it is in use, it is made again at the next look.
public final class Instance implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Instance.class);

    private final StateFolder state;
    private final String name;
    private final Path folder;
    private final Path runs;

    // Guarded by this.
    private FileChannel lease;
    private List<Path> roots = List.of();

    Instance(StateFolder state, String name, Path folder, FileChannel lease) throws IOException {
        this.state = state;
        this.name = name;
        this.folder = folder;
        this.runs = folder.resolve("runs");
        this.lease = lease;
        makeRuns();
    }

    /// {@return its name, which its control groups have, too}
    public String name() {
        return name;
    }

    /// {@return its folder}
    public Path folder() {
        return folder;
    }

    /// {@return the folder that each attempt makes one in; it is there}
    /// @throws IOException if it was deleted and cannot be made again
    public Path runs() throws IOException {
        if (!Files.isDirectory(runs) || !Files.exists(StateFolder.lease(folder))) {
            restore();
        }
        return runs;
    }

    /// Makes again what is missing. The old lease, if it is deleted, locks nothing that anybody can find.
    private synchronized void restore() throws IOException {
        try (var _ = state.lock()) {
            if (!Files.exists(StateFolder.lease(folder))) {
                var old = lease;
                lease = state.makeLease(folder);
                old.close();
                write();
            }
            makeRuns();
        }
        log.warn(
                "The folder {} of this sandbox was deleted while it is in use, and is made again; keep what cleans up"
                        + " temporary files off it, or set stateFolder to a place where nothing does",
                folder);
    }

    private void makeRuns() throws IOException {
        try {
            StateFolder.createLike(folder, runs);
        } catch (FileAlreadyExistsException e) {
            // Only something else was missing.
        }
    }

    /// Notes the control groups to sweep, instead of those that were noted before; before anything is in them.
    ///
    /// @param noted their folders
    /// @throws IOException if that cannot be written
    public synchronized void note(List<Path> noted) throws IOException {
        roots = List.copyOf(noted);
        write();
    }

    private void write() throws IOException {
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
    public synchronized void leave() throws IOException {
        lease.close();
    }

    /// Deletes the folder, then lets go of the lease.
    ///
    /// @throws IOException if something is left
    @Override
    public synchronized void close() throws IOException {
        try (var _ = lease) {
            Trees.delete(folder);
        }
    }
}
