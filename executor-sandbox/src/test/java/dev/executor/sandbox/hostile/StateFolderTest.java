// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.isolation.CommandBuilder;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import dev.executor.isolation.Secret.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who reads state folders, and who deletes them.
class StateFolderTest extends HostileTest {
    private static final String SECRET = "hidden-from-others";

    /// Not below `/tmp`, which the profile STANDARD hides anyway.
    private final Path elsewhere;

    StateFolderTest() throws IOException {
        super(NativeCalls.IF_GRANTED);
        elsewhere = Files.createTempDirectory(Path.of("/var/tmp"), "executor-test-");
    }

    @AfterEach
    void deleteElsewhere() throws IOException {
        delete(elsewhere);
    }

    @Override
    Sandbox.Builder settings(Sandbox.Builder builder) {
        return builder.secrets((_, _) -> SECRET.getBytes(StandardCharsets.UTF_8));
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(path);
            }
        }
    }

    private static CommandBuilder holder() {
        return sh(Profile.TRUSTED, "cp \"$SECRET\" copy; exec sleep 1000")
                .secret("secret", "SECRET", Delivery.FILE)
                .grace(Duration.ZERO);
    }

    /// Looks for the secret below some folders.
    private void assertNothingIsRead(Path hidden, UnaryOperator<CommandBuilder> shares, Path... looked)
            throws Exception {
        for (Profile profile : List.of(Profile.STANDARD, Profile.UNTRUSTED)) {
            String folders = String.join(
                    " ", List.of(looked).stream().map(Path::toString).toList());
            var command = shares.apply(
                    sh(profile, "grep -rl " + SECRET + " " + folders + " 2>/dev/null; ls -A " + hidden + "; true"));
            assertThat(succeed(command).log().text())
                    .as(profile + " looks for secrets below " + folders)
                    .doesNotContain("secret-SECRET", "copy", "lease");
        }
    }

    @Test
    void secretsOfOtherCommandsAreHiddenBelowWhatIsReadableWritableOrGiven() throws Exception {
        require(Profile.STANDARD);
        require(Profile.UNTRUSTED);
        var holder = start(holder());
        Path copy = workFolder().resolve("copy");
        await().atMost(LONGEST).until(() -> Files.exists(copy) && Files.size(copy) > 0);
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), temporary);
        assertNothingIsRead(state, command -> command.readable(temporary), temporary);
        assertNothingIsRead(state, command -> command.readable(temporary.getParent()), temporary);
        assertNothingIsRead(state, command -> command.readable(link), link.resolve("."), temporary);
        assertNothingIsRead(state, command -> command.writable(temporary), temporary);
        assertNothingIsRead(state, command -> command.folder(temporary), temporary, Path.of("."));
        holder.cancel();
        outcome(holder);
    }

    @Test
    void secretsOfCommandsOfOtherSandboxesAreHidden() throws Exception {
        require(Profile.STANDARD);
        require(Profile.UNTRUSTED);
        Path other = elsewhere.resolve("state");
        try (var sandbox2 = settings(Sandbox.builder().stateFolder(other)).open()) {
            var holder = pool.submit(sandbox2.task("holder", holder().build()));
            await().atMost(LONGEST)
                    .until(() -> new Leftovers(other)
                            .runs().stream()
                                    .anyMatch(run -> Leftovers.text(run.resolve("work/copy"))
                                            .contains(SECRET)));
            assertNothingIsRead(other, command -> command, elsewhere);
            assertNothingIsRead(other, command -> command.readable(elsewhere), elsewhere);
            assertNothingIsRead(other, command -> command.writable(Path.of("/var/tmp")), elsewhere);
            holder.cancel();
            outcome(holder);
        }
    }

    @Test
    void whatLiesInAStateFolderCannotBeShared() throws Exception {
        require(Profile.STANDARD);
        var holder = start(holder());
        Path work = workFolder();
        assertThat(notStarted(run(sh(Profile.STANDARD, "true").readable(work))))
                .hasMessageContaining("readable '" + work + "' lies in " + state);
        assertThat(notStarted(run(sh(Profile.STANDARD, "true").folder(work))))
                .hasMessageContaining("folder '" + work + "' lies in " + state);
        holder.cancel();
        outcome(holder);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aStateFolderThatACleanerDeletesIsMadeAgain(Profile profile) throws Exception {
        require(profile);
        delete(state);
        for (int i = 0; i < 2; i++) {
            assertThat(succeed(sh(profile, "echo works")).log().text()).isEqualTo("works\n");
        }
        assertThat(leftovers.roots()).as("the lease tells what to sweep").isEqualTo(leftovers.roots);
        assertThat(Files.getPosixFilePermissions(state)).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void aLeaseThatACleanerDeletesIsMadeAgain() throws Exception {
        require(Profile.UNTRUSTED);
        try (var files = Files.walk(state)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Files.delete(file);
            }
        }
        assertThat(succeed(sh(Profile.UNTRUSTED, "echo works")).log().text()).isEqualTo("works\n");
        Sandbox.builder().stateFolder(state).open().close();
        assertThat(succeed(sh(Profile.UNTRUSTED, "echo works")).log().text()).isEqualTo("works\n");
    }
}
