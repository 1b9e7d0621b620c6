// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.files;

import dev.executor.Priority;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// One thing to read, and so one task.
///
/// @param name what it is called: for a file, its path below the folder
/// @param size how many bytes it had when it was found
/// @param trouble what is wrong with it, if it is meant to go wrong
/// @param source where its bytes come from
public record Input(String name, long size, Optional<String> trouble, Source source) {
    private static final long LARGE = 1 << 20;

    /// Opens an input, once for each attempt.
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    static Input file(String name, long size, Path path) {
        return new Input(name, size, Optional.empty(), () -> Files.newInputStream(path));
    }

    static Input trouble(String what, String name, long size, Source source) {
        return new Input(name, size, Optional.of(what), source);
    }

    /// Small sources and documents overtake the rest in the queue; large inputs let everyone pass.
    Priority priority() {
        if (size > LARGE) {
            return Priority.LOW;
        }
        return name.endsWith(".java") || name.endsWith(".md") ? Priority.HIGH : Priority.NORMAL;
    }

    public String printableName() {
        return printable(name);
    }

    /// A file may be called anything, escape sequences included; the terminal must not act on it.
    public static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
