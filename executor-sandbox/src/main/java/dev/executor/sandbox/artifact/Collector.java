// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.artifact;

import dev.executor.TaskContext;
import dev.executor.isolation.ArtifactStore;
import dev.executor.isolation.Artifacts;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.ProcessResult.Artifact;
import dev.executor.sandbox.work.FileNames;
import dev.executor.spi.FailureText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
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
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Collects the matching files of a work folder after all processes are dead. For one attempt; confined to a thread
/// that may block.
///
/// Every matching file is kept, or the attempt fails with the file and the reason. A symbolic link is kept as its
/// target if that is a plain file in the work folder. A link to a folder there is skipped, because the files in that
/// folder match by their own path. A hard link is kept only if the command could have read the file, because the other
/// name may belong to a file that was never the command's. Pipes are not kept, as reading one blocks, nor devices, as
/// they have no end.
///
/// Each folder is opened within its parent, and each file within its folder, so changing a path meanwhile does not lead
/// to another file.
public final class Collector {
    private static final Logger log = LoggerFactory.getLogger(Collector.class);
    private static final LinkOption NO_LINKS = LinkOption.NOFOLLOW_LINKS;
    private static final int DEEPEST = 64;
    private static final int TRIES = 3;
    private static final int MAX_REPORTED = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final ArtifactStore store;
    private final TaskContext context;
    private final Artifacts rules;
    private final List<PathMatcher> matchers;
    private final Optional<Integer> reader;
    private final int deepest;
    private final List<Artifact> kept = new ArrayList<>();
    private final Set<String> paths = new HashSet<>();
    private final List<String> notKept = new ArrayList<>();
    private long size;

    /// Makes a collector.
    ///
    /// @param store receives the artifacts
    /// @param context the attempt
    /// @param rules which files to keep
    /// @param reader the id of the user that the command ran as, if it had fewer permissions than this process
    public Collector(ArtifactStore store, TaskContext context, Artifacts rules, Optional<Integer> reader) {
        this.store = store;
        this.context = context;
        this.rules = rules;
        this.reader = reader;
        this.deepest = rules.globs().stream()
                .mapToInt(glob ->
                        glob.contains("**") || glob.contains("{") ? Integer.MAX_VALUE : glob.split("/", -1).length)
                .max()
                .orElse(0);
        this.matchers = rules.globs().stream()
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .toList();
    }

    /// Keeps the matching files.
    ///
    /// @param work the work folder
    /// @throws IOException if the artifacts exceed their limits, or a file could not be kept; the files before it
    ///     were kept
    /// @throws InterruptedException if the calling thread is interrupted
    public void collect(Path work) throws IOException, InterruptedException {
        try (var stream = Files.newDirectoryStream(work)) {
            if (stream instanceof SecureDirectoryStream<Path> secure) {
                collect(secure, secure, work, Path.of(""));
            } else {
                throw new IOException("this file system (" + work.getFileSystem()
                        + ") cannot be walked safely while files change; put the work folder on another one");
            }
        }
        if (!notKept.isEmpty()) {
            throw new IOException(notKept.size() + " matching files were not kept: "
                    + notKept.stream().limit(MAX_REPORTED).collect(Collectors.joining("; "))
                    + (notKept.size() > MAX_REPORTED ? "; and more" : "") + ". Match only files that are to be kept");
        }
    }

    /// {@return the artifacts kept so far, sorted by path}
    public List<Artifact> kept() {
        return kept.stream().sorted(Comparator.comparing(Artifact::path)).toList();
    }

