// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.examples.files.FileResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The program in a JVM of its own, ended by a signal in the middle of its work.
///
/// The signal is SIGTERM, which a JVM takes as it takes the SIGINT of Ctrl-C, but for the exit code (143, not
/// 130): a build that runs in the background may have SIGINT ignored, for its children, too.
@DisabledOnOs(OS.WINDOWS)
class StopTest {
    private static final int SIGTERM_CODE = 143;

    @TempDir
    Path directory;

    @Test
    @Timeout(60)
    void aSignalDrainsAndReports() throws Exception {
        var folder = Files.createDirectory(directory.resolve("folder"));
        Files.writeString(folder.resolve("A.java"), "class A {}\n");
        var json = directory.resolve("result.json");
        // With so much time, the huge and the slow input are still being read when the signal comes.
        var program = OwnJvm.start(
                Quickstart.class, folder.toString(), "--json", json.toString(), "--attempt-timeout", "600");

        try (var out = program.inputReader()) {
            var before = out.lines().takeWhile(line -> !line.startsWith("done")).toList();
            program.toHandle().destroy(); // Process.destroy() would close the output, too
            var after = out.lines().collect(Collectors.joining("\n"));

            assertThat(program.waitFor())
                    .as("exit code, after %s%n%s", before, after)
                    .isEqualTo(SIGTERM_CODE);
            assertThat(after)
                    .contains("stopping:")
                    .contains("6 of 6 found: none lost")
                    .contains("result");
        } finally {
            program.destroyForcibly();
        }
        var result = JsonReport.read(json);
        assertThat(result.stopped()).isTrue();
        assertThat(result.outcomes()).containsEntry(FileResult.Ending.CANCELLED, 2L);
    }
}
