// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.executor.examples.OwnJvm;
import dev.executor.examples.console.ResultFile;
import dev.executor.examples.pipeline.PipelineReport.StepEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The program in a JVM of its own, ended by a signal while a step runs. For the choice of signal see `StopTest`.
@DisabledOnOs(OS.WINDOWS)
class PipelineStopTest {
    private static final int SIGTERM_CODE = 143;

    @TempDir
    Path directory;

    @Test
    @Timeout(60)
    void aSignalKillsWhatRunsAndReports() throws Exception {
        var json = directory.resolve("result.json");
        var pipeline = Files.writeString(directory.resolve("pipeline.json"), """
                {"name": "long", "steps": [
                    {"name": "work", "profile": "trusted", "command": ["sh", "-c", "echo pid $$; exec sleep 600"]},
                    {"name": "rest", "needs": ["work"], "profile": "trusted", "command": ["true"]}
                ]}
                """);
        var program = OwnJvm.start(
                Pipeline.class,
                pipeline.toString(),
                "--checkout",
                directory.toString(),
                "--artifacts",
                directory.resolve("artifacts").toString(),
                "--json",
                json.toString());

        try (var out = program.inputReader()) {
            var pid = out.lines()
                    .filter(line -> line.contains(" work | pid ")) // behind the time
                    .map(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                    .findFirst()
                    .orElseThrow();
            program.toHandle().destroy(); // Process.destroy() would close the output, too
            var after = out.lines().collect(Collectors.joining("\n"));

            assertThat(program.waitFor()).as("exit code, after %n%s", after).isEqualTo(SIGTERM_CODE);
            assertThat(after).contains("stopping:").contains("work > stopped");
            assertThat(ProcessHandle.of(pid)).as("the process of the step").isEmpty();
        } finally {
            program.destroyForcibly();
        }
        assertThat(ResultFile.read(json, PipelineReport.class).steps())
                .extracting(StepEntry::name, StepEntry::outcome)
                .containsExactly(tuple("work", "stopped"), tuple("rest", "skipped"));
    }
}
