// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The control group of one attempt: its limits were set before anything is in it. Thread-safe but for [#remove].
public interface ControlGroup {
    /// {@return the files that a process writes its id to, to be wholly in the group}
    List<Path> doors();

    /// {@return how a single thread enters and leaves, so that what it starts meanwhile is born in the group; empty
    /// where the kernel moves whole processes only}
    Optional<ThreadDoor> threadDoor();

    /// {@return the processes in it now}
    /// @throws IOException if it cannot be read
    List<Long> processes() throws IOException;

    /// Kills everything in it, whatever it does meanwhile, and waits until it is gone.
    ///
    /// @param within how long at most
    /// @return whether it is empty
    /// @throws IOException if the kernel refuses
    boolean kill(Duration within) throws IOException;

    /// {@return how many of its processes were killed as there was no more memory for the group, so far}
    /// @throws IOException if it cannot be read
    long outOfMemory() throws IOException;

    /// {@return the processor time that it has used, so far}
    /// @throws IOException if it cannot be read
    Optional<Duration> processorTime() throws IOException;

    /// {@return what it has counted}
    /// @throws IOException if it cannot be read
    Readings readings() throws IOException;

    /// Removes it. It must be empty.
    ///
    /// @throws IOException if it is not
    void remove() throws IOException;

    /// How a thread enters a group and comes back.
    interface ThreadDoor {
        /// Moves the calling thread in, which is a platform thread.
        ///
        /// @throws IOException if it may not; it may be half in, and must leave
        void enter() throws IOException;

        /// Moves the calling thread to where it was, and sets what could not be set while it was here.
        ///
        /// @throws IOException if it may not
        void leave() throws IOException;
    }
}
