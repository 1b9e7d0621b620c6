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
/// With a control group, that is everything in it, whatever it did to get away (double fork, setsid). With walls but no
/// group, the kernel kills all when their first process is killed. With neither, it is what can be found as
/// descendants and as [Strays]: one that has hidden is missed, which the capabilities say.
final class ProcessTree {
    private static final Duration KILL_TIME = Duration.ofSeconds(10);

    private static final long SETTLE_NANOS = 20_000_000;
    private static final long LOOK_NANOS = 300_000;

    /// How often those are looked for that have left their parents.
    private static final int LOOKS = 1000;

    private final Child child;
    private final Optional<ControlGroup> group;
    private final Path folder;
    private final boolean wrapped;

    /// @param folder the attempt's own, by which its processes are known where there is no group
    /// @param wrapped whether the child is a wrapper, which is to outlive a polite stop
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
            // Who is in there now was so when his handle was taken, which knows him from a later one with his id.
            var still = group.get().processes();
            if (!still.contains(child.pid())) { // it is on its way in
                child.process().destroy();
            }
            processes = found.stream().filter(process -> still.contains(process.pid()));
        }
        long self = ProcessHandle.current().pid();
        processes
                .filter(process -> process.pid() != self && !(wrapped && process.pid() == child.pid()))
                .forEach(ProcessHandle::destroy);
    }

    /// Kills everything at once.
    ///
    /// @throws IOException if something is still there after ten seconds, as it hangs in the kernel
    void kill() throws IOException {
        if (group.isEmpty()) {
            List<ProcessHandle> all = all().toList(); // before its parent is gone, a child can be found
            all.forEach(ProcessHandle::destroyForcibly);
            // Whoever is born meanwhile is found by the next look; one that never ends is no reason to stay here.
            List<ProcessHandle> strays = wrapped ? List.of() : Strays.of(folder);
            for (int look = 0; look < LOOKS && !strays.isEmpty(); look++) {
                strays.forEach(ProcessHandle::destroyForcibly);
                LockSupport.parkNanos(LOOK_NANOS);
                strays = Strays.of(folder);
            }
            return;
        }
        if (!child.ended().isDone()) {
            child.process().destroyForcibly(); // it may be on its way into the group
        }
        if (!group.get().kill(KILL_TIME)) {
            throw new IOException("processes " + group.get().processes() + " are still there " + KILL_TIME.toSeconds()
                    + " s after they were killed; they hang in the kernel");
        }
    }

    /// After the end of a wrapper the kernel kills all in its namespace, which takes a moment; freezing them in
    /// that would take longer.
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
