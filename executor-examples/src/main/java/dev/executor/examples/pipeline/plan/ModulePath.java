// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline.plan;

import java.io.File;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the modules are that this program was given: on its module path or its class path, needed or not.
final class ModulePath {
    private ModulePath() {}

    /// {@return the jar or folder of a module, if it is there}
    /// @param name the module's name
    static Optional<Path> find(String name) {
        return Stream.of("jdk.module.path", "java.class.path")
                .map(System::getProperty)
                .filter(Objects::nonNull)
                .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
                .filter(entry -> !entry.isEmpty())
                .flatMap(entry -> find(Path.of(entry), name).stream())
                .findFirst();
    }

    private static Optional<Path> find(Path entry, String name) {
        try {
            return ModuleFinder.of(entry)
                    .find(name)
                    .flatMap(ModuleReference::location)
                    .map(Path::of);
        } catch (FindException e) {
            return Optional.empty(); // a jar whose name makes no module of it
        }
    }
}
