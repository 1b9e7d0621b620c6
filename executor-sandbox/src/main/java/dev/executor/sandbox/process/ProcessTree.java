// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.sandbox.cgroup.ControlGroup;
import dev.executor.sandbox.spawn.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A process and all that it has started. Thread-safe.
///
/// With a control group, the tree is every process in it; a double fork or `setsid` does not leave it. If the command
/// is confined but has no group, the kernel kills all of its namespace when the first process is killed. With neither,
/// the tree is what is found as descendants and as [Strays]. A process that hides is missed then; the capabilities say
/// so.
final class ProcessTree {
    private static final Duration KILL_TIME = Duration.ofSeconds(10);

    private static final long SETTLE_NANOS = 20_000_000;
    private static final long LOOK_NANOS = 300_000;

    /// How often [Strays] are looked for.
    private static final int LOOKS = 1000;

    private final Child child;
    private final Optional<ControlGroup> group;
    private final Path folder;
    private final boolean wrapped;

    /// @param folder the attempt's own folder, which identifies its processes where there is no group
    /// @param wrapped whether the child is a wrapper, which must not receive the `SIGTERM`
    ProcessTree(Child child, Optional<ControlGroup> group, Path folder, boolean wrapped) {
        this.child = child;
        this.group = group;
        this.folder = folder;
        this.wrapped = wrapped;
    }

    /// Asks each process to end: `SIGTERM`.
    void terminate() throws IOException {
        Stream<ProcessHandle> processes = all();
        if (group.isPresent()) {
            var found = group.get().processes().stream()
                    .map(ProcessHandle::of)
                    .flatMap(Optional::stream)
                    .toList();
            // A process that is still in the group was in it when its handle was taken, so its id was not reused.
            var still = group.get().processes();
            if (!still.contains(child.pid())) { // it has not joined the group yet
                child.process().destroy();
            }
            processes = found.stream().filter(process -> still.contains(process.pid()));
        }
        long self = ProcessHandle.current().pid();
        processes
                .filter(process -> process.pid() != self && !(wrapped && process.pid() == child.pid()))
                .forEach(ProcessHandle::destroy);
    }

    /// Kills every process of the tree.
    ///
    /// @throws IOException if a process is still there after ten seconds because it hangs in the kernel
    void kill() throws IOException {
        if (group.isEmpty()) {
            List<ProcessHandle> all =
                    all().toList(); // before they are killed: a child is found only while its parent lives
            all.forEach(ProcessHandle::destroyForcibly);
            // The next look finds a process that was started meanwhile. The looks are bounded, as a process may not
            // die.
            List<ProcessHandle> strays = wrapped ? List.of() : Strays.of(folder);
            for (int look = 0; look < LOOKS && !strays.isEmpty(); look++) {
                strays.forEach(ProcessHandle::destroyForcibly);
                LockSupport.parkNanos(LOOK_NANOS);
                strays = Strays.of(folder);
            }
            return;
        }
        if (!child.ended().isDone()) {
            child.process().destroyForcibly(); // it may not have joined the group yet
        }
        if (!group.get().kill(KILL_TIME)) {
            throw new IOException("processes " + group.get().processes() + " are still there " + KILL_TIME.toSeconds()
                    + " s after they were killed; they hang in the kernel");
        }
    }

    /// Waits a moment for the kernel to kill the namespace of a wrapper that has ended. Freezing and killing its
    /// processes would take longer.
    void awaitKernel() throws IOException {
        if (wrapped && group.isPresent()) {
            long startNanos = System.nanoTime();
            while (!group.get().processes().isEmpty() && System.nanoTime() - startNanos < SETTLE_NANOS) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    private Stream<ProcessHandle> all() {
        return Stream.concat(Stream.of(child.process()), child.process().descendants());
    }
}
