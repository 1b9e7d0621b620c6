// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.work;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Copies files and folders into a work folder. Other processes may change the source and the work folder meanwhile.
/// Confined to one thread, which may block; an interrupt stops it.
///
/// Every folder is opened once, within its parent and never through a link, and its files are opened within it.
/// Replacing a folder with a link meanwhile therefore leads nowhere else. Java cannot make a folder or a link within an
/// opened folder, so both are made at the top of the work folder under a random name and then moved. The type of a file
/// is read before the file is opened, because opening a pipe would block.
final class Inputs implements AutoCloseable {
    private static final LinkOption NO_LINKS = LinkOption.NOFOLLOW_LINKS;

    /// The deepest folder that is copied; each level keeps two folders open.
    private static final int DEEPEST = 128;

    private static final long STEP_BYTES = 8 << 20;
    private static final long ENTRY_BYTES = 4096;

    private final Path work;
    private final SecureDirectoryStream<Path> top;
    private final long maxBytes;
    private final List<Path> skipped = new ArrayList<>();
    private long copied;

    private Inputs(Path work, SecureDirectoryStream<Path> top, long maxBytes) {
        this.work = work;
        this.top = top;
        this.maxBytes = maxBytes;
    }

    /// Opens the work folder.
    ///
    /// @param work the folder
    /// @param maxBytes the most bytes that may be copied in all
    /// @return the copier; empty where the file system cannot open files within an opened folder
    /// @throws IOException if it cannot be opened
    static Optional<Inputs> into(Path work, long maxBytes) throws IOException {
        return ifSecure(work).map(stream -> new Inputs(work, stream, maxBytes));
    }

    /// {@return the pipes, sockets and devices in copied folders, which were skipped}
    List<Path> skipped() {
        return List.copyOf(skipped);
    }

    /// Copies a file or a whole folder. Links in a folder are copied as links; pipes, sockets and devices are
    /// skipped.
    ///
    /// @param from the source; a link is followed if it belongs to this user or to root
    /// @param path the target in the work folder; replaces a file
    /// @throws IOException if it cannot be copied
    void copy(Path from, String path) throws IOException {
        Path source = Links.follow(from);
        Path name = source.getFileName();
        Path target = FileNames.path(path).normalize();
        try (var folders = new Opened();
                var sources = new Opened()) {
            var into = top;
            for (int i = 0; i < target.getNameCount() - 1; i++) {
                into = folders.add(enter(into, target.getName(i), path));
            }
            if (name == null) {
                throw new IOException("input '" + path + "' is the root folder; give a file or folder below it");
            }
            var parent = sources.add(open(Objects.requireNonNull(source.getParent())));
            var attributes = attributes(parent, name);
            if (attributes.isOther()) {
                throw new IOException(
                        "input '" + path + "' (" + from + ") is a pipe, a socket or a device; give a file or a folder");
            }
            copyEntry(parent, name, source, into, target.getFileName(), 0);
        }
    }

    /// Links or copies a plain file to a private path, so that replacing the original path later has no effect.
    ///
    /// @param from the file
    /// @param place the private path
    /// @throws IOException if that fails, or it is not a plain file
    static void pin(Path from, Path place) throws IOException {
        Path source = Links.follow(from);
        Path name = Objects.requireNonNull(source.getFileName());
        try (var parent = open(Objects.requireNonNull(source.getParent()))) {
            var attributes = attributes(parent, name);
            if (!attributes.isRegularFile()) {
                throw new IOException(from + " is not a plain file");
            }
            try {
                Files.createLink(place, source);
            } catch (FileSystemException e) { // on another disk
                copyTo(place, parent, name);
                return;
            }
            var linked = Files.readAttributes(place, BasicFileAttributes.class, NO_LINKS);
            if (!Objects.equals(linked.fileKey(), attributes.fileKey())) {
                Files.delete(place);
                throw new IOException(from + " was changed while it was opened");
            }
        }
    }

