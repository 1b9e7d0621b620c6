// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.cgroup;

import java.util.Optional;

/// What a control group has counted so far. A value that this kernel does not count is empty. Immutable.
///
/// @param userNanos processor time in the processes' own code, in nanoseconds
/// @param systemNanos processor time in the kernel for them, in nanoseconds
/// @param peakMemory the most memory they used together, in bytes
/// @param outOfMemory how many processes the kernel killed for lack of memory in the group
/// @param bytesRead bytes read from disks
/// @param bytesWritten bytes written to disks
/// @param peakProcesses the most processes and threads
/// @param refusedProcesses how many forks the limit refused
public record Readings(
        Optional<Long> userNanos,
        Optional<Long> systemNanos,
        Optional<Long> peakMemory,
        long outOfMemory,
        Optional<Long> bytesRead,
        Optional<Long> bytesWritten,
        Optional<Long> peakProcesses,
        Optional<Long> refusedProcesses) {
    /// The readings of a process that is in no group.
    public static final Readings NONE = new Readings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
}
