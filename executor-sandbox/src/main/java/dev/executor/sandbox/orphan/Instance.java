// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.orphan;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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

/// The folder of one sandbox, and the lease in it, which is locked while the sandbox is open. Thread-safe.
///
/// If the folder is deleted while it is in use, the next attempt makes it again.
public final class Instance implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Instance.class);

    private final StateFolder state;
    private final String name;
    private final Path folder;
    private final Path runs;

    @GuardedBy("this")
    private FileChannel lease;

    @GuardedBy("this")
    private List<Path> roots = List.of();

    Instance(StateFolder state, String name, Path folder, FileChannel lease) throws IOException {
        this.state = state;
        this.name = name;
        this.folder = folder;
        this.runs = folder.resolve("runs");
        this.lease = lease;
        makeRuns();
    }

    /// {@return its name, which is also the name of its control groups}
    public String name() {
        return name;
    }

    /// {@return its folder}
    public Path folder() {
        return folder;
    }

    /// {@return the folder in which each attempt makes its own; it exists}
    /// @throws IOException if it was deleted and cannot be made again
    public Path runs() throws IOException {
        if (!Files.isDirectory(runs) || !Files.exists(StateFolder.lease(folder))) {
            restore();
        }
        return runs;
    }

    /// Makes the missing files again. A deleted lease is replaced, as no other process can see its lock.
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
                "The folder {} of this sandbox was deleted while in use, and was made again; exclude it from the clean-up"
                        + " of temporary files, or set stateFolder to a folder without such a clean-up",
                folder);
    }

    private void makeRuns() throws IOException {
        try {
            StateFolder.createLike(folder, runs);
        } catch (FileAlreadyExistsException e) {
            // Only the lease was missing.
        }
    }

    /// Records the control groups that the next sandbox has to sweep if this one dies. Replaces the earlier ones.
    /// Called before a process is in them.
    ///
    /// @param recorded their folders
    /// @throws IOException if that cannot be written
    public synchronized void recordRoots(List<Path> recorded) throws IOException {
        roots = List.copyOf(recorded);
        write();
    }

    @GuardedBy("this")
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

    /// Releases the lease and keeps the folder, because processes are left in the control groups. The next sandbox
    /// sweeps them.
    ///
    /// @throws IOException if the lease cannot be closed
    public synchronized void leave() throws IOException {
        lease.close();
    }

    /// Deletes the folder, then releases the lease.
    ///
    /// @throws IOException if a file cannot be deleted
    @Override
    public synchronized void close() throws IOException {
        try (var _ = lease) {
            Trees.delete(folder);
        }
    }
}
