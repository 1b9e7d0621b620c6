// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.files;

import dev.executor.examples.console.UnusableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Inputs that go wrong, each for a real reason: nothing here or in [FileWork] throws on purpose. They live
/// in a temporary folder and on the loopback address, until it is closed.
public final class Trouble implements AutoCloseable {
    /// More than any machine hashes and compresses in the attempt timeout, unless that is raised much.
    private static final long HUGE = 16L << 30;

    private final List<Input> inputs = new ArrayList<>();
    private final List<UnsteadyServer> servers = new ArrayList<>();
    private final Optional<Path> folder;

    private Trouble(Optional<Path> folder) {
        this.folder = folder;
    }

    public static Trouble none() {
        return new Trouble(Optional.empty());
    }

    public static Trouble prepare() throws UnusableException {
        try {
            var folder = Files.createTempDirectory("quickstart");
            var trouble = new Trouble(Optional.of(folder));
            try {
                trouble.addAll(folder);
                return trouble;
            } catch (IOException e) {
                trouble.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UnusableException(
                    "the inputs that go wrong could not be made in " + System.getProperty("java.io.tmpdir") + ": " + e
                            + "; make room there, or leave them out with --no-trouble",
                    e);
        }
    }

    public List<Input> inputs() {
        return inputs;
    }

    public Optional<Path> folder() {
        return folder;
    }

    private void addAll(Path folder) throws IOException {
        addHuge(folder.resolve("huge.bin"));
        addSlow();
        addFlaky();
        addVanished(folder.resolve("vanished.txt"));
        addFolder(folder.resolve("folder.txt"));
        addForbidden(folder.resolve("forbidden.txt"));
    }

    private void addHuge(Path file) throws IOException {
        var options = List.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE);
        try (var channel = FileChannel.open(file, options.toArray(StandardOpenOption[]::new))) {
            // One byte at the far end: the rest is a hole, which takes no room on the disk and reads as zeros.
            channel.write(ByteBuffer.wrap(new byte[1]), HUGE - 1);
        }
        add("16 GiB, too much for one attempt", file, HUGE);
    }

    private void addSlow() throws IOException {
        var server = UnsteadyServer.dripping();
        servers.add(server);
        inputs.add(Input.trouble("sends 5 bytes a second", "slow.bin", 1_000, server::connect));
    }

    private void addFlaky() throws IOException {
        var content = "Third time lucky.\n".repeat(50).getBytes(StandardCharsets.US_ASCII);
        var server = UnsteadyServer.breaking(content, 2);
        servers.add(server);
        inputs.add(Input.trouble("breaks off twice", "flaky.txt", content.length, server::connect));
    }

    private void addVanished(Path file) throws IOException {
        Files.writeString(file, "Found, and gone before it is read.\n");
        add("deleted since it was found", file, Files.size(file));
        Files.delete(file);
    }

    private void addFolder(Path file) throws IOException {
        Files.createDirectory(file);
        add("a folder where a file is expected", file, 0);
    }

    private void addForbidden(Path file) throws IOException {
        Files.writeString(file, "Nobody may read this.\n");
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        }
        // The superuser may read anything, and other file systems have other permissions.
        if (!Files.isReadable(file)) {
            add("nobody may read it", file, Files.size(file));
        }
    }

    private void add(String what, Path file, long size) {
        var name = file.getFileName().toString();
        inputs.add(Input.trouble(what, name, size, () -> Files.newInputStream(file)));
    }

    @Override
    public void close() {
        servers.forEach(UnsteadyServer::close);
        if (folder.isEmpty()) {
            return;
        }
        try (var paths = Files.walk(folder.get())) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // A reader of the temporary folder's name can delete it; the result does not depend on it.
            System.err.println("quickstart: " + folder.get() + " could not be deleted: " + e);
        }
    }
}
