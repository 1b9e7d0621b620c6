// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.artifact;

import dev.executor.TaskContext;
import dev.executor.isolation.ArtifactStore;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.ProcessResult.Artifact;
import dev.executor.isolation.ProcessTask.Artifacts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the files of a work folder that match, after the processes are dead. For one attempt, on its thread.
///
/// Only plain files with one name are taken. A link, symbolic or hard, may be of something that the process could not
/// read and this one can; a pipe would block, a device has no end. All are passed over, with a warning. Folders are
/// opened one within the other and files by their folder, so a path that is changed meanwhile leads nowhere else.
public final class Collector {
    private static final Logger log = LoggerFactory.getLogger(Collector.class);
    private static final LinkOption NO_LINKS = LinkOption.NOFOLLOW_LINKS;
    private static final int DEEPEST = 64;
    private static final int TRIES = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final ArtifactStore store;
    private final TaskContext context;
    private final Artifacts rules;
    private final List<PathMatcher> matchers;
    private final List<Artifact> kept = new ArrayList<>();
    private long size;

    /// Makes a collector.
    ///
    /// @param store where to
    /// @param context the attempt
    /// @param rules what
    public Collector(ArtifactStore store, TaskContext context, Artifacts rules) {
        this.store = store;
        this.context = context;
        this.rules = rules;
        this.matchers = rules.globs().stream()
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .toList();
    }

    /// Keeps what matches.
    ///
    /// @param work the work folder
    /// @throws IOException if there is too much, or something could not be kept; what came before it was
    /// @throws InterruptedException if interrupted meanwhile
    public void collect(Path work) throws IOException, InterruptedException {
        try (var stream = Files.newDirectoryStream(work)) {
            if (stream instanceof SecureDirectoryStream<Path> secure) {
                collect(secure, work, Path.of(""));
            } else {
                throw new IOException("this file system (" + work.getFileSystem()
                        + ") cannot be walked safely while files change; keep no artifacts here");
            }
        }
    }

    /// {@return what was kept so far, sorted by path}
    public List<Artifact> kept() {
        return kept.stream().sorted(Comparator.comparing(Artifact::path)).toList();
    }

    private void collect(SecureDirectoryStream<Path> folder, Path work, Path at)
            throws IOException, InterruptedException {
        var names = new ArrayList<Path>();
        try {
            folder.forEach(entry -> names.add(entry.getFileName()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(Comparator.naturalOrder());
        for (Path name : names) {
            Path path = at.resolve(name);
            var attributes = attributes(folder, name);
            boolean matches = matchers.stream().anyMatch(matcher -> matcher.matches(path));
            if (attributes.isDirectory()) {
                if (path.getNameCount() < DEEPEST) {
                    try (var inner = folder.newDirectoryStream(name, NO_LINKS)) {
                        collect(inner, work, path);
                    }
                } else {
                    passOver(path, "it is more than " + DEEPEST + " folders deep");
                }
            } else if (matches) {
                if (!attributes.isRegularFile()) {
                    passOver(path, "it is " + (attributes.isSymbolicLink() ? "a symbolic link" : "no plain file"));
                } else if (hardLinked(work.resolve(path))) {
                    passOver(path, "it has another name besides (a hard link)");
                } else {
                    keep(folder, name, path, attributes);
                }
            }
        }
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        return folder.getFileAttributeView(name, BasicFileAttributeView.class, NO_LINKS)
                .readAttributes();
    }

    private static boolean hardLinked(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                && (int) Files.getAttribute(file, "unix:nlink", NO_LINKS) > 1;
    }

    private void passOver(Path path, String reason) {
        log.atWarn()
                .addKeyValue("task.id", context.id().value())
                .addKeyValue("task.name", context.name())
                .log("Artifact '{}' of task '{}' ({}) is not kept: {}", path, context.name(), context.id(), reason);
    }

    private void keep(SecureDirectoryStream<Path> folder, Path name, Path path, BasicFileAttributes found)
            throws IOException, InterruptedException {
        if (kept.size() >= rules.maxCount()) {
            throw new IOException("more than " + rules.maxCount() + " artifacts; match fewer, or raise maxCount");
        }
        size += found.size();
        if (size > rules.maxSize().bytes()) {
            throw new IOException("artifacts of more than " + rules.maxSize() + ", with '" + path + "' of "
                    + ByteSize.bytes(found.size()) + "; match fewer, or raise maxSize");
        }
        var key = new ArtifactStore.Key(
                context.pool(),
                context.name(),
                context.id().value(),
                context.attempt(),
                path.toString().replace(path.getFileSystem().getSeparator(), "/"),
                ByteSize.bytes(found.size()));
        kept.add(put(folder, name, found, key));
    }

    private Artifact put(
            SecureDirectoryStream<Path> folder, Path name, BasicFileAttributes found, ArtifactStore.Key key)
            throws IOException, InterruptedException {
        Duration pause = FIRST_PAUSE;
        for (int tried = 1; ; tried++) {
            try {
                return putOnce(folder, name, found, key);
            } catch (IOException | RuntimeException e) {
                if (tried == TRIES) {
                    throw new IOException(
                            "artifact '%s' could not be kept in %d tries: %s".formatted(key.path(), TRIES, e), e);
                }
                log.atWarn()
                        .addKeyValue("task.id", key.taskId())
                        .addKeyValue("task.name", key.taskName())
                        .setCause(e)
                        .log(
                                "Artifact '{}' of task '{}' ({}) could not be kept in try {} of {}",
                                key.path(),
                                key.taskName(),
                                key.taskId(),
                                tried,
                                TRIES);
                Thread.sleep(pause);
                pause = pause.multipliedBy(10);
            }
        }
    }

    private Artifact putOnce(
            SecureDirectoryStream<Path> folder, Path name, BasicFileAttributes found, ArtifactStore.Key key)
            throws IOException, InterruptedException {
        var digest = sha256();
        URI location;
        long read;
        try (var channel = folder.newByteChannel(name, Set.of(StandardOpenOption.READ, NO_LINKS));
                var content = new ExactStream(Channels.newInputStream(channel), found.size())) {
            location = store.put(key, new DigestInputStream(content, digest));
            read = content.count();
        }
        var after = attributes(folder, name);
        if (read != found.size()
                || after.size() != found.size()
                || !java.util.Objects.equals(after.fileKey(), found.fileKey())) {
            throw new IOException("it changed while it was read, or the store did not read all of it");
        }
        return new Artifact(key.path(), ByteSize.bytes(read), HexFormat.of().formatHex(digest.digest()), location);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// Reads as much as was found and no more, so that a file that grows has an end.
    private static final class ExactStream extends InputStream {
        private final InputStream in;
        private long left;
        private long count;

        ExactStream(InputStream in, long size) {
            this.in = in;
            this.left = size;
        }

        long count() {
            return count;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return length == 0 ? 0 : -1;
            }
            int read = in.read(into, offset, (int) Math.min(length, left));
            if (read > 0) {
                left -= read;
                count += read;
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
