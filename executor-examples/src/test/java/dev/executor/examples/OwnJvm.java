// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Starts a program in a JVM of its own, with the classes that this one runs from.
public final class OwnJvm {
    private OwnJvm() {}

    /// {@return the process}; what it writes to standard error is this one's
    /// @param main its main class
    /// @param args its arguments
    /// @throws IOException if it cannot be started
    public static Process start(Class<?> main, String... args) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var path = Stream.of("jdk.module.path", "java.class.path")
                .map(System::getProperty)
                .filter(entries -> entries != null && !entries.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        var command = Stream.concat(
                Stream.of(java, "--enable-native-access=ALL-UNNAMED", "-cp", path, main.getName()), Stream.of(args));
        return new ProcessBuilder(command.toList())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
