// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import java.nio.file.Path;

/// What a process reads on standard input. A closed set: a new member is a breaking change for a `switch`.
///
/// @since 0.1
public sealed interface Stdin {
    /// Nothing; the process reads the end of the input at once.
    record Empty() implements Stdin {}

    /// These bytes. The array is not copied; do not change it.
    ///
    /// @param content the bytes
    @SuppressWarnings("ArrayRecordComponent") // compared by identity; a copy of a large input would cost memory
    record Bytes(byte[] content) implements Stdin {
        @Override
        public String toString() {
            return "Bytes[" + content.length + "]";
        }
    }

    /// A file, from its start.
    ///
    /// @param path the file
    record File(Path path) implements Stdin {}
}
