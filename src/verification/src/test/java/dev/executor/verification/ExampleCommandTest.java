// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification;

import static dev.executor.verification.Publication.CHECKOUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.verification.Publication.Ended;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// README's first command, in a copy of the sources: Maven passes on how the program ended, and prints nothing over it.
class ExampleCommandTest {
    private static final Set<String> NOT_COPIED = Set.of("target", ".git", "node_modules");

    @TempDir
    Path copy;

    @BeforeEach
    void copySources() throws IOException {
        Files.walkFileTree(CHECKOUT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (NOT_COPIED.contains(folder.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(copy.resolve(CHECKOUT.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, copy.resolve(CHECKOUT.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /// With the JDK and the local repository of the build around it, which has fetched all that this needs.
    private Ended example(String... properties) throws Exception {
        var repository = "-Dmaven.repo.local=" + System.getProperty("localRepository");
        var command = new ArrayList<>(List.of(Publication.mvn(), "-q", "-o", "-B", repository, "compile", "exec:exec"));
        command.addAll(List.of(properties));
        return Publication.run(copy, command, Map.of("JAVA_HOME", System.getProperty("maven.java.home")));
    }

    @Test
    void aProgramThatFailsHasTheLastWordAndMavenItsExitCode() throws Exception {
        var refused = example("-Dargs=/no/such/folder");

        assertThat(refused.exit()).as(refused.output()).isEqualTo(2);
        assertThat(refused.output()
                        .replaceAll("\u001B\\[[0-9;]*m", "")
                        .lines()
                        .filter(line -> !line.startsWith("WARNING: ")))
                .as(refused.output())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("quickstart: folder was '/no/such/folder', which does not exist");

        var next = example("-Dargs=--help");
        assertThat(next.exit()).as(next.output()).isZero();

        var unknown = example("-Dexample=NoSuchProgram");
        assertThat(unknown.exit()).as(unknown.output()).isNotZero();
        assertThat(unknown.output()).contains("NoSuchProgram").doesNotContain("\tat ", "    at ");
    }
}
