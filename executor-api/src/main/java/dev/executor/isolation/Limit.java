// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

/// What of a process can be limited. A closed set, so that it is safe as a metric tag.
///
/// A minor version may add a member; `docs/compatibility.md` says what that means for a `switch`.
///
/// @since 0.1
public enum Limit {
    /// Memory of all its processes together, page cache included; past it the kernel kills them all.
    MEMORY,
    /// Processors it may keep busy; past it it runs slower.
    CPU,
    /// Its share of the processors among its like while they are busy.
    CPU_WEIGHT,
    /// Processor time of all its processes together.
    CPU_TIME,
    /// Time since its attempt began.
    WALL_TIME,
    /// Processes and threads at one time; past it, it cannot start another.
    PROCESSES,
    /// Bytes a second read from or written to the disk of its work folder; past it it runs slower.
    IO,
    /// Open files of one process; past it, it cannot open another.
    OPEN_FILES,
    /// Size of one file that it writes.
    FILE_SIZE,
    /// Size of a core dump.
    CORE_SIZE,
    /// Bytes that it writes to its standard output and error together.
    OUTPUT,
    /// Bytes in its work folder.
    DISK
}
