// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The control group of one attempt. Its limits are set before a process joins. Thread-safe except for [#remove].
public interface ControlGroup {
    /// {@return the files to which a process writes its id to join the group}
    List<Path> joinFiles();

    /// {@return the membership of a single thread, whose children start in the group; empty where the kernel moves
    /// only whole processes}
    Optional<ThreadMembership> threadMembership();

    /// {@return the processes in it now}
    /// @throws IOException if it cannot be read
    List<Long> processes() throws IOException;

    /// Kills every process in the group, also those that are started meanwhile, and waits until they are gone.
    ///
    /// @param within the longest wait
    /// @return whether it is empty
    /// @throws IOException if the kernel refuses
    boolean kill(Duration within) throws IOException;

    /// {@return how many of its processes the kernel has killed for lack of memory in the group}
    /// @throws IOException if it cannot be read
    long outOfMemory() throws IOException;

    /// {@return the processor time used so far; empty if nothing counts it}
    /// @throws IOException if it cannot be read
    Optional<Duration> processorTime() throws IOException;

    /// {@return what it has counted}
    /// @throws IOException if it cannot be read
    Readings readings() throws IOException;

    /// Removes it. It must be empty.
    ///
    /// @throws IOException if it is not
    void remove() throws IOException;

    /// Lets a thread join the group and return to its own.
    interface ThreadMembership {
        /// Moves the calling platform thread into the group.
        ///
        /// @throws IOException if the kernel refuses; the thread may have joined in part and must leave
        void enter() throws IOException;

        /// Moves the calling thread back, and sets the limits that could not be set while it was in the group.
        ///
        /// @throws IOException if the kernel refuses
        void leave() throws IOException;
    }
}
