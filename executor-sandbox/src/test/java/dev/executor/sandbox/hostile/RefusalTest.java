// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.TaskOutcome;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.Limit;
import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import dev.executor.isolation.Secret;
import dev.executor.isolation.UnsupportedIsolationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What cannot be run or enforced is refused, and says why.
@ParameterizedClass
@EnumSource(NativeCalls.class)
class RefusalTest extends HostileTest {
    RefusalTest(NativeCalls nativeCalls) {
        super(nativeCalls);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aProgramThatIsNotThere(Profile profile) throws Exception {
        require(profile);
        assertThat(notStarted(run(command(profile, "no-such-program"))))
                .hasMessageContaining("program 'no-such-program' was not found in the PATH");
        assertThat(notStarted(run(command(profile, "./no-such-program"))))
                .hasMessageContaining("program './no-such-program' does not exist or cannot be executed");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aProgramThatIsAFolderOrNoProgram(Profile profile) throws Exception {
        require(profile);
        var text = Files.writeString(temporary.resolve("text"), "no program");
        assertThat(notStarted(run(command(profile, "/usr")))).hasMessageContaining("'/usr' does not exist or cannot");
        assertThat(notStarted(run(command(profile, "./text").input("text", text))))
                .hasMessageContaining("'./text' does not exist or cannot be executed");
    }

    @Test
    void aProgramThatIsInNoFormat() throws Exception {
        require(Profile.TRUSTED);
        var program = Files.write(temporary.resolve("program"), new byte[] {1, 2, 3, 0, 4});
        assertThat(program.toFile().setExecutable(true)).isTrue();
        var outcome = run(command(Profile.TRUSTED, program.toString()));
        assertThat(outcome).isInstanceOf(TaskOutcome.Failed.class);
    }

    @Test
    void argumentsAndVariablesAreNotTouchedByAnyShell() throws Exception {
        require(Profile.TRUSTED);
        String odd = "a'b\"c $HOME `id` $(id) \\ * ; & \n \u00E4 -x";
        for (Profile profile : sandbox.capabilities().profiles()) {
            var result =
                    succeed(command(profile, "printf", "%s|", odd, "", "-n").environment("ODD", odd));
            assertThat(result.log().text()).as(profile.toString()).isEqualTo(odd + "||-n|\n");
            var printed = succeed(sh(profile, "printf %s \"$ODD\"").environment("ODD", odd));
            assertThat(printed.log().text()).as(profile.toString()).isEqualTo(odd + "\n");
        }
    }

    @Test
    void aNulCharacterIsRefusedWhenTheCommandIsMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Command.builder("echo", "a\0b").build())
                .withMessageContaining("argument 1 of the command has a NUL character at index 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Command.builder("echo").environment("A", "\0").build())
                .withMessageContaining("environment variable A has a NUL character");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Command.builder("echo").input("a\0", temporary).build());
    }

    @Test
    void aVariableThatIsNoName() {
        for (String name : List.of("", "A B", "1A", "A=B", "A'; id; '", "\u00E4")) {
            assertThatIllegalArgumentException()
                    .as(name)
                    .isThrownBy(
                            () -> Command.builder("echo").environment(name, "x").build());
        }
    }

    @Test
    void aLimitThatThisMachineDoesNotEnforce() {
        var missing = Map.of(
                Limit.MEMORY, ResourceLimits.builder().memory(ByteSize.mib(64)),
                Limit.PROCESSES, ResourceLimits.builder().processes(10),
                Limit.CPU, ResourceLimits.builder().cpus(1));
        // A parent of another version than what is there leaves no control groups.
        try (var without = Sandbox.builder()
                .stateFolder(temporary.resolve("other"))
                .cgroupParent(temporary)
                .open()) {
            assertThat(without.capabilities().killsTrees()).isFalse();
            assertThat(without.capabilities().limits()).doesNotContainKeys(Limit.MEMORY, Limit.PROCESSES, Limit.CPU);
            missing.forEach((limit, limits) -> {
                var command = Command.builder("true")
                        .profile(Profile.TRUSTED)
                        .limits(limits.build())
                        .build();
                assertThatThrownBy(() -> without.task("refused", command))
                        .isInstanceOf(UnsupportedIsolationException.class)
                        .hasMessageContaining("Command 'refused' asks for what this machine cannot enforce: " + limit);
            });
        }
    }

    /// Of version 1 several folders make a group, the last of which is taken here by somebody else.
    @Test
    void aControlGroupThatCannotBeMadeKeepsTheCommandFromRunningAndNoPartOfItIsLeft() throws Exception {
        require(Profile.TRUSTED);
        Required.groups(sandbox);
        var root = leftovers.roots().getLast();
        var taken = new ArrayList<Path>();
        for (int i = 0; i < 100; i++) { // whatever number is next
            taken.add(Files.createDirectory(root.resolve("t" + i)));
        }
        try {
            var given = Files.createDirectory(temporary.resolve("given"));
            notStarted(run(sh(Profile.TRUSTED, ">started").folder(given)));
            assertThat(given).isEmptyDirectory();
        } finally {
            for (Path group : taken) {
                Files.delete(group);
            }
        }
    }

    @Test
    void artifactsAndSecretsWithoutAnywhereToPutOrGetThem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sandbox.task(
                        "a", sh(Profile.TRUSTED, "true").artifacts("x").build()))
                .withMessageContaining("has no artifact store");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sandbox.task(
                        "a",
                        sh(Profile.TRUSTED, "true")
                                .secret("s", "S", Secret.Delivery.FILE)
                                .build()))
                .withMessageContaining("has no secret source");
    }

    @Test
    void aStateFolderThatOthersCanWriteTo() throws Exception {
        var shared = Files.createDirectory(temporary.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> Sandbox.builder().stateFolder(shared).open())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("others can change it");
        var link = Files.createSymbolicLink(temporary.resolve("link"), state);
        assertThatThrownBy(() -> Sandbox.builder().stateFolder(link).open())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is a link or not a folder");
    }
}
