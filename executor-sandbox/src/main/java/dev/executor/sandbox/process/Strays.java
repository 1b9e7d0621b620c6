// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the processes that a command left in the background when it ended, where no control group holds them together.
/// Their parent is gone, so they are not descendants any more. Stateless.
///
/// The attempt's folder in their initial environment, read from `/proc`, identifies them. A process that was started
/// with another environment is missed. Without `/proc` all are missed.
final class Strays {
    private static final Path PROCESSES = Path.of("/proc");

    private Strays() {}

    /// {@return the processes that exist now}
    /// @param folder the attempt's own folder
    static List<ProcessHandle> of(Path folder) {
        String mark = folder + "/";
        var found = new ArrayList<ProcessHandle>();
        if (!Files.isDirectory(PROCESSES)) {
            return found;
        }
        try (var entries = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path entry : entries) {
                // The handle is taken first: it tells this process from a later one with the same id.
                Optional<ProcessHandle> process =
                        ProcessHandle.of(Long.parseLong(entry.getFileName().toString()));
                if (process.isPresent() && environment(entry).contains(mark)) {
                    found.add(process.get());
                }
            }
        } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
            return found; // those found before the error
        }
        return found;
    }

    private static String environment(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it has ended, or belongs to another user
        }
    }
}
