// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Reads and writes the attributes of a control group, which are files in its folder. Stateless.
final class Attribute {
    private Attribute() {}

    /// Writes an attribute.
    ///
    /// @throws IOException if the kernel rejects the value
    static void write(Path group, String name, Object value) throws IOException {
        try {
            Files.writeString(group.resolve(name), value.toString(), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(
                    "could not write '" + value + "' to " + group.resolve(name) + ": " + e.getMessage(), e);
        }
    }

    /// Writes an attribute that not every kernel has.
    ///
    /// @return whether this kernel has it
    static boolean writeIfThere(Path group, String name, Object value) throws IOException {
        if (!Files.exists(group.resolve(name))) {
            return false;
        }
        write(group, name, value);
        return true;
    }

    static String read(Path group, String name) throws IOException {
        return Files.readString(group.resolve(name)).strip();
    }

    /// Reads a number; empty if this kernel has no such attribute or it is no number (`max`).
    static Optional<Long> number(Path group, String name) throws IOException {
        try {
            return Optional.of(Long.parseLong(read(group, name)));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// Reads the number for a key, from an attribute with a key and a number in each line.
    static Optional<Long> number(Path group, String name, String key) throws IOException {
        try {
            for (String line : read(group, name).split("\n", -1)) {
                if (line.startsWith(key + " ")) {
                    return Optional.of(
                            Long.parseLong(line.substring(key.length() + 1).strip()));
                }
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
