// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification;

import static dev.executor.verification.Publication.jdk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.verification.Publication.Ended;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// People's projects: each is built by Maven against the published artifacts, with and without a `module-info`, and run
/// with its libraries on the module path, on the class path, and on both. No project has more dependencies than it
/// names, and none is built with a warning.
class ConsumersTest {
    @TempDir
    private static Path directory;

    private static Ended built;

    @BeforeAll
    static void build() throws Exception {
        var publication = Publication.installIn(directory);
        var modules = new StringBuilder();
        for (var consumer : Consumer.values()) {
            for (boolean modular : new boolean[] {true, false}) {
                consumer.write(project(consumer, modular), modular);
                modules.append("<module>").append(name(consumer, modular)).append("</module>");
            }
        }
        Files.writeString(directory.resolve("consumers/pom.xml"), Consumer.parent(modules.toString()));
        built = publication.maven(directory.resolve("consumers"), "--fail-at-end", "process-classes");
    }

    @ParameterizedTest
    @EnumSource
    void aModularProgramRunsWithAllOnTheModulePath(Consumer consumer) throws Exception {
        runs(consumer, true, libraries(consumer, true), List.of(), "--module", "consumer/consumer.Main");
    }

    /// As Surefire and others start it, which put on the module path what is required by name.
    @ParameterizedTest
    @EnumSource
    void aModularProgramFindsTheEngineOnTheClassPath(Consumer consumer) throws Exception {
        var all = libraries(consumer, true);
        var required = required(consumer, all);
        var rest = all.stream().filter(library -> !required.contains(library)).toList();
        assertThat(rest).anyMatch(library -> library.toString().contains("executor-core"));
        runs(consumer, true, required, rest, "--module", "consumer/consumer.Main");
    }

    @ParameterizedTest
    @EnumSource
    void aProgramRunsWithAllOnTheClassPath(Consumer consumer) throws Exception {
        runs(consumer, false, List.of(), libraries(consumer, false), "consumer.Main");
    }

    @ParameterizedTest
    @EnumSource
    void aProgramOnTheClassPathUsesModules(Consumer consumer) throws Exception {
        var libraries = libraries(consumer, false);
        var ours = libraries.stream()
                .map(library -> library.getFileName().toString())
                .filter(library -> library.startsWith("executor-") && !library.startsWith("executor-api"))
                .map(library -> library.replaceFirst("executor-(\\w+)-.*", "dev.executor.$1"))
                .collect(Collectors.joining(","));
        var more = String.join(",", consumer.requires);
        runs(
                consumer,
                false,
                libraries,
                List.of(),
                "--add-modules",
                ours + (more.isEmpty() ? "" : "," + more),
                "consumer.Main");
    }

    private static void runs(
            Consumer consumer, boolean modular, List<Path> modulePath, List<Path> classPath, String... main)
            throws IOException, InterruptedException {
        var classes = project(consumer, modular).resolve("target/classes");
        var command = new ArrayList<>(List.of(jdk("java")));
        command.addAll(path("--module-path", modular ? List.of(classes) : List.of(), modulePath));
        command.addAll(path("-classpath", modular ? List.of() : List.of(classes), classPath));
        command.addAll(List.of(main));
        var ended = Publication.run(directory, command, Map.of());
        ended.succeeded();
        assertThat(ended.output().lines()).contains("ended well");
    }

    /// An option of the JVM, unless there is nothing on that path.
    private static List<String> path(String option, List<Path> classes, List<Path> libraries) {
        var all = Stream.concat(classes.stream(), libraries.stream())
                .map(Path::toString)
                .collect(Collectors.joining(System.getProperty("path.separator")));
        return all.isEmpty() ? List.of() : List.of(option, all);
    }

    /// What is required by name, directly or not, and nothing that is only found as a service.
    private static List<Path> required(Consumer consumer, List<Path> libraries) {
        var paths = new ArrayList<>(libraries);
        paths.add(project(consumer, true).resolve("target/classes"));
        return ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(), finder(paths), Set.of("consumer"))
                .modules()
                .stream()
                .map(module -> Path.of(module.reference().location().orElseThrow()))
                .filter(libraries::contains)
                .toList();
    }

    private static ModuleFinder finder(List<Path> paths) {
        return ModuleFinder.of(paths.toArray(Path[]::new));
    }

    /// The jars that Maven found for it.
    private static List<Path> libraries(Consumer consumer, boolean modular) throws IOException {
        assertThat(project(consumer, modular).resolve("target/dependency"))
                .as("%s was built; Maven printed:%n%s", name(consumer, modular), built.output())
                .exists();
        try (var files = Files.list(project(consumer, modular).resolve("target/dependency"))) {
            return files.sorted().toList();
        }
    }

    private static String name(Consumer consumer, boolean modular) {
        return consumer.name().toLowerCase(Locale.ROOT) + (modular ? "-modular" : "-plain");
    }

    private static Path project(Consumer consumer, boolean modular) {
        return directory.resolve("consumers").resolve(name(consumer, modular));
    }
}
