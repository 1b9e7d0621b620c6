// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.CommandBuilder;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import dev.executor.isolation.Secret.Delivery;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands that the kernel or the wrapper does not take, and what is said of them; by both ways of starting a process.
@ParameterizedClass
@EnumSource(NativeCalls.class)
class KnownWhenBuiltTest extends HostileTest {
    KnownWhenBuiltTest(NativeCalls nativeCalls) {
        super(nativeCalls);
    }

    @Override
    Sandbox.Builder settings(Sandbox.Builder builder) {
        return builder.secrets((_, _) -> "hidden".getBytes(StandardCharsets.UTF_8));
    }

    private void assertRefused(CommandBuilder command, String... said) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sandbox.task("refused", command.build()))
                .withMessageContainingAll(said);
    }

    private static List<String> withArguments(int count) {
        return Stream.concat(Stream.of("true"), IntStream.range(0, count).mapToObj(i -> "x"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"STANDARD", "UNTRUSTED"})
    void whatTheWrapperDoesNotTake(Profile profile) {
        require(profile);
        assertRefused(Command.builder(withArguments(10_000)).profile(profile), "10001 arguments", "9000", "in a file");
        var variables = command(profile, "true");
        IntStream.range(0, 3000).forEach(i -> variables.environment("V" + i, "x"));
        assertRefused(variables, "3000 variables", "in a file");
        assertRefused(command(profile, "true").limits(limits().openFiles(8).build()), "openFiles 8", "at least 16");
        assertRefused(command(profile, "true").limits(limits().processes(1).build()), "processes 1", "at least 3");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void whatIsLeastRuns(Profile profile) throws Exception {
        require(profile);
        var limits = limits().openFiles(16).processes(3);
        for (int descriptors = 0; descriptors <= 4; descriptors += 4) {
            var command = command(profile, "true").limits(limits.build());
            for (int i = 0; i < descriptors; i++) {
                command.secret("s" + i, "S" + i, Delivery.DESCRIPTOR);
            }
            succeed(command);
        }
        succeed(sh(profile, "true").limits(limits().fileSize(ByteSize.bytes(1)).build()));
        var many = command(profile, withArguments(5000).toArray(String[]::new));
        IntStream.range(0, 1000).forEach(i -> many.environment("V" + i, "x"));
        succeed(many);
    }

    @Test
    void aTrustedCommandTakesTenThousandArgumentsAndThreeThousandVariables() throws Exception {
        var command = command(Profile.TRUSTED, withArguments(10_000).toArray(String[]::new));
        IntStream.range(0, 3000).forEach(i -> command.environment("V" + i, "x"));
        succeed(command);
    }

    @Test
    void whatTheKernelDoesNotTake() {
        assertRefused(command(Profile.TRUSTED, "true", "x".repeat(140_000)), "140000 bytes in argument 1", "131071");
        assertRefused(command(Profile.TRUSTED, "true").environment("V", "x".repeat(140_000)), "variable V", "131071");
        var large = command(Profile.TRUSTED, "true");
        IntStream.range(0, 100).forEach(i -> large.environment("V" + i, "x".repeat(100_000)));
        assertRefused(large, "bytes of arguments and variables", "standard input");
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"STANDARD", "UNTRUSTED"})
    void whatIsSharedAndNotThere(Profile profile) throws Exception {
        require(profile);
        Path missing = temporary.resolve("missing");
        for (var command : List.of(
                command(profile, "true").readable(missing),
                command(profile, "true").writable(missing))) {
            assertThat(notStarted(run(command)))
                    .hasMessageContaining("'" + missing + "' does not exist; create it before the command runs");
        }
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aProgramWhoseInterpreterIsMissing(Profile profile) throws Exception {
        require(profile);
        Path script = Files.writeString(temporary.resolve("script"), "#!/no/such/interpreter -x\necho\n");
        Path windows = Files.writeString(temporary.resolve("windows"), "#!/bin/sh\r\necho\r\n");
        for (Path path : List.of(script, windows)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        assertThat(notStarted(run(command(profile, "./script").input("script", script))))
                .hasMessageContaining("program './script' names the interpreter '/no/such/interpreter'")
                .hasMessageContaining("install it");
        assertThat(notStarted(run(command(profile, "./windows").input("windows", windows))))
                .hasMessageContaining("carriage return");
    }

    @Test
    void aProgramWhoseInterpreterIsHidden() throws Exception {
        require(Profile.UNTRUSTED);
        Path shell = Files.copy(Path.of("/bin/sh").toRealPath(), temporary.resolve("shell"));
        Path script = Files.writeString(temporary.resolve("script"), "#!" + shell + "\necho\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(notStarted(run(command(Profile.UNTRUSTED, "./script").input("script", script))))
                .hasMessageContaining("interpreter " + shell)
                .hasMessageContaining("is hidden by the profile UNTRUSTED");
    }

    /// What some shell sets, checks or acts upon reaches the program as it was given.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPTIND", "IFS", "PPID", "UID", "SECONDS", "RANDOM", "_", "PWD", "ENV", "PS1", "TMOUT", "LC_ALL", "PATH"
            })
    void aVariableThatShellsUseReachesTheProgramUntouched(String name) throws Exception {
        for (Profile profile : sandbox.capabilities().profiles()) {
            var limits = limits().openFiles(64).build(); // set by a shell
            var command =
                    command(profile, "/usr/bin/env").environment(name, "a ' b").limits(limits);
            if (profile != Profile.TRUSTED && name.equals("PWD")) {
                continue; // bubblewrap sets that one
            }
            assertThat(succeed(command).log().text().lines())
                    .as(profile.toString())
                    .contains(name + "=a ' b");
        }
    }

    @Test
    void aSecretInAVariableThatShellsUseIsRefused() {
        assertRefused(
                command(Profile.TRUSTED, "true").secret("s", "OPTIND", Delivery.ENVIRONMENT),
                "OPTIND",
                "choose another");
    }
}
