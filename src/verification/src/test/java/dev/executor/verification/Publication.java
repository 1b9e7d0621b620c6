// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A local repository that has what a release publishes, the poms and the jars, and Maven as a reader runs it there.
final class Publication {
    static final String VERSION = System.getProperty("version");
    static final Path CHECKOUT = Path.of(System.getProperty("checkout"));
    static final List<String> MODULES =
            List.of("executor-api", "executor-core", "executor-sandbox", "executor-metrics");

    private final Path directory;

    private Publication(Path directory) {
        this.directory = directory;
    }

    /// What "mvn install" would do, without touching the local repository of whoever runs this.
    static Publication installIn(Path directory) throws IOException {
        var publication = new Publication(directory);
        publication.install("executor-parent", CHECKOUT.resolve("pom.xml"));
        publication.install("executor-bom", CHECKOUT.resolve("src/bom/pom.xml"));
        for (String module : MODULES) {
            publication.install(module, CHECKOUT.resolve(module + "/pom.xml"));
            Files.copy(
                    CHECKOUT.resolve(module).resolve("target").resolve(module + "-" + VERSION + ".jar"),
                    publication.jar(module),
                    REPLACE_EXISTING);
        }
        return publication;
    }

    private void install(String artifact, Path pom) throws IOException {
        var folder = Files.createDirectories(jar(artifact).getParent());
        Files.copy(pom, folder.resolve(artifact + "-" + VERSION + ".pom"), REPLACE_EXISTING);
    }

    /// {@return where the jar of a module is}
    Path jar(String module) {
        return directory
                .resolve("repository/dev/executor")
                .resolve(module)
                .resolve(VERSION)
                .resolve(module + "-" + VERSION + ".jar");
    }

    /// Runs Maven to its end, with the JDK of this test. All that is not ours comes from the local repository of
    /// the build around it, as if that were a remote one: no network, and nothing of ours that an earlier build
    /// left there.
    ///
    /// @return what it printed, after its exit code
    Ended maven(Path project, String... arguments) throws IOException, InterruptedException {
        var settings = Files.writeString(directory.resolve("settings.xml"), """
                <settings>
                  <localRepository>%s</localRepository>
                  <mirrors>
                    <mirror>
                      <id>cache</id>
                      <mirrorOf>*</mirrorOf>
                      <url>%s</url>
                    </mirror>
                  </mirrors>
                </settings>
                """.formatted(
                                directory.resolve("repository"),
                                Path.of(System.getProperty("localRepository")).toUri()))
                .toString();
        var command = new ArrayList<>(List.of(mvn(), "-B", "-ntp", "--lax-checksums", "-s", settings, "-gs", settings));
        command.addAll(List.of(arguments));
        return run(project, command, Map.of("JAVA_HOME", System.getProperty("java.home")));
    }

    /// {@return the program of the Maven that runs this test}
    static String mvn() {
        var windows = System.getProperty("os.name").startsWith("Windows");
        return Path.of(System.getProperty("maven.home"), "bin", windows ? "mvn.cmd" : "mvn")
                .toString();
    }

    /// Runs a command to its end.
    ///
    /// @param variables what it has in its environment besides what this process has
    static Ended run(Path folder, List<String> command, Map<String, String> variables)
            throws IOException, InterruptedException {
        var log = Files.createTempFile("run", ".log");
        try {
            var builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().putAll(variables);
            builder.environment().remove("MAVEN_OPTS");
            builder.environment().remove("MAVEN_ARGS");
            var process = builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(Duration.ofMinutes(5));
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            var output = Files.readString(log);
            assertThat(ended)
                    .as("%s ended in time; it printed:%n%s", command, output)
                    .isTrue();
            return new Ended(process.exitValue(), output);
        } finally {
            Files.delete(log);
        }
    }

    /// {@return a program of the JDK that runs this test}
    static String jdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    /// A command that has ended.
    ///
    /// @param exit its exit code
    /// @param output what it printed to either stream
    record Ended(int exit, String output) {
        void succeeded() {
            assertThat(exit).as("exit code; it printed:%n%s", output).isZero();
        }
    }
}
