// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.executor.isolation.Secret.Delivery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What cannot be run is refused when it is built, naming the option, its value and what to do.
class CommandRulesTest {
    private static void refuses(ThrowingCallable build, String message) {
        assertThatIllegalArgumentException().isThrownBy(build).withMessage(message);
    }

    private static void refuses(String message, UnaryOperator<CommandBuilder> set) {
        refuses(() -> set.apply(Command.builder("true")).build(), message);
    }

    @Test
    void aCommandBeginsWithAProgram() {
        refuses(() -> Command.builder(List.of()).build(), "command was []; it must begin with a program");
        refuses(() -> Command.builder(" ", "x").build(), "command was [ , x]; it must begin with a program");
    }

    @Test
    void textsHaveNoNul() {
        refuses(
                () -> Command.builder("echo", "a\0b").build(),
                "argument 1 of the command has a NUL character at index 1, which no process can be given; remove it");
        refuses(
                "environment variable A has a NUL character at index 0, which no process can be given; remove it",
                made -> made.environment("A", "\0"));
        refuses(
                "input has a NUL character at index 1, which no process can be given; remove it",
                made -> made.input("i\0", Path.of("x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A=B", "1A", "", "A B", "Ä"})
    void aVariableHasAName(String name) {
        String rule = " was '" + name + "'; it must have letters, digits and _ only, and begin with no digit";
        refuses("environment variable" + rule, made -> made.environment(name, "x"));
        refuses("inherited variable" + rule, made -> made.inherit(name));
        refuses(() -> new Secret("s", name, Delivery.FILE), "secret variable" + rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/..", "a/../b", "/etc", ""})
    void inputsAndArtifactsStayInsideTheWorkFolder(String path) {
        String rule = " was '" + path + "'; it must be a path inside the work folder, without '..'";
        refuses("input" + rule, made -> made.input(path, Path.of("x")));
        refuses("artifact glob" + rule, made -> made.artifacts(path));
    }

    @Test
    void namesWithDotsArePaths() {
        assertThat(Command.builder("true")
                        .input("..a/b..", Path.of("x"))
                        .build()
                        .inputs())
                .containsOnlyKeys("..a/b..");
    }

    @Test
    void artifactsHaveAGlobAndARange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Command.builder("true").artifacts("[").build())
                .withMessageStartingWith("artifact glob was '[', which is not a glob: ");
        refuses(
                () -> new Artifacts(List.of(), 0, ByteSize.gib(1)),
                "artifact maxCount was 0; it must be from 1 to 1000000");
        refuses(
                () -> new Artifacts(List.of(), 1_000_001, ByteSize.gib(1)),
                "artifact maxCount was 1000001; it must be from 1 to 1000000");
        assertThat(Artifacts.NONE).isEqualTo(new Artifacts(List.of(), 1000, ByteSize.gib(1)));
    }

    @Test
    void numbersHaveARange() {
        refuses("grace was PT1M0.001S; it must be from zero to PT1M", made -> made.grace(Duration.ofMillis(60_001)));
        refuses("grace was PT-1S; it must be from zero to PT876000H", made -> made.grace(Duration.ofSeconds(-1)));
        refuses(
                "logTail in bytes was 16777217; it must be from 0 to 16777216",
                made -> made.logTail(ByteSize.bytes(16_777_217)));
        refuses("logRate was 0; it must be from 1 to 1000000", made -> made.logRate(0));
        refuses("logRate was 1000001; it must be from 1 to 1000000", made -> made.logRate(1_000_001));
        refuses("expected exit code was -1; it must be from 0 to 255", made -> made.expectExit(-1));
        refuses("expected exit code was 256; it must be from 0 to 255", made -> made.expectExit(0, 256));
    }

    @Test
    void theEndsOfTheRangesAreAllowed() {
        var least = Command.builder("true")
                .grace(Duration.ZERO)
                .logTail(ByteSize.ZERO)
                .logRate(1)
                .expectExit(0);
        var most = Command.builder("true")
                .grace(Duration.ofMinutes(1))
                .logTail(ByteSize.mib(16))
                .logRate(1_000_000)
                .expectExit(255);
        assertThat(least.build().logRate()).isEqualTo(1);
        assertThat(most.build().grace()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void atMostFourSecretsAreGivenByDescriptor() {
        var command = Command.builder("true").secret("f", "F", Delivery.FILE).secret("e", "E", Delivery.ENVIRONMENT);
        for (int i = 0; i < 4; i++) {
            command.secret("s" + i, "S" + i, Delivery.DESCRIPTOR);
        }
        assertThat(command.build().secrets()).hasSize(6);
        command.secret("s4", "S4", Delivery.DESCRIPTOR);
        refuses(command::build, "number of secrets given by descriptor was 5; it must be from 0 to 4");
    }

    @Test
    void aGpuAndADeviceAreGivenByThemselves() {
        refuses("GPU id was '0,1'; give each id by itself, without a comma", made -> made.gpus("0,1"));
        refuses("GPU id was blank; give it at least one visible character", made -> made.gpus(""));
        refuses("device was 'null'; it must be an absolute path", made -> made.device(Path.of("null")));
        refuses(
                () -> new Secret("", "S", Delivery.FILE),
                "secret name was blank; give it at least one visible character");
    }
}