    private static void copyTo(Path place, SecureDirectoryStream<Path> parent, Path name) throws IOException {
        try (var in = parent.newByteChannel(name, Set.of(StandardOpenOption.READ, NO_LINKS));
                var out = Files.newByteChannel(
                        place,
                        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            var buffer = ByteBuffer.allocate(1 << 20);
            while (in.read(buffer) > 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                buffer.clear();
            }
        }
    }

    /// Opens a folder step by step through its parents, none of which is a link. A parent that may be passed but
    /// not listed cannot be opened and is skipped; only its owner could replace what is in it.
    private static SecureDirectoryStream<Path> open(Path real) throws IOException {
        SecureDirectoryStream<Path> at = secure(Objects.requireNonNull(real.getRoot()));
        boolean passed = false;
        try {
            for (int i = 0; i < real.getNameCount(); i++) {
                Path prefix = real.getRoot().resolve(real.subpath(0, i + 1));
                SecureDirectoryStream<Path> next;
                try {
                    next = passed ? secure(prefix) : at.newDirectoryStream(real.getName(i), NO_LINKS);
                    passed = false;
                } catch (AccessDeniedException e) {
                    if (i == real.getNameCount() - 1) {
                        throw e;
                    }
                    passed = true;
                    continue;
                }
                at.close();
                at = next;
            }
            return at;
        } catch (IOException | RuntimeException e) {
            at.close();
            throw e;
        }
    }

    private static SecureDirectoryStream<Path> secure(Path folder) throws IOException {
        return ifSecure(folder)
                .orElseThrow(() ->
                        new IOException("the file system of " + folder + " cannot be read safely while files change"));
    }

    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    private static Optional<SecureDirectoryStream<Path>> ifSecure(Path folder) throws IOException {
        var stream = Files.newDirectoryStream(folder);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return Optional.of(secure);
        }
        stream.close();
        return Optional.empty();
    }

    /// Opens a folder in the work folder, and makes it if it does not exist.
    private SecureDirectoryStream<Path> enter(SecureDirectoryStream<Path> in, Path name, Object what)
            throws IOException {
        Optional<BasicFileAttributes> found = find(in, name);
        if (found.isPresent() && !found.get().isDirectory()) {
            throw new IOException(
                    "input '" + what + "' would be copied through '" + name + "', which is a link or not a folder");
        }
        if (found.isEmpty()) {
            Path staged = Files.createDirectory(work.resolve(newName()));
            moveIn(staged, in, name);
        }
        return in.newDirectoryStream(name, NO_LINKS);
    }

    private static String newName() {
        return ".input-" + UUID.randomUUID();
    }

    private void moveIn(Path staged, SecureDirectoryStream<Path> in, Path name) throws IOException {
        try {
            top.move(staged.getFileName(), in, name);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(staged);
            throw e;
        }
    }

