// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.examples.console.CommandLine;
import dev.executor.examples.console.ResultFile;
import dev.executor.examples.console.Screen;
import dev.executor.examples.console.StopRequest;
import dev.executor.examples.pipeline.PipelineReport.StepEntry;
import dev.executor.examples.pipeline.plan.PipelineFile;
import dev.executor.examples.pipeline.plan.Step;
import dev.executor.isolation.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pipeline that the program runs when it is given none, with real processes on this checkout.
class OwnPipelineTest {
    @TempDir
    Path directory;

    @Test
    void thePipelineOfThisProjectIsSound() throws Exception {
        var plan = PipelineFile.read(
                "build.json", Pipeline.ownPipeline(), CommandLine.checkout().orElseThrow());

        assertThat(plan.steps())
                .extracting(Step::name)
                .containsExactly("compile", "lines", "jar", "javadoc", "dependencies", "checksum");
    }

    @Test
    void thisProjectBuildsItsOwnApi() throws Exception {
        var json = directory.resolve("result.json");
        var out = new ByteArrayOutputStream();
        var screen = new Screen(new PrintStream(out), new PrintStream(out), false);

        int code = Pipeline.run(
                new String[] {"--json", json.toString(), "--artifacts", directory.toString()},
                screen,
                new StopRequest(),
                folder -> Sandbox.builder()
                        .artifacts(folder)
                        .stateFolder(directory.resolve("state"))
                        .open());

        assertThat(code).as("exit code, after %n%s", out).isEqualTo(Pipeline.DONE);
        assertThat(out.toString()).contains("dependencies |    java.base");
        assertThat(ResultFile.read(json, PipelineReport.class).steps())
                .filteredOn(step -> step.name().equals("jar"))
                .flatExtracting(StepEntry::artifacts)
                .singleElement()
                .satisfies(artifact -> {
                    assertThat(artifact.path()).isEqualTo("executor-api.jar");
                    assertThat(Path.of(artifact.location())).hasSize(artifact.bytes());
                    assertThat(out.toString()).contains("checksum     | " + artifact.sha256());
                });
    }
}
