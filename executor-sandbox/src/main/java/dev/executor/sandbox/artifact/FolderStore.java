// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.artifact;

import dev.executor.isolation.ArtifactStore;
import dev.executor.sandbox.work.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/// Keeps artifacts in a folder. Thread-safe.
///
/// Each artifact is written to a temporary file in its folder, synced and renamed, and then the folder is synced. After
/// a crash an artifact is complete or missing.
public final class FolderStore implements ArtifactStore {
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]");

    private final Path root;

    /// Makes a store.
    ///
    /// @param root the folder; made when the first artifact comes
    public FolderStore(Path root) {
        this.root = root;
    }

    @Override
    public URI put(Key key, InputStream content) throws IOException {
        Path home = root.resolve(safe(key.pool()))
                .resolve(safe(key.taskName()))
                .resolve(safe(key.taskId()))
                .resolve(Integer.toString(key.attempt()));
        Path place = home.resolve(FileNames.path(key.path())).normalize();
        if (!place.startsWith(home) || place.equals(home)) {
            throw new IOException("artifact path '" + key.path() + "' leads out of " + home);
        }
        Path folder = Files.createDirectories(place.getParent());
        Path temporary = Files.createTempFile(folder, ".artifact", null);
        try {
            try (var file = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                content.transferTo(Channels.newOutputStream(file));
                file.force(true);
            }
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(folder);
        return place.toUri();
    }

    /// {@return the name as a file name}; characters that could lead to another folder become `_`
    private static String safe(String name) {
        String safe = UNSAFE.matcher(name).replaceAll("_");
        return safe.startsWith(".") ? "_" + safe.substring(1) : safe;
    }

    /// Makes a rename durable. Windows cannot open folders; there the journal of the file system does it.
    private static void sync(Path folder) throws IOException {
        if (!System.getProperty("os.name").startsWith("Windows")) {
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
