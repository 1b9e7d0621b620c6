// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.executor.FailureKind;
import dev.executor.TaskOutcome;
import dev.executor.isolation.ArtifactStore;
import dev.executor.isolation.Artifacts;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.CommandBuilder;
import dev.executor.isolation.Exit;
import dev.executor.isolation.ProcessFailedException;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.ProcessResult.Artifact;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands that leave something else than files where files are kept, and stores that do not keep them.
class ArtifactTest extends HostileTest {
    private static final Artifacts FEW = new Artifacts(List.of("**"), 3, ByteSize.mib(1));

    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();
    private final AtomicInteger tries = new AtomicInteger();
    private int failures;

    ArtifactTest() {
        super(NativeCalls.IF_GRANTED);
    }

    @Override
    Sandbox.Builder settings(Sandbox.Builder builder) {
        return builder.artifacts((ArtifactStore) this::put);
    }

    /// Reads a part and fails as often as it is to, then keeps the content in memory.
    private URI put(ArtifactStore.Key key, InputStream content) throws IOException {
        if (tries.incrementAndGet() <= failures) {
            content.readNBytes(2);
            throw new IOException("no place");
        }
        kept.put(key.path(), content.readAllBytes());
        return URI.create("memory:" + tries.get());
    }

    @BeforeEach
    void commandsCanBeRun() {
        require(Profile.TRUSTED);
    }

    private static List<String> paths(ProcessResult result) {
        return result.artifacts().stream().map(Artifact::path).toList();
    }

