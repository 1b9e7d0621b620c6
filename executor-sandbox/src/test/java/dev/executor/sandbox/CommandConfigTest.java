// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.CommandBuilder;
import dev.executor.isolation.Limit;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.Secret.Delivery;
import dev.executor.isolation.Stdin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What cannot be run is refused when it is built, naming the option, its value and what to do.
class CommandConfigTest {
    private static void refuses(ThrowingCallable build, String message) {
        assertThatIllegalArgumentException().isThrownBy(build).withMessage(message);
    }

    private static CommandBuilder command() {
        return Command.builder("true");
    }

    @Test
    void aCommandBeginsWithAProgram() {
        refuses(() -> Command.builder(List.of()).build(), "command was []; it must begin with a program");
    }

    @Test
    void anArgumentHasNoNul() {
        refuses(
                () -> Command.builder("echo", "a\0b").build(),
                "argument 1 of the command has a NUL character at index 1, which no process can be given; remove it");
    }

    @Test
    void aVariableHasAName() {
        refuses(
                () -> command().environment("A=B", "x").build(),
                "environment variable was 'A=B'; it must have letters, digits and _ only, and begin with no digit");
    }

    @Test
    void inputsAndArtifactsStayInsideTheWorkFolder() {
        refuses(
                () -> command().input("../x", Path.of("x")).build(),
                "input was '../x'; it must be a path inside the work folder, without '..'");
        refuses(
                () -> command().artifacts("/etc/*").build(),
                "artifact glob was '/etc/*'; it must be a path inside the work folder, without '..'");
    }

    @Test
    void theGraceIsAtMostAMinute() {
        refuses(() -> command().grace(Duration.ofMinutes(2)).build(), "grace was PT2M; it must be from zero to PT1M");
    }

    @Test
    void atMostFourSecretsAreGivenByDescriptor() {
        var command = command();
        for (int i = 0; i < 5; i++) {
            command.secret("s" + i, "S" + i, Delivery.DESCRIPTOR);
        }
        refuses(command::build, "number of secrets given by descriptor was 5; it must be from 0 to 4");
    }

    @Test
    void limitsHaveRanges() {
        refuses(
                () -> ResourceLimits.builder().memory(ByteSize.kib(1)).build(),
                "memory was 1 KiB; it must be at least 1 MiB");
        refuses(() -> ResourceLimits.builder().cpus(0).build(), "cpus was 0.0; it must be from 0.01 to 1024.0");
        refuses(() -> ResourceLimits.builder().processes(0).build(), "processes was 0; it must be from 1 to 4194304");
        refuses(
                () -> ResourceLimits.builder().wallTime(Duration.ZERO).build(),
                "wallTime was PT0S; it must be longer than zero and at most PT876000H");
    }

    @Test
    void limitsTellWhichOfThemAreSet() {
        assertThat(ResourceLimits.none().set()).isEmpty();
        assertThat(ResourceLimits.builder()
                        .cpus(1)
                        .readRate(ByteSize.mib(1))
                        .build()
                        .set())
                .containsExactlyInAnyOrder(Limit.CPU, Limit.IO);
    }

    @Test
    void sizesArePrintedWithTheirLargestUnit() {
        assertThat(ByteSize.mib(512)).hasToString("512 MiB");
        assertThat(ByteSize.bytes(1536)).hasToString("1.5 KiB");
        assertThat(ByteSize.bytes(1)).hasToString("1 B");
        refuses(() -> ByteSize.bytes(-1), "byte size was -1; it must be zero or more");
    }

    @Test
    void aCommandPrintsNoSecretAndNoInput() {
        var printed = command()
                .stdin(new Stdin.Bytes("hush".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .build()
                .toString();
        assertThat(printed).contains("Bytes[4]").doesNotContain("hush");
    }

    @Test
    void commandsWithTheSameSettingsAreEqual() {
        var one = command().environment("A", "1").input("in", Path.of("in")).build();
        var same = command().environment("A", "1").input("in", Path.of("in")).build();
        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(one).isNotEqualTo(command().environment("A", "2").build());
    }

    @Test
    void aBuilderThatGoesOnDoesNotChangeTheCommandThatItHasBuilt() {
        var builder = command().environment("A", "1");
        var command = builder.build();
        builder.environment("B", "2").input("in", Path.of("in"));
        assertThat(command.environment()).containsOnlyKeys("A");
        assertThat(command.inputs()).isEmpty();
    }
}
