// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// The processes in a control group of either version. Stateless.
final class Processes {
    /// How long a group that has just become empty may still be busy.
    private static final Duration BUSY = Duration.ofSeconds(2);

    private Processes() {}

    static List<Long> in(Path group) throws IOException {
        try {
            return Files.readAllLines(group.resolve("cgroup.procs")).stream()
                    .map(Long::valueOf)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /// {@return the processes in a group and in its nested groups}
    static List<Long> below(Path group) throws IOException {
        var all = new ArrayList<>(in(group));
        for (Path child : children(group)) {
            all.addAll(below(child));
        }
        return all;
    }

    static List<Path> children(Path group) throws IOException {
        try (var entries = Files.list(group)) {
            return entries.filter(Files::isDirectory).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /// Sends `SIGKILL` to each process in a group and in its nested groups. Callers freeze the group, but not every
    /// process freezes, so an id may be freed and reused meanwhile. A process that is still in the group after its
    /// handle was taken is the one that the handle means, because the handle includes the start time. This process
    /// is skipped: in version 1 it is listed while one of its threads is in the group.
    static void kill(Path group) throws IOException {
        long self = ProcessHandle.current().pid();
        var found = below(group).stream()
                .filter(process -> process != self)
                .map(ProcessHandle::of)
                .flatMap(Optional::stream)
                .toList();
        var still = Set.copyOf(below(group));
        found.stream().filter(process -> still.contains(process.pid())).forEach(ProcessHandle::destroyForcibly);
    }

    static void pause() {
        LockSupport.parkNanos(1_000_000);
    }

    /// Removes the folder of an empty group. The kernel may report it as busy for a moment.
    static void removeFolder(Path group) throws IOException {
        long startNanos = System.nanoTime();
        for (; ; ) {
            try {
                Files.deleteIfExists(group);
                return;
            } catch (IOException e) {
                if (System.nanoTime() - startNanos > BUSY.toNanos()) {
                    throw e;
                }
                pause();
            }
        }
    }

    /// Removes a group without processes and its nested groups, from the innermost out.
    static void removeAll(Path group) throws IOException {
        try {
            Files.deleteIfExists(group); // most have no nested groups
        } catch (IOException e) {
            for (Path child : children(group)) {
                removeAll(child);
            }
            removeFolder(group);
        }
    }
}
