// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.executor.isolation.Command;
import dev.executor.isolation.CommandBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnvironmentsTest {
    @BeforeEach
    void notOnWindows() {
        assumeFalse(System.getProperty("os.name").startsWith("Windows"), "paths are those of Unix");
    }

    private static Map<String, String> environment(CommandBuilder command, Map<String, String> handedOn)
            throws IOException {
        return Environments.of(command.build(), Path.of("/work"), Path.of("/scratch"), handedOn);
    }

    @Test
    void itHasPlainValuesAndNothingOfTheApplication() throws IOException {
        assertThat(environment(Command.builder("x"), Map.of()))
                .isEqualTo(Map.of(
                        "PATH", "/usr/local/bin:/usr/bin:/bin",
                        "HOME", "/work",
                        "TMPDIR", "/scratch",
                        "LANG", "C.UTF-8"));
    }

    @Test
    void whatIsSetGoesBeforeWhatIsInheritedAndThatBeforeWhatIsHandedOn() throws IOException {
        String path = System.getenv("PATH");
        assertThat(environment(Command.builder("x").inherit("PATH"), Map.of("PATH", "/handed", "TRACEPARENT", "00")))
                .containsEntry("PATH", path)
                .containsEntry("TRACEPARENT", "00");
        assertThat(environment(
                        Command.builder("x").inherit("PATH").environment("PATH", "/set"), Map.of("PATH", "/handed")))
                .containsEntry("PATH", "/set");
    }

    @Test
    void gpusAreNamedInBothVariables() throws IOException {
        assertThat(environment(Command.builder("x").gpus("0", "3"), Map.of()))
                .containsEntry("CUDA_VISIBLE_DEVICES", "0,3")
                .containsEntry("NVIDIA_VISIBLE_DEVICES", "0,3");
    }
}