    private void collect(SecureDirectoryStream<Path> top, SecureDirectoryStream<Path> folder, Path work, Path at)
            throws IOException, InterruptedException {
        var names = new ArrayList<Path>();
        try {
            folder.forEach(entry -> names.add(entry.getFileName()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(Comparator.naturalOrder());
        for (Path name : names) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Path path = at.resolve(name);
            var attributes = attributes(folder, name);
            if (attributes.isDirectory()) {
                if (path.getNameCount() >= deepest) {
                    continue; // nothing in there can match
                }
                if (path.getNameCount() < DEEPEST) {
                    try (var inner = folder.newDirectoryStream(name, NO_LINKS)) {
                        collect(top, inner, work, path);
                    }
                } else {
                    passOver(path, "it is more than " + DEEPEST + " folders deep");
                }
            } else if (matchers.stream().anyMatch(matcher -> matcher.matches(path))) {
                if (attributes.isSymbolicLink()) {
                    keepWhatItLeadsTo(top, work, path, attributes);
                } else {
                    keepFile(folder, name, path, work.resolve(path), attributes);
                }
            }
        }
    }

    private void keepFile(
            SecureDirectoryStream<Path> folder, Path name, Path path, Path file, BasicFileAttributes attributes)
            throws IOException, InterruptedException {
        if (!attributes.isRegularFile()) {
            passOver(path, "it is a pipe, a socket or a device");
        } else if (!mayBeKept(file, attributes)) {
            passOver(path, "it is a hard link to a file that the command could not read");
        } else {
            keep(folder, name, path, attributes);
        }
    }

    /// A link can be read only by its path. If the path has changed meanwhile, the link is not kept.
    private void keepWhatItLeadsTo(SecureDirectoryStream<Path> top, Path work, Path path, BasicFileAttributes link)
            throws IOException, InterruptedException {
        Path at = work.resolve(path);
        Path leadsTo = Files.readSymbolicLink(at);
        var read = Files.readAttributes(at, BasicFileAttributes.class, NO_LINKS);
        if (!Objects.equals(read.fileKey(), link.fileKey())) {
            passOver(path, "it was changed meanwhile");
            return;
        }
        Path file = Objects.requireNonNull(at.getParent()).resolve(leadsTo).normalize();
        if (!file.startsWith(work) || file.equals(work)) {
            if (!file.equals(work)) {
                passOver(
                        path,
                        "it is a symbolic link that leads out of the work folder, to " + FileNames.shown(leadsTo));
            }
            return;
        }
        keepWithin(top, work.relativize(file), path, file);
    }

    private void keepWithin(SecureDirectoryStream<Path> folder, Path rest, Path path, Path file)
            throws IOException, InterruptedException {
        Path name = rest.getName(0);
        BasicFileAttributes found;
        try {
            found = attributes(folder, name);
        } catch (NoSuchFileException e) {
            passOver(path, "it is a symbolic link that leads to nothing");
            return;
        }
        if (found.isSymbolicLink()) {
            passOver(path, "it is a symbolic link that leads through another one");
        } else if (rest.getNameCount() == 1) {
            if (!found.isDirectory()) {
                keepFile(folder, name, path, file, found);
            }
        } else if (found.isDirectory()) {
            try (var inner = folder.newDirectoryStream(name, NO_LINKS)) {
                keepWithin(inner, rest.subpath(1, rest.getNameCount()), path, file);
            }
        } else {
            passOver(path, "it is a symbolic link that leads to nothing");
        }
    }

    private static BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        return folder.getFileAttributeView(name, BasicFileAttributeView.class, NO_LINKS)
                .readAttributes();
    }

    /// {@return whether a file is the command's own, or one that it could read}; the number of names can be read
    /// only by path, so the result counts only if the path still leads to the same file.
    private boolean mayBeKept(Path file, BasicFileAttributes found) throws IOException {
        if (reader.isEmpty()
                || !file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return true;
        }
        var told = Files.readAttributes(file, "unix:nlink,uid,gid,mode,fileKey", NO_LINKS);
        if (!Objects.equals(told.get("fileKey"), found.fileKey())) {
            return false;
        }
        final int groupReads = 0040;
        final int othersRead = 0004;
        int mode = (int) Objects.requireNonNull(told.get("mode"));
        return Objects.equals(told.get("nlink"), 1)
                || Objects.equals(told.get("uid"), reader.get())
                || (Objects.equals(told.get("gid"), reader.get()) && (mode & groupReads) != 0)
                || (mode & othersRead) != 0;
    }

    private void passOver(Path path, String reason) {
        notKept.add("'" + FileNames.shown(path) + "': " + reason);
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
        String shown = FileNames.shown(path).replace(path.getFileSystem().getSeparator(), "/");
        if (!paths.add(shown)) {
            passOver(path, "another file has the same name once bytes that are not UTF-8 are replaced");
            return;
        }
        var key = new ArtifactStore.Key(
                context.pool(),
                context.name(),
                context.id().value(),
                context.attempt(),
                shown,
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
                            "artifact '%s' could not be kept in %d tries: %s"
                                    .formatted(key.path(), TRIES, FailureText.of(e)),
                            e);
                }
                log.atWarn()
                        .addKeyValue("task.id", key.taskId())
                        .addKeyValue("task.name", key.taskName())
                        .setCause(FailureText.printable(e))
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
        if (read != found.size() || after.size() != found.size() || !Objects.equals(after.fileKey(), found.fileKey())) {
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

    /// Reads exactly the size that was found, so that a growing file ends.
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
