// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.usage;

import java.time.Duration;

/// What somebody used. Immutable.
///
/// @param attempts attempts that ended
/// @param wall the time that they ran, together
/// @param cpu the processor time of their processes; of what runs on the application's own threads it is not
///     known, as the JVM does not count it for virtual threads
/// @param memoryByteSeconds the peak memory of each process times its wall time, in bytes times seconds: at least
///     what it really held over time
/// @param artifactBytes the size of the artifacts that were kept
public record Usage(long attempts, Duration wall, Duration cpu, double memoryByteSeconds, long artifactBytes) {
    /// Nothing.
    public static final Usage NONE = new Usage(0, Duration.ZERO, Duration.ZERO, 0, 0);

    /// {@return this and more}
    /// @param more what is added
    public Usage plus(Usage more) {
        return new Usage(
                attempts + more.attempts,
                wall.plus(more.wall),
                cpu.plus(more.cpu),
                memoryByteSeconds + more.memoryByteSeconds,
                artifactBytes + more.artifactBytes);
    }

    /// {@return what of this came after an earlier look at the same sums}
    /// @param earlier what there was then
    public Usage minus(Usage earlier) {
        return new Usage(
                attempts - earlier.attempts,
                wall.minus(earlier.wall),
                cpu.minus(earlier.cpu),
                memoryByteSeconds - earlier.memoryByteSeconds,
                artifactBytes - earlier.artifactBytes);
    }
}
