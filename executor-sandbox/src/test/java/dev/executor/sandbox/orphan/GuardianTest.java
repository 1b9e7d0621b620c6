// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.orphan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script of the [Guardian], with plain folders for control groups.
class GuardianTest {
    @TempDir
    Path temporary;

    private Path instance;
    private Path group;

    @BeforeEach
    void prepare() throws IOException {
        assumeThat(Path.of("/bin/sh")).isExecutable();
        instance = Files.createDirectory(temporary.resolve("instance"));
        group = Files.createDirectory(temporary.resolve("group"));
        Files.createDirectories(instance.resolve("runs/t1/work"));
        Files.writeString(instance.resolve("lease"), group + "\n");
    }

    /// The application ends without a goodbye.
    private void die() throws Exception {
        Path script = temporary.resolve("guardian.sh");
        try (var resource = Guardian.class.getResourceAsStream("guardian.sh")) {
            Files.copy(Objects.requireNonNull(resource), script);
        }
        var guardian = new ProcessBuilder("/bin/sh", script.toString(), "2", instance.toString(), group.toString())
                .redirectInput(Path.of("/dev/null").toFile())
                .inheritIO()
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        assertThat(guardian.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whenItsGroupsAreGoneItsFolderIsToo() throws Exception {
        die();
        assertThat(group).doesNotExist();
        assertThat(instance).doesNotExist();
    }

    @Test
    void whatCouldNotBeRemovedKeepsItsLeaseForTheNextSandbox() throws Exception {
        Files.writeString(group.resolve("stays"), "as a process that hangs in the kernel");
        die();
        assertThat(group).exists();
        assertThat(instance.resolve("lease")).hasContent(group + "\n");
        assertThat(instance.resolve("runs")).as("what took room").doesNotExist();
    }
}
