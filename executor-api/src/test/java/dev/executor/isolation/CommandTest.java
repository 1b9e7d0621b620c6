// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandTest {
    private static final Path FILE = Path.of("/f");
    private static final Artifacts ARTIFACTS = new Artifacts(List.of("*.png"), 7, ByteSize.mib(8));
    private static final Secret SECRET = new Secret("token", "TOKEN", Secret.Delivery.FILE);
    private static final ResourceLimits LIMITS =
            ResourceLimits.builder().cpus(1).build();

    private static Settings<CommandBuilder, Command> settings() {
        return Settings.of(() -> Command.builder("true"), CommandBuilder::build)
                .with("argv", Command::argv, List.of("echo", "x"), _ -> Command.builder("echo", "x"))
                .with("stdin", Command::stdin, new Stdin.File(FILE), made -> made.stdin(new Stdin.File(FILE)))
                .with("environment", Command::environment, Map.of("A", "1"), made -> made.environment("A", "1"))
                .with("inherited", Command::inherited, Set.of("B"), made -> made.inherit("B"))
                .with("inputs", Command::inputs, Map.of("in", FILE), made -> made.input("in", FILE))
                .with("folder", Command::folder, Optional.of(FILE), made -> made.folder(FILE))
                .with("readable", Command::readable, List.of(Path.of("/r")), made -> made.readable(Path.of("/r")))
                .with("writable", Command::writable, List.of(Path.of("/w")), made -> made.writable(Path.of("/w")))
                .with("profile", Command::profile, Profile.UNTRUSTED, made -> made.profile(Profile.UNTRUSTED))
                .with("limits", Command::limits, LIMITS, made -> made.limits(LIMITS))
                .with("log", Command::log, LogSink.file(FILE), made -> made.log(LogSink.file(FILE)))
                .with("logTail", Command::logTail, ByteSize.kib(1), made -> made.logTail(ByteSize.kib(1)))
                .with("logRate", Command::logRate, 7, made -> made.logRate(7))
                .with("expectedExits", Command::expectedExits, Optional.of(Set.of(3)), made -> made.expectExit(3))
                .with("artifacts", Command::artifacts, ARTIFACTS, made -> made.artifacts(ARTIFACTS))
                .with(
                        "secrets",
                        Command::secrets,
                        List.of(SECRET),
                        made -> made.secret("token", "TOKEN", Secret.Delivery.FILE))
                .with("gpus", Command::gpus, List.of("0"), made -> made.gpus("0"))
                .with("devices", Command::devices, List.of(Path.of("/dev/x")), made -> made.device(Path.of("/dev/x")))
                .with("grace", Command::grace, ofSeconds(9), made -> made.grace(ofSeconds(9)));
    }

    /// The arguments are given first, as they make a new builder.
    @Test
    void eachSettingLandsInItsOwnAccessor() {
        settings().areAllIn(settings().full());
    }

    @Test
    void theListOfSettingsIsComplete() {
        settings().areAll();
    }

    @Test
    void twoAreEqualIfAllSettingsAre() {
        settings().makeUpEquality();
    }

    @Test
    void itPrintsTheValueOfEverySetting() {
        var full = settings().full();
        assertThat(full.toString())
                .startsWith(
                        "Command[[echo, x], File[path=/f], {A=1}, [B], {in=/f}, Optional[/f], [/r], [/w], UNTRUSTED")
                .contains(LIMITS.toString(), "1 KiB, 7, Optional[[3]]", "[*.png]", "name=token", "[/dev/x], PT9S]");
    }

    @Test
    void itPrintsNoInput() {
        var stdin = new Stdin.Bytes("hush".getBytes(StandardCharsets.UTF_8));
        assertThat(Command.builder("true").stdin(stdin).build().toString())
                .contains("Bytes[4]")
                .doesNotContain("hush");
    }

    @Test
    void everySettingHasTheDefaultOfItsDocumentation() {
        var command = Command.builder("true").build();
        assertThat(command.argv()).containsExactly("true");
        assertThat(command.stdin()).isEqualTo(new Stdin.Empty());
        assertThat(command.environment()).isEmpty();
        assertThat(command.inherited()).isEmpty();
        assertThat(command.inputs()).isEmpty();
        assertThat(command.folder()).isEmpty();
        assertThat(command.readable()).isEmpty();
        assertThat(command.writable()).isEmpty();
        assertThat(command.profile()).isEqualTo(Profile.STANDARD);
        assertThat(command.limits()).isEqualTo(ResourceLimits.none());
        assertThat(command.log()).isEqualTo(LogSink.discard());
        assertThat(command.logTail()).isEqualTo(ByteSize.kib(64));
        assertThat(command.logRate()).isEqualTo(1000);
        assertThat(command.expectedExits()).contains(Set.of(0));
        assertThat(command.artifacts()).isEqualTo(Artifacts.NONE);
        assertThat(command.secrets()).isEmpty();
        assertThat(command.gpus()).isEmpty();
        assertThat(command.devices()).isEmpty();
        assertThat(command.grace()).isEqualTo(ofSeconds(2));
    }

    @Test
    void aBuilderThatGoesOnDoesNotChangeTheCommandThatItHasBuilt() {
        var builder = Command.builder("true").environment("A", "1");
        var command = builder.build();
        builder.environment("B", "2")
                .input("in", FILE)
                .inherit("C")
                .readable(FILE)
                .writable(FILE)
                .secret("token", "TOKEN", Secret.Delivery.FILE)
                .gpus("0")
                .device(FILE);
        assertThat(command)
                .isEqualTo(Command.builder("true").environment("A", "1").build());
        assertThat(command.environment()).isUnmodifiable();
        assertThat(command.inputs()).isUnmodifiable();
        assertThat(command.secrets()).isUnmodifiable();
        assertThat(command.argv()).isUnmodifiable();
    }

    @Test
    void theArgumentsAreACopy() {
        var argv = new ArrayList<>(List.of("echo", "x"));
        var builder = Command.builder(argv);
        argv.clear();
        assertThat(builder.build().argv()).containsExactly("echo", "x");
    }

    @Test
    void pathsAreMadeAbsoluteAndNormal() {
        var command = Command.builder("true")
                .folder(Path.of("work"))
                .readable(Path.of("/a/../b"))
                .writable(Path.of("out"))
                .build();
        assertThat(command.folder()).contains(Path.of("work").toAbsolutePath());
        assertThat(command.readable()).containsExactly(Path.of("/b"));
        assertThat(command.writable()).containsExactly(Path.of("out").toAbsolutePath());
    }

    @Test
    void expectAnyExitTakesBackTheExpectedCodes() {
        assertThat(Command.builder("true")
                        .expectExit(1, 2)
                        .expectAnyExit()
                        .build()
                        .expectedExits())
                .isEmpty();
        assertThat(Command.builder("true").expectExit(2, 1).build().expectedExits())
                .contains(Set.of(1, 2));
    }

    @Test
    void globsAloneKeepTheBoundsOfTheArtifacts() {
        assertThat(Command.builder("true")
                        .artifacts(ARTIFACTS)
                        .artifacts("a", "b")
                        .build()
                        .artifacts())
                .isEqualTo(new Artifacts(List.of("a", "b"), 7, ByteSize.mib(8)));
    }

    @Test
    void theTypeIsThatOfCommands() {
        var command = Command.builder("true").build();
        assertThat(Command.TYPE.name()).isEqualTo("command");
        assertThat(Command.TYPE.with(command).name()).isEqualTo("command");
    }
}
