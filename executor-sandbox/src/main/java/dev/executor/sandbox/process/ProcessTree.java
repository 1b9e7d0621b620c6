// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.sandbox.cgroup.ControlGroup;
import dev.executor.sandbox.spawn.Child;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A process and all that it has started. Thread-safe.
///
/// With a control group, that is everything in it, whatever it did to get away (double fork, setsid). With walls but no
/// group, the kernel kills all when their first process is killed. With neither, it is what can be found as
/// descendants: one that has left its parent is missed, which the capabilities say.
final class ProcessTree {
    private static final Duration KILL_TIME = Duration.ofSeconds(10);

    private static final long SETTLE_NANOS = 20_000_000;
    private static final long LOOK_NANOS = 300_000;

    private final Child child;
    private final Optional<ProcessHandle> process;
    private final Optional<ControlGroup> group;
    private final boolean wrapped;

    /// @param wrapped whether the child is a wrapper, which is to outlive a polite stop
    ProcessTree(Child child, Optional<ControlGroup> group, boolean wrapped) {
        this.child = child;
        this.process = ProcessHandle.of(child.pid()); // knows its start, and so no later process with its id
        this.group = group;
        this.wrapped = wrapped;
    }

    /// Asks each process to end: `SIGTERM`.
    void terminate() throws IOException {
        Stream<ProcessHandle> processes;
        if (group.isPresent()) {
            var inGroup = group.get().processes();
            if (!inGroup.contains(child.pid())) { // it is on its way in
                process.ifPresent(ProcessHandle::destroy);
            }
            processes = inGroup.stream().map(ProcessHandle::of).flatMap(Optional::stream);
        } else {
            processes = all();
        }
        long self = ProcessHandle.current().pid();
        processes
                .filter(found -> found.pid() != self && !(wrapped && found.pid() == child.pid()))
                .forEach(ProcessHandle::destroy);
    }

    /// Kills everything at once.
    ///
    /// @throws IOException if something is still there after ten seconds, as it hangs in the kernel
    void kill() throws IOException {
        if (group.isEmpty()) {
            List<ProcessHandle> all = all().toList(); // before its parent is gone, a child can be found
            all.forEach(ProcessHandle::destroyForcibly);
            return;
        }
        process.ifPresent(ProcessHandle::destroyForcibly); // it may be on its way into the group
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
        return process.stream().flatMap(first -> Stream.concat(Stream.of(first), first.descendants()));
    }
}
