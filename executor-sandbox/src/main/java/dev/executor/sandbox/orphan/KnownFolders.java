// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.orphan;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The state folders of all sandboxes of a user, of this and other applications, so that each can hide them from its
/// commands. Thread-safe.
///
/// It is a folder below the default state folder, with a file for each state folder that contains its path. The file of
/// a deleted state folder is removed.
public final class KnownFolders {
    private static final Logger log = LoggerFactory.getLogger(KnownFolders.class);

    /// The resolution of a file system's clock.
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Path folder;

    @GuardedBy("this")
    private List<Path> read = List.of();

    @GuardedBy("this")
    private FileTime readAt = FileTime.fromMillis(0);

    /// Makes an instance.
    ///
    /// @param state the default state folder of this user
    public KnownFolders(StateFolder state) {
        this.folder = state.path().resolve("known");
    }

    /// Adds a state folder.
    ///
    /// @param state the folder
    /// @throws IOException if that cannot be written
    public void add(StateFolder state) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
        byte[] path = state.path().toUri().toString().getBytes(StandardCharsets.US_ASCII);
        Path entry = folder.resolve(UUID.nameUUIDFromBytes(path).toString());
        if (!Files.exists(entry)) {
            Path written = Files.createTempFile(folder, ".new", null);
            Files.write(written, path);
            Files.move(written, entry, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /// {@return the state folders that exist now}
    public synchronized List<Path> all() {
        try {
            var changed = Files.getLastModifiedTime(folder);
            if (!changed.equals(readAt)
                    || changed.toInstant().isAfter(Instant.now().minus(TICK))) {
                readAt = changed; // set before the read, so that the next call sees a folder that is added meanwhile
                read = read();
            }
        } catch (NoSuchFileException e) {
            read = List.of();
        } catch (IOException e) {
            log.warn(
                    "Could not list the state folders of other sandboxes in {}; commands of this sandbox may see those"
                            + " folders",
                    folder,
                    e);
        }
        return read;
    }

    private List<Path> read() throws IOException {
        var found = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(folder, "[0-9a-f]*")) {
            for (Path entry : entries) {
                try {
                    Path state = Path.of(URI.create(Files.readString(entry)));
                    if (Files.isDirectory(state)) {
                        found.add(state);
                    } else {
                        Files.deleteIfExists(entry);
                    }
                } catch (NoSuchFileException e) {
                    // Another sandbox has removed it.
                } catch (IllegalArgumentException e) {
                    throw new IOException(entry + " does not contain a path; delete it", e);
                }
            }
        }
        return List.copyOf(found);
    }
}
