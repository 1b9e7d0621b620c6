// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.work;

import dev.executor.isolation.ByteSize;
import dev.executor.isolation.ProcessTask;
import dev.executor.isolation.ProcessTask.Stdin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The folders of one attempt: `work`, where the process works unless it was given a folder, and beside it what only
/// the sandbox and the process's user read. Confined to the attempt's thread; [#close()] deletes it all.
public final class Workspace implements AutoCloseable {
    private final Path root;
    private final Path work;
    private final int owner;

    /// What has been made in the root, in this order.
    private final List<Path> made = new ArrayList<>();

    private Workspace(Path root, Path work, int owner) {
        this.root = root;
        this.work = work;
        this.owner = owner;
    }

    /// Makes the folders.
    ///
    /// @param root the folder to make
    /// @param command for what
    /// @param owner the numeric user and group that the process runs as, or a negative number if as this one
    /// @return the workspace
    /// @throws IOException if that fails; then nothing is left of it
    public static Workspace create(Path root, ProcessTask command, int owner) throws IOException {
        boolean given = command.folder().isPresent();
        Path work = command.folder().orElse(root.resolve("work"));
        if (given && !Files.isDirectory(work)) {
            throw new IOException("the folder " + work + " is not there, or is no folder");
        }
        // Another user has to pass through the folder above his own, and may not list it.
        Files.createDirectory(root, mode(owner < 0 ? "rwx------" : "rwx--x--x"));
        var workspace = new Workspace(root, work, owner);
        try {
            if (!given) {
                Files.createDirectory(work, mode("rwx------"));
                workspace.made.add(work);
            }
            if (!given && owner >= 0) {
                Trees.own(work, owner, owner);
            }
            return workspace;
        } catch (IOException | RuntimeException e) {
            try {
                workspace.close();
            } catch (IOException f) {
                e.addSuppressed(f);
            }
            throw e;
        }
    }

    /// Copies the inputs. Takes long: to be done on one of the [FileThreads].
    ///
    /// @param command for what
    /// @return the pipes, sockets and devices that were not copied
    /// @throws IOException if it fails
    /// @throws NoRoomException if they are larger than the disk limit
    public List<Path> furnish(ProcessTask command) throws IOException {
        if (command.inputs().isEmpty()) {
            return List.of();
        }
        long room = command.limits().disk().map(ByteSize::bytes).orElse(Long.MAX_VALUE);
        List<Path> skipped = List.of();
        var opened = Inputs.into(work, room);
        if (opened.isPresent()) {
            try (var inputs = opened.get()) {
                for (Map.Entry<String, Path> input : command.inputs().entrySet()) {
                    inputs.copy(input.getValue(), input.getKey());
                }
                skipped = inputs.skipped();
            }
        } else {
            for (Map.Entry<String, Path> input : command.inputs().entrySet()) {
                Trees.copy(input.getValue(), work, input.getKey());
            }
        }
        if (command.folder().isEmpty() && owner >= 0) {
            Trees.own(work, owner, owner);
        }
        return skipped;
    }

    /// The inputs are larger than the disk limit.
    public static final class NoRoomException extends IOException {
        private static final long serialVersionUID = 1L;

        NoRoomException(Path at) {
            super("the inputs are larger than the limit DISK, with " + at);
        }
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return Path.of("/").getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /// {@return the folder that the process works in}
    public Path work() {
        return work;
    }

    /// {@return the folder for what only the sandbox reads}
    public Path root() {
        return root;
    }

    /// {@return a new folder for the process's temporary files}
    /// @throws IOException if it cannot be made
    public Path temporary() throws IOException {
        Path folder = Files.createDirectory(root.resolve("tmp"), mode("rwx------"));
        made.add(folder);
        if (owner >= 0) {
            Trees.own(folder, owner, owner);
        }
        return folder;
    }

    /// Says that an empty folder will be made in there.
    ///
    /// @param folder the folder, below [#root()]
    public void expect(Path folder) {
        made.add(folder);
    }

    /// {@return the file for standard input}; may take long for one that is a file
    ///
    /// @param stdin what it is to have
    /// @throws IOException if it cannot be written
    public Path stdin(Stdin stdin) throws IOException {
        return switch (stdin) {
            case Stdin.Empty() -> Path.of(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
            case Stdin.File(var path) -> {
                if (!Files.isRegularFile(path)) { // a pipe would block whoever opens it
                    throw new IOException("standard input was " + path + ", which is no plain file");
                }
                if (owner < 0) {
                    yield path.toAbsolutePath();
                }
                Path pinned = root.resolve("stdin"); // who opens it may read more than who reads it
                Inputs.pin(path, pinned);
                made.add(pinned);
                yield pinned;
            }
            case Stdin.Bytes(var content) -> write("stdin", content);
        };
    }

    /// Writes a file that nobody else can read.
    ///
    /// @param name its name
    /// @param content its content
    /// @return the file
    /// @throws IOException if it cannot be written
    public Path write(String name, byte[] content) throws IOException {
        Path file = root.resolve(name);
        try (var channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode("rw-------"))) {
            made.add(file);
            for (var left = ByteBuffer.wrap(content); left.hasRemaining(); ) {
                channel.write(left);
            }
        }
        return file;
    }

    /// Deletes everything but a folder that was given. Takes long where much is left.
    ///
    /// @throws IOException if something is left
    @Override
    public void close() throws IOException {
        if (!closeIfTidy()) {
            Trees.delete(root); // a folder that was given is not in it
        }
    }

    /// Deletes what was made, if nothing else is there. Most commands leave nothing where it was made for them: then no
    /// folder is looked into.
    ///
    /// @return whether all is deleted; otherwise [#close()] has work to do
    public boolean closeIfTidy() {
        try {
            for (Path path : made.reversed()) {
                Files.delete(path);
            }
            Files.delete(root);
            return true;
        } catch (IOException e) { // there is more, or less
            return false;
        }
    }
}
