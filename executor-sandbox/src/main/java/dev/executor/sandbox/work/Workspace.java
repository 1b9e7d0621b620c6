// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.work;

import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.Stdin;
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

/// The folders of one attempt: `work`, in which the process works unless the command names a folder, and beside it
/// files that only the sandbox and the process's user can read. Confined to the attempt's thread; [#close()] deletes
/// everything.
public final class Workspace implements AutoCloseable {
    private final Path root;
    private final Path work;
    private final int owner;

    /// The files and folders made in the root, in this order.
    private final List<Path> made = new ArrayList<>();

    private Workspace(Path root, Path work, int owner) {
        this.root = root;
        this.work = work;
        this.owner = owner;
    }

    /// Makes the folders.
    ///
    /// @param root the folder to make
    /// @param command the command
    /// @param owner the id of the user and group that the process runs as; negative for those of this process
    /// @return the workspace
    /// @throws IOException if that fails; nothing is left of it then
    public static Workspace create(Path root, Command command, int owner) throws IOException {
        boolean given = command.folder().isPresent();
        Path work = command.folder().orElse(root.resolve("work"));
        if (given && !Files.isDirectory(work)) {
            throw new IOException("the folder " + work + " does not exist or is not a folder");
        }
        // Another user must be able to pass through the folder above its own, but not to list it.
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

    /// Copies the inputs. May take long, so call it on one of the [FileThreads].
    ///
    /// @param command the command
    /// @return the pipes, sockets and devices that were not copied
    /// @throws IOException if it fails
    /// @throws InputsTooLargeException if they are larger than the disk limit
    public List<Path> copyInputs(Command command) throws IOException {
        if (command.inputs().isEmpty()) {
            return List.of();
        }
        long maxBytes = command.limits().disk().map(ByteSize::bytes).orElse(Long.MAX_VALUE);
        List<Path> skipped = List.of();
        var opened = Inputs.into(work, maxBytes);
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
    public static final class InputsTooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        InputsTooLargeException(Path at) {
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

    /// {@return the private folder of the sandbox for this attempt}
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

    /// Announces that an empty folder will be made in the root, so that [#closeIfTidy()] deletes it.
    ///
    /// @param folder the folder, below [#root()]
    public void expect(Path folder) {
        made.add(folder);
    }

    /// {@return the file for standard input}; copying a file may take long
    ///
    /// @param stdin the content
    /// @throws IOException if it cannot be written
    public Path stdin(Stdin stdin) throws IOException {
        return switch (stdin) {
            case Stdin.Empty() -> Path.of(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
            case Stdin.File(var path) -> {
                if (!Files.isRegularFile(path)) { // opening a pipe would block
                    throw new IOException("standard input was " + path + ", which is not a plain file");
                }
                if (owner < 0) {
                    yield path.toAbsolutePath();
                }
                Path pinned = root.resolve("stdin"); // this process may read it although the command's user may not
                Inputs.pin(path, pinned);
                made.add(pinned);
                yield pinned;
            }
            case Stdin.Bytes(var content) -> write("stdin", content);
        };
    }

    /// Writes a file that only this user can read.
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

    /// Deletes everything except a folder that the command names. May take long if the command left many files.
    ///
    /// @throws IOException if a file cannot be deleted
    @Override
    public void close() throws IOException {
        if (!closeIfTidy()) {
            Trees.delete(root); // a folder that the command names is not in it
        }
    }

    /// Deletes the files made here, if there are no others. Most commands leave none, and then no folder has to be
    /// listed.
    ///
    /// @return whether everything is deleted; otherwise call [#close()]
    public boolean closeIfTidy() {
        try {
            for (Path path : made.reversed()) {
                Files.delete(path);
            }
            Files.delete(root);
            return true;
        } catch (IOException e) { // the command left or removed files
            return false;
        }
    }
}