    private void copyEntry(
            SecureDirectoryStream<Path> from,
            Path name,
            Path path,
            SecureDirectoryStream<Path> into,
            Path newName,
            int depth)
            throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted while " + path + " was copied");
        }
        var attributes = attributes(from, name);
        count(ENTRY_BYTES, path);
        if (attributes.isSymbolicLink()) {
            if (depth == 0) { // links to the input were followed already, so this one is new
                throw new IOException("input " + path + " was changed while it was opened");
            }
            copyLink(path, attributes, into, newName);
        } else if (attributes.isDirectory()) {
            copyFolder(from, name, path, into, newName, depth);
        } else if (attributes.isRegularFile()) {
            copyFile(from, name, path, into, newName);
        } else {
            skipped.add(path);
        }
    }

    private void copyFolder(
            SecureDirectoryStream<Path> from,
            Path name,
            Path path,
            SecureDirectoryStream<Path> into,
            Path newName,
            int depth)
            throws IOException {
        if (depth == DEEPEST) {
            throw new IOException(path + " is more than " + DEEPEST + " folders deep; give it as an archive");
        }
        try (var inner = from.newDirectoryStream(name, NO_LINKS);
                var made = enter(into, newName, path)) {
            var entries = new ArrayList<Path>();
            try {
                inner.forEach(entry -> entries.add(entry.getFileName()));
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            for (Path entry : entries) {
                try {
                    copyEntry(inner, entry, path.resolve(entry), made, entry, depth + 1);
                } catch (NoSuchFileException e) {
                    if (find(inner, entry).isPresent()) {
                        throw e;
                    } // else it was deleted while the folder was copied
                }
            }
        }
    }

    /// A link can be read only by its path. If the path leads to another file meanwhile, the copy fails.
    private void copyLink(Path path, BasicFileAttributes found, SecureDirectoryStream<Path> into, Path newName)
            throws IOException {
        Path leadsTo = Files.readSymbolicLink(path);
        var read = Files.readAttributes(path, BasicFileAttributes.class, NO_LINKS);
        if (!Objects.equals(read.fileKey(), found.fileKey())) {
            throw new IOException(path + " was changed while it was copied");
        }
        delete(into, newName);
        moveIn(Files.createSymbolicLink(work.resolve(newName()), leadsTo), into, newName);
    }

    private void copyFile(
            SecureDirectoryStream<Path> from, Path name, Path path, SecureDirectoryStream<Path> into, Path newName)
            throws IOException {
        delete(into, newName);
        var permissions = from.getFileAttributeView(name, PosixFileAttributeView.class, NO_LINKS)
                .readAttributes()
                .permissions();
        try (var in = from.newByteChannel(name, Set.of(StandardOpenOption.READ, NO_LINKS));
                var out = into.newByteChannel(
                        newName,
                        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, NO_LINKS),
                        PosixFilePermissions.asFileAttribute(permissions))) {
            long size = in.size(); // a file that grows is copied up to this size
            if (size > 0 && in instanceof FileChannel source) {
                for (long at = 0; at < size; ) {
                    long step = source.transferTo(at, Math.min(STEP_BYTES, size - at), out);
                    if (step <= 0) {
                        break; // the file was truncated
                    }
                    at += step;
                    count(step, path);
                }
            } else {
                copyUnsized(in, out, path); // as files of /proc
            }
        }
    }

    private void copyUnsized(SeekableByteChannel in, SeekableByteChannel out, Path path) throws IOException {
        var buffer = ByteBuffer.allocate(64 << 10);
        while (in.read(buffer) > 0) {
            buffer.flip();
            count(buffer.remaining(), path);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            buffer.clear();
        }
    }

    private void count(long bytes, Path at) throws Workspace.InputsTooLargeException {
        copied += bytes;
        if (copied > maxBytes) {
            throw new Workspace.InputsTooLargeException(at);
        }
    }

    private static void delete(SecureDirectoryStream<Path> in, Path name) throws IOException {
        try {
            in.deleteFile(name);
        } catch (NoSuchFileException e) {
            // nothing to replace
        }
    }

    private static Optional<BasicFileAttributes> find(SecureDirectoryStream<Path> in, Path name) throws IOException {
        try {
            return Optional.of(attributes(in, name));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> in, Path name) throws IOException {
        return in.getFileAttributeView(name, BasicFileAttributeView.class, NO_LINKS)
                .readAttributes();
    }

    @Override
    public void close() throws IOException {
        top.close();
    }

    /// Closes several folders together.
    private static final class Opened implements AutoCloseable {
        private final List<SecureDirectoryStream<Path>> streams = new ArrayList<>();

        SecureDirectoryStream<Path> add(SecureDirectoryStream<Path> stream) {
            streams.add(stream);
            return stream;
        }

        @Override
        public void close() throws IOException {
            for (var stream : streams.reversed()) {
                stream.close();
            }
        }
    }
}
