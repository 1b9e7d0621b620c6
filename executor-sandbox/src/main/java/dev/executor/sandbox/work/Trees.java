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

/// Whole folders: copies, deletes and owns them. Stateless.
public final class Trees {
    private static final LinkOption NO_LINKS = LinkOption.NOFOLLOW_LINKS;

    private Trees() {}

    /// Copies a file, or a folder with all that is in it. Links within it are copied as links.
    ///
    /// @param from what; if it is a link itself, what it leads to
    /// @param work the folder to stay in: no link on the way is followed, as a command may have made it
    /// @param path where to in there; replaces a file
    /// @throws IOException if it cannot be copied
    public static void copy(Path from, Path work, String path) throws IOException {
        Path source = from.toRealPath();
        Path target = work.resolve(path);
        Path parent = work;
        for (Path name : work.relativize(target)) {
            if (!Files.isDirectory(parent, NO_LINKS)) {
                if (Files.exists(parent, NO_LINKS)) {
                    throw new IOException(
                            "input '" + path + "' would be copied through " + parent + ", which is no folder");
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

    /// Gives a folder and all that is in it to a user and group. Links are not followed.
    ///
    /// @param folder the folder
    /// @param user the user's number
    /// @param group the group's number
    /// @throws IOException if this process may not
    public static void own(Path folder, int user, int group) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Files.setAttribute(path, "unix:gid", group, NO_LINKS);
                Files.setAttribute(path, "unix:uid", user, NO_LINKS);
            }
        }
    }

    /// Deletes a folder that a stranger has filled, whatever is in it: links are not followed, folders without any
    /// permission are opened, and however deep it is, no path gets long, as each folder within a folder is first
    /// moved up.
    ///
    /// @param folder the folder; nothing happens if it does not exist
    /// @throws IOException if something is left
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
                        open(topPath.resolve(name)
                                .resolve(entry)); // a folder without permissions cannot be moved either
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

    /// {@return whether it was an empty folder, as many are}
    private static boolean deletedEmpty(SecureDirectoryStream<Path> in, Path name) throws IOException {
        try {
            in.deleteDirectory(name);
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }

    /// All names first: what is deleted or added while a folder is listed may or may not be listed.
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

    /// Gives itself all permissions. By path and not by the opened parent, as the JDK would open the folder for
    /// that, which it may not yet; nobody alive can put anything else in its place.
    private static void open(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /// Where the file system has no folders that are opened once and used by that, as on Windows.
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

    /// Measures a folder that a process may be changing at this moment.
    ///
    /// @param folder the folder
    /// @param enough where to stop counting
    /// @return the sizes of all files together, and 4 KiB for each entry, so that empty files count; very much if
    ///     it is too deep to be measured, or cannot be looked into
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
                // It was a folder a moment ago; the process has changed that.
            } catch (DirectoryIteratorException | IOException e) {
                return TOO_MUCH; // what cannot be looked into could hold anything
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

    /// Looks for a file of exactly a size that was written lately.
    ///
    /// @param folder where; links are not followed
    /// @param size its size
    /// @param since since when, as far as the clock of a file system can tell
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
                // What cannot be looked into tells nothing.
            }
        }
        return false;
    }

    /// Of what cannot be measured; several of it can be added up.
    private static final long TOO_MUCH = Long.MAX_VALUE / 8;

    private static final long ENTRY_BYTES = 4096;

    private static final int MOST_ENTRIES = 100_000;
    private static final int CLOCK_MILLIS = 20;

    /// Shorter than the kernel's 4,096, which one more name could exceed.
    private static final int LONGEST_PATH = 3500;
}
