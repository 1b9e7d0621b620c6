// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.work;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Copies, measures, deletes and changes the owner of whole folders. Stateless.
public final class Trees {
    private static final LinkOption NO_LINKS = LinkOption.NOFOLLOW_LINKS;

    private Trees() {}

    /// Copies a file or a whole folder. Links in a folder are copied as links.
    ///
    /// @param from the source; a link is followed
    /// @param work the work folder; no link in it is followed, as a command may have made it
    /// @param path the target in the work folder; replaces a file
    /// @throws IOException if it cannot be copied
    public static void copy(Path from, Path work, String path) throws IOException {
        Path source = from.toRealPath();
        Path target = work.resolve(path);
        Path parent = work;
        for (Path name : work.relativize(target)) {
            if (!Files.isDirectory(parent, NO_LINKS)) {
                if (Files.exists(parent, NO_LINKS)) {
                    throw new IOException(
                            "input '" + path + "' would be copied through " + parent + ", which is not a folder");
                }
                Files.createDirectory(parent);
            }
            parent = parent.resolve(name);
        }
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path made = target.resolve(source.relativize(folder).toString());
                if (!Files.isDirectory(made, NO_LINKS)) {
                    Files.createDirectory(made);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = file.equals(source) ? target : target.resolve(source.relativize(file));
                Files.copy(file, copy, NO_LINKS, StandardCopyOption.REPLACE_EXISTING);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /// Changes the owner of a whole folder. Links are not followed.
    ///
    /// @param folder the folder
    /// @param user the user's number
    /// @param group the group's number
    /// @throws IOException if this process is not permitted to
    public static void own(Path folder, int user, int group) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Files.setAttribute(path, "unix:gid", group, NO_LINKS);
                Files.setAttribute(path, "unix:uid", user, NO_LINKS);
            }
        }
    }

    /// Deletes a folder with untrusted content. Links are not followed, and folders without permissions are made
    /// accessible. Nested folders are first moved to the top, so no path gets long however deep they are.
    ///
    /// @param folder the folder; nothing happens if it does not exist
    /// @throws IOException if a file cannot be deleted
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, NO_LINKS)) {
            return;
        }
        if (!Files.isDirectory(folder, NO_LINKS)) {
            Files.delete(folder);
            return;
        }
        open(folder);
        try (var entries = Files.newDirectoryStream(folder)) {
            if (entries instanceof SecureDirectoryStream<Path> secure) {
                deleteContent(secure, folder);
            } else {
                deleteByPath(folder);
                return;
            }
        }
        Files.delete(folder);
    }

    private static void deleteContent(SecureDirectoryStream<Path> top, Path topPath) throws IOException {
        var folders = new ArrayDeque<Path>();
        for (Path entry : names(top)) {
            deleteOrQueue(top, entry, folders);
        }
        long moved = 0;
        for (Path name = folders.poll(); name != null; name = folders.poll()) {
            open(topPath.resolve(name));
            try (var folder = top.newDirectoryStream(name, NO_LINKS)) {
                for (Path entry : names(folder)) {
                    if (isFolder(folder, entry)) {
                        if (deletedEmpty(folder, entry)) {
                            continue;
                        }
                        Path up = Path.of(".deleted-" + moved++);
                        open(topPath.resolve(name).resolve(entry)); // a folder without permissions cannot be moved
                        folder.move(entry, top, up);
                        folders.add(up);
                    } else {
                        folder.deleteFile(entry);
                    }
                }
            }
            top.deleteDirectory(name);
        }
    }

    private static void deleteOrQueue(SecureDirectoryStream<Path> top, Path entry, ArrayDeque<Path> folders)
            throws IOException {
        if (!isFolder(top, entry)) {
            top.deleteFile(entry);
        } else if (!deletedEmpty(top, entry)) {
            folders.add(entry);
        }
    }

    /// {@return whether the folder was empty, and is deleted now}
    private static boolean deletedEmpty(SecureDirectoryStream<Path> in, Path name) throws IOException {
        try {
            in.deleteDirectory(name);
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }

    /// {@return all names in a folder}; read before anything is deleted, as a listing is not reliable during
    /// changes
    private static List<Path> names(SecureDirectoryStream<Path> folder) throws IOException {
        var names = new ArrayList<Path>();
        try {
            folder.forEach(entry -> names.add(entry.getFileName()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    private static boolean isFolder(SecureDirectoryStream<Path> in, Path name) throws IOException {
        return in.getFileAttributeView(name, BasicFileAttributeView.class, NO_LINKS)
                .readAttributes()
                .isDirectory();
    }

    /// Gives this process all permissions on a folder. By path, because the JDK would have to open the folder
    /// otherwise, which it may not yet do. All processes of the command are dead, so none can replace the folder.
    private static void open(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /// Deletes by path, where the file system cannot open files within an opened folder, as on Windows.
    private static void deleteByPath(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @org.jspecify.annotations.Nullable IOException e)
                    throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /// Measures a folder that a process may change meanwhile.
    ///
    /// @param folder the folder
    /// @param enough the size at which to stop counting
    /// @return the size of all files in bytes, and 4 KiB for each entry, so that empty files count; a huge number
    ///     if the folder is too deep to be measured or cannot be read
    public static long measure(Path folder, long enough) {
        long bytes = 0;
        var folders = new ArrayDeque<Path>(List.of(folder));
        for (Path next = folders.poll(); next != null && bytes <= enough; next = folders.poll()) {
            try (var entries = Files.newDirectoryStream(next)) {
                for (Path entry : entries) {
                    bytes += ENTRY_BYTES + size(entry, folders);
                    if (entry.toString().length() > LONGEST_PATH) {
                        return TOO_MUCH;
                    }
                    if (bytes > enough) {
                        return bytes;
                    }
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                // The process has removed or replaced the folder.
            } catch (DirectoryIteratorException | IOException e) {
                return TOO_MUCH; // a folder that cannot be read may hold any amount
            }
        }
        return bytes;
    }

    private static long size(Path entry, Deque<Path> folders) throws IOException {
        try {
            var attributes = Files.readAttributes(entry, BasicFileAttributes.class, NO_LINKS);
            if (attributes.isDirectory()) {
                folders.add(entry);
            }
            return attributes.isRegularFile() ? attributes.size() : 0;
        } catch (NoSuchFileException e) {
            return 0; // the process has deleted it meanwhile
        }
    }

    /// Looks for a file of exactly the given size that was written recently.
    ///
    /// @param folder the folder; links are not followed
    /// @param size its size
    /// @param since the earliest time of the write, to the resolution of the file system's clock
    /// @return whether there is one among the first hundred thousand entries
    public static boolean hasFile(Path folder, long size, Instant since) {
        Instant earliest = since.minusMillis(CLOCK_MILLIS);
        int left = MOST_ENTRIES;
        var folders = new ArrayDeque<Path>(List.of(folder));
        for (Path next = folders.poll(); next != null && left > 0; next = folders.poll()) {
            try (var entries = Files.newDirectoryStream(next)) {
                for (Path entry : entries) {
                    left--;
                    var attributes = Files.readAttributes(entry, BasicFileAttributes.class, NO_LINKS);
                    if (attributes.isDirectory()) {
                        folders.add(entry);
                    } else if (attributes.isRegularFile()
                            && attributes.size() == size
                            && !attributes.lastModifiedTime().toInstant().isBefore(earliest)) {
                        return true;
                    }
                }
            } catch (DirectoryIteratorException | IOException e) {
                // a folder that cannot be read is skipped
            }
        }
        return false;
    }

    /// The size of a folder that cannot be measured; several can be added without overflow.
    private static final long TOO_MUCH = Long.MAX_VALUE / 8;

    private static final long ENTRY_BYTES = 4096;

    private static final int MOST_ENTRIES = 100_000;
    private static final int CLOCK_MILLIS = 20;

    /// Below the kernel's 4,096, so that one more name does not exceed it.
    private static final int LONGEST_PATH = 3500;
}
