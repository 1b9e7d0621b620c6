// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.cgroup;

import java.util.Optional;

/// What a control group has counted so far. What this kernel does not count is empty.
///
/// @param userNanos processor time in the processes' own code
/// @param systemNanos processor time in the kernel for them
/// @param peakMemory the most bytes they had together
/// @param outOfMemory how many processes were killed as there was no more memory for the group
/// @param bytesRead bytes read from disks
/// @param bytesWritten bytes written to disks
/// @param peakProcesses the most processes and threads
/// @param refusedProcesses how many times the limit kept one from starting
public record Readings(
        Optional<Long> userNanos,
        Optional<Long> systemNanos,
        Optional<Long> peakMemory,
        long outOfMemory,
        Optional<Long> bytesRead,
        Optional<Long> bytesWritten,
        Optional<Long> peakProcesses,
        Optional<Long> refusedProcesses) {
    /// Of a process that is in no group.
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
