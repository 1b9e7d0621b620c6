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

/// The processes of an attempt that nobody is the parent of any more, where no control group has them together: what a
/// command left in the background when it ended. Stateless.
///
/// They are known by the attempt's folder in the environment that they were started with, as it stands under `/proc`.
/// One that was started with another environment is missed, and all are where there is no `/proc`.
final class Strays {
    private static final Path PROCESSES = Path.of("/proc");

    private Strays() {}

    /// {@return those that there are now}
    /// @param folder the attempt's own folder
    static List<ProcessHandle> of(Path folder) {
        String mark = folder + "/";
        var found = new ArrayList<ProcessHandle>();
        if (!Files.isDirectory(PROCESSES)) {
            return found;
        }
        try (var entries = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path entry : entries) {
                // The handle first: it knows a later process with the same id from this one.
                Optional<ProcessHandle> process =
                        ProcessHandle.of(Long.parseLong(entry.getFileName().toString()));
                if (process.isPresent() && environment(entry).contains(mark)) {
                    found.add(process.get());
                }
            }
        } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
            return found; // as far as it went
        }
        return found;
    }

    private static String environment(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it has ended, or is somebody else's
        }
    }
}
