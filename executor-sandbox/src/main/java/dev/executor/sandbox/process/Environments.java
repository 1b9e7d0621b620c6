// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.isolation.Command;
import dev.executor.sandbox.work.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Builds the environment of a command. It starts empty: nothing of this process is passed on unless it is named.
/// Stateless.
final class Environments {
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private Environments() {}

    /// @param handedOn variables of the submitter's context, such as a trace; those that the command sets take
    ///     precedence
    static Map<String, String> of(Command command, Path work, Path temporary, Map<String, String> handedOn)
            throws IOException {
        var environment = new TreeMap<String, String>();
        if (WINDOWS) { // no program starts without this variable
            inherit(environment, "SystemRoot");
        }
        environment.put("PATH", WINDOWS ? System.getenv("PATH") : "/usr/local/bin:/usr/bin:/bin");
        environment.put("HOME", FileNames.text(work));
        environment.put("TMPDIR", FileNames.text(temporary));
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
}
