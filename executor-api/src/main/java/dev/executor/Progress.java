// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

/// How far a task has come, in its own units.
///
/// @param done the units done so far
/// @param total the units in all
/// @since 0.1
public record Progress(long done, long total) {
    /// Refuses numbers that are no progress.
    public Progress {
        if (done < 0 || total < done) {
            throw new IllegalArgumentException(
                    "progress was " + done + " of " + total + "; it must be 0 <= done <= total");
        }
    }
}
