// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.isolation.ProcessTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The environment of a command, made from nothing, and the program that it names. Stateless.
final class Environments {
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private Environments() {}

    /// @param handedOn the submitter's context, such as a trace; what the command sets itself takes precedence
    static Map<String, String> of(ProcessTask command, Path work, Path temporary, Map<String, String> handedOn) {
        var environment = new TreeMap<String, String>();
        if (WINDOWS) { // no program starts without it
            inherit(environment, "SystemRoot");
        }
        environment.put("PATH", WINDOWS ? System.getenv("PATH") : "/usr/local/bin:/usr/bin:/bin");
        environment.put("HOME", work.toString());
        environment.put("TMPDIR", temporary.toString());
        environment.put("LANG", "C.UTF-8");
        environment.putAll(handedOn);
        command.inherited().forEach(name -> inherit(environment, name));
        if (!command.gpus().isEmpty()) {
            String ids = String.join(",", command.gpus());
            environment.put("CUDA_VISIBLE_DEVICES", ids);
            environment.put("NVIDIA_VISIBLE_DEVICES", ids);
        }
        environment.putAll(command.environment());
        return environment;
    }

    private static void inherit(Map<String, String> environment, String name) {
        @Nullable String value = System.getenv(name);
        if (value != null) {
            environment.put(name, value);
        }
    }

    /// {@return the absolute path of the program of a command; on Windows, which has rules of its own, its name}
    static String program(ProcessTask command, Map<String, String> environment, Path work) throws IOException {
        String name = command.command().getFirst();
        if (WINDOWS) {
            return name;
        }
        if (name.contains("/")) {
            Path path = path(name, work);
            if (isProgram(path)) {
                return path.toString();
            }
            throw new IOException("program '" + name + "' is not there or cannot be executed (looked at " + path + ")");
        }
        String searched = environment.getOrDefault("PATH", "");
        for (String folder : searched.split(":", -1)) {
            if (folder.startsWith("/") && isProgram(path(name, Path.of(folder)))) {
                return Path.of(folder, name).toString();
            }
        }
        throw new IOException("program '" + name + "' is in no folder of the PATH of its environment (" + searched
                + "); give its path, or set PATH");
    }

    private static Path path(String name, Path folder) throws IOException {
        try {
            return folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new IOException("program '" + name + "' is no path", e);
        }
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }
}