    private ProcessFailedException notKept(CommandBuilder command) throws Exception {
        var failure = fail(command, FailureKind.ARTIFACT);
        assertThat(failure.result().exit()).as("its own result is kept").isEqualTo(new Exit.Exited(0));
        assertThat(failure.result().log().text()).isEqualTo("done\n");
        return failure;
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void whatIsNoPlainFileFailsTheRunAndTheRestIsKept(Profile profile) throws Exception {
        require(profile);
        var failure = notKept(sh(profile, """
                        mkdir -p out/dir; echo good >out/good; echo deep >out/dir/deep
                        ln -s /etc/passwd out/link; ln -s missing out/dangling; ln -s link out/twice
                        mkfifo out/pipe; mknod out/null c 1 3 2>/dev/null; echo done""").artifacts("out/**"));
        assertThat(paths(failure.result())).containsExactly("out/dir/deep", "out/good");
        assertThat(kept.get("out/good")).asString().isEqualTo("good\n");
        assertThat(failure)
                .hasMessageContaining(
                        "'out/link': it is a symbolic link that leads out of the work folder, to /etc/passwd")
                .hasMessageContaining("'out/dangling': it is a symbolic link that leads to nothing")
                .hasMessageContaining("'out/twice': it is a symbolic link that leads through another one")
                .hasMessageContaining("'out/pipe': it is a pipe, a socket or a device");
    }

    /// As build caches make them.
    @ParameterizedTest
    @EnumSource(Profile.class)
    void linksWithinTheWorkFolderAreKept(Profile profile) throws Exception {
        require(profile);
        var result = succeed(sh(profile, """
                        mkdir -p cache out/dir; echo content >cache/object; ln cache/object out/hard
                        ln -s ../cache/object out/soft; ln -s "$PWD/cache/object" out/dir/absolute
                        ln -s .. out/dir/up; ln -s dir out/folder; echo x >out/dir/file""").artifacts("out/**"));
        assertThat(paths(result)).containsExactly("out/dir/absolute", "out/dir/file", "out/hard", "out/soft");
        assertThat(List.of("out/dir/absolute", "out/hard", "out/soft"))
                .allSatisfy(path -> assertThat(kept.get(path)).asString().isEqualTo("content\n"));
    }

    /// Somebody else has put it there, as the command itself cannot.
    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"STANDARD", "UNTRUSTED"})
    void aHardLinkToWhatTheCommandCouldNotReadIsNotKept(Profile profile) throws Exception {
        Required.root();
        require(profile);
        Path given = Files.createDirectory(temporary.resolve("given"));
        Path secret = Files.writeString(temporary.resolve("secret"), "private");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.setAttribute(secret, "unix:uid", 12345);
        Files.createLink(given.resolve("planted"), secret);
        Files.setAttribute(given, "unix:uid", 65534);
        var failure = notKept(sh(profile, "echo done").folder(given).artifacts("*"));
        assertThat(failure)
                .hasMessageContaining("'planted': it is a hard link to a file that the command could not read");
        assertThat(kept).isEmpty();
    }

    @Test
    void aSocketIsNotKept() throws Exception {
        var failure = fail(
                perl(
                                Profile.TRUSTED,
                                "use Socket; socket(S, AF_UNIX, SOCK_STREAM, 0) or die;"
                                        + " bind(S, pack_sockaddr_un('s')) or die; open(F, '>', 'f')")
                        .artifacts("*"),
                FailureKind.ARTIFACT);
        assertThat(failure).hasMessageContaining("'s': it is a pipe, a socket or a device");
        assertThat(paths(failure.result())).containsExactly("f");
    }

    @Test
    void aFileWithoutPermissionsIsKept() throws Exception {
        Required.root();
        var result = succeed(
                sh(Profile.UNTRUSTED, "mkdir d; echo x >d/f; chmod 000 d/f d").artifacts("**"));
        assertThat(paths(result)).containsExactly("d/f");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/passwd", "a/../../x", ""})
    void aGlobThatLeadsOutIsRefused(String glob) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sh(Profile.TRUSTED, "true").artifacts(glob))
                .withMessageContaining("inside the work folder");
    }

    @Test
    void oddNamesAreKept() throws Exception {
        var result = succeed(sh(Profile.TRUSTED, ">' '; >'*'; >-rf; >\"$(printf 'a\\nb')\"; >'a\\b'; >...; >.hidden")
                .artifacts("*"));
        assertThat(paths(result)).containsExactlyInAnyOrder(" ", "*", "-rf", "a\nb", "a\\b", "...", ".hidden");
    }

    /// What the platform makes of the name depends on its settings; the content is what counts.
    @Test
    void namesBeyondAsciiAndWhatIsNoUtf8AreKept() throws Exception {
        var result = succeed(sh(Profile.TRUSTED, "echo 1 >\"$(printf '\\303\\244')\"; echo 2 >\"$(printf 'x\\377')\"")
                .artifacts("*"));
        assertThat(result.artifacts()).hasSize(2);
    }

    @Test
    void aSparseGiantIsNotRead() throws Exception {
        var failure = notKept(
                sh(Profile.TRUSTED, "echo x >a; truncate -s 1T b; echo done").artifacts(FEW));
        assertThat(failure).hasMessageContaining("artifacts of more than 1 MiB, with 'b' of 1 TiB");
        assertThat(paths(failure.result())).containsExactly("a");
    }

    @Test
    void tooManyAreNotKept() throws Exception {
        var failure =
                notKept(sh(Profile.TRUSTED, ">a; >b; >c; >d; >e; echo done").artifacts(FEW));
        assertThat(failure).hasMessageContaining("more than 3 artifacts");
        assertThat(paths(failure.result())).containsExactly("a", "b", "c");
    }

    @Test
    void aStoreThatNeverKeepsFailsTheTaskAndNotTheProcess() throws Exception {
        failures = Integer.MAX_VALUE;
        var failure = notKept(sh(Profile.TRUSTED, "echo content >a; echo done").artifacts("a"));
        assertThat(failure).hasMessageContaining("could not be kept in 3 tries").hasMessageContaining("no place");
        assertThat(tries).hasValue(3);
        assertThat(failure.result().artifacts()).isEmpty();
    }

    @Test
    void aStoreThatFailsOnceIsGivenAllOfItAgain() throws Exception {
        failures = 1;
        var result = succeed(sh(Profile.TRUSTED, "printf content >a").artifacts("a"));
        assertThat(tries).hasValue(2);
        assertThat(kept.get("a")).asString().isEqualTo("content");
        assertThat(result.artifacts().getFirst().sha256())
                .isEqualTo("ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73");
    }

    @Test
    void aProcessThatFailsKeepsItsKindWhenTheStoreFails() throws Exception {
        failures = Integer.MAX_VALUE;
        var failure = fail(sh(Profile.TRUSTED, ">a; exit 3").artifacts("a"), FailureKind.NONZERO_EXIT);
        assertThat(failure.getSuppressed()).singleElement().asString().contains("no place");
    }

    @Test
    void aDaemonCannotChangeWhatIsKept() throws Exception {
        Required.groups(sandbox);
        Required.program("setsid");
        var outcome = run(sh(
                        Profile.TRUSTED,
                        "(setsid sh -c 'while :; do rm -f a; ln -s /etc/shadow a; rm -f a; echo x >a; done' &)\n"
                                + "until [ -e a ]; do :; done")
                .artifacts("a"));
        assertThat(kept.values())
                .allSatisfy(content -> assertThat(content).asString().isIn("", "x\n"));
        if (outcome instanceof TaskOutcome.Failed<ProcessResult>(var kind, var cause, var _)) {
            assertThat(kind).isEqualTo(FailureKind.ARTIFACT);
            assertThat(cause).hasMessageContaining("leads out of the work folder");
        }
    }

    @Test
    void aHundredLevelsAreNotFollowed() throws Exception {
        String script = ">top; i=0; while [ $i -lt 100 ]; do i=$((i+1)); mkdir d; cd d; done; >bottom; echo done";
        var failure = notKept(sh(Profile.TRUSTED, script).artifacts("**"));
        assertThat(failure).hasMessageContaining("it is more than 64 folders deep");
        assertThat(paths(failure.result())).containsExactly("top");
        assertThat(paths(succeed(sh(Profile.TRUSTED, script).artifacts("*"))))
                .as("nothing down there can match")
                .containsExactly("top");
    }
}
