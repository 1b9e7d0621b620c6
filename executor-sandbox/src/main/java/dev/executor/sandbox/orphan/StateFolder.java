// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.orphan;

import dev.executor.sandbox.cgroup.Cgroups;
import dev.executor.sandbox.work.Trees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder that all sandboxes of a user share. It has a folder for each sandbox, with a lease in it. Thread-safe.
///
/// A sandbox holds a lock on its lease while its process lives; the kernel releases the lock however the process ends.
/// Opening a sandbox first sweeps those whose lock is free: it kills what is left in their control groups and deletes
/// their folders. Process ids are not trusted, because the kernel reuses them.
public final class StateFolder {
    private static final Logger log = LoggerFactory.getLogger(StateFolder.class);
    private static final String PREFIX = "executor-";
    private static final String LEASE = "lease";

    /// Excludes other threads of this process; a file lock excludes only other processes.
    private static final ReentrantLock THREADS = new ReentrantLock();

    private final Path folder;
    private final boolean passable;

    private StateFolder(Path folder, boolean passable) {
        this.folder = folder;
        this.passable = passable;
    }

    /// Opens the folder, and makes it if it is not there.
    ///
    /// @param folder the folder
    /// @param passable whether processes of another user must be able to pass through it
    /// @return the folder
    /// @throws IOException if others could write to it
    public static StateFolder open(Path folder, boolean passable) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(folder);
            return new StateFolder(folder, passable);
        }
        var mode = PosixFilePermissions.fromString(passable ? "rwx--x--x" : "rwx------");
        Files.createDirectories(folder.toAbsolutePath().getParent());
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(mode));
        } catch (FileAlreadyExistsException e) {
            check(folder);
        }
        Files.setPosixFilePermissions(folder, mode);
        return new StateFolder(folder.toRealPath(), passable); // bubblewrap needs paths without links
    }

    /// Refuses a folder that another user may have made first, as is possible in a folder for temporary files.
    private static void check(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(
                    "the state folder " + folder + " is a link or not a folder; remove it, or set stateFolder");
        }
        var owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
        var self = Files.getOwner(
                Path.of("/proc/self").toFile().exists()
                        ? Path.of("/proc/self")
                        : Path.of(System.getProperty("user.home")));
        var mode = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(self)
                || mode.contains(PosixFilePermission.GROUP_WRITE)
                || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException("the state folder " + folder + " belongs to " + owner + " with mode "
                    + PosixFilePermissions.toString(mode) + ", so others can change it; remove it, or set stateFolder");
        }
    }

    /// {@return the folder}
    public Path path() {
        return folder;
    }

    /// Sweeps what dead sandboxes have left, and makes the folder of a new one.
    ///
    /// @return the folder of the new sandbox
    /// @throws IOException if it cannot be made
    public Instance newInstance() throws IOException {
        try (var _ = lock()) {
            sweep();
            String name = ownPrefix() + "-" + UUID.randomUUID().toString().substring(0, 8);
            Path own = folder.resolve(name);
            return new Instance(this, name, own, makeLease(own));
        }
    }

    /// Prevents other sandboxes from sweeping until the lock is closed. Makes the folder again if it was deleted.
    ///
    /// @return the lock
    /// @throws IOException if the folder can be changed by others
    Lock lock() throws IOException {
        THREADS.lock();
        try {
            if (!Files.exists(folder)) {
                open(folder, passable);
            }
            var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                return new Lock(channel, channel.lock());
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            THREADS.unlock();
            throw e;
        }
    }

    /// The lock of the folder.
    record Lock(FileChannel channel, FileLock held) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                channel.close(); // releases the lock
            } finally {
                THREADS.unlock();
            }
        }
    }

    /// {@return the lease file of a sandbox}
    static Path lease(Path instance) {
        return instance.resolve(LEASE);
    }

    /// Makes the folder of a sandbox, if it is not there, and a lease in it.
    ///
    /// @return the lease, locked
    FileChannel makeLease(Path instance) throws IOException {
        if (!Files.exists(instance)) {
            createLike(folder, instance);
        }
        var lease = FileChannel.open(lease(instance), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Optional<FileLock> lock = Optional.ofNullable(lease.tryLock());
        if (lock.isEmpty()) {
            lease.close();
            throw new IOException("the new lease " + lease(instance) + " is locked by another process");
        }
        return lease;
    }

    /// Makes a folder with the permissions of another one, independent of the umask of this process.
    static void createLike(Path other, Path made) throws IOException {
        Files.createDirectory(made);
        if (made.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(made, Files.getPosixFilePermissions(other));
        }
    }

    /// {@return the prefix of the names of this process's sandboxes}; it includes the start time, because ids are
    /// reused often in containers.
    private static String ownPrefix() {
        var self = ProcessHandle.current();
        long started = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return PREFIX + self.pid() + "-" + started;
    }

    private void sweep() throws IOException {
        try (var entries = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path entry : entries) {
                // Closing a second channel to the lease would release this process's own lock on it.
                if (!entry.getFileName().toString().startsWith(ownPrefix() + "-")) {
                    sweepIfDead(entry);
                }
            }
        }
    }

    /// Sweeps a dead sandbox. What cannot be swept is left for the next sandbox and does not prevent this one from
    /// opening.
    private static void sweepIfDead(Path instance) {
        Path lease = instance.resolve(LEASE);
        try {
            if (!Files.exists(lease)) {
                Trees.delete(instance);
                return;
            }
            try (var channel = FileChannel.open(lease, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                if (Optional.ofNullable(channel.tryLock()).isPresent()) {
                    Cgroups.sweep(Instance.readRoots(lease));
                    Trees.delete(instance);
                    log.info("Swept what a dead sandbox left in {}", instance);
                }
            }
        } catch (IOException e) {
            log.warn("Could not sweep what a dead sandbox left in {}; the next sandbox tries again", instance, e);
        }
    }
}
