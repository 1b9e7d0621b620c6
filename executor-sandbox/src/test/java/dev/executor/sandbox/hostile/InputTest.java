// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.FailureKind;
import dev.executor.TaskHandle;
import dev.executor.TaskOutcome;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import dev.executor.isolation.Stdin;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Inputs that are no files, that are too large, or that change while they are copied.
class InputTest extends HostileTest {
    /// So large that no machine copies it before it is stopped.
    private static final long ENDLESS_BYTES = 1L << 42;

    InputTest() {
        super(NativeCalls.IF_GRANTED);
    }

    @BeforeEach
    void commandsCanBeRun() {
        require(Profile.TRUSTED);
    }

    private Path folder(String name) throws Exception {
        return Files.createDirectory(temporary.resolve(name));
    }

    private static void special(String... command) throws Exception {
        Required.program(command[0]);
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static Path endless(Path file) throws Exception {
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(ENDLESS_BYTES);
        }
        return file;
    }

    @Test
    void pipesAndSocketsAmongInputsAreLeftOutAndStopNobody() throws Exception {
        Path source = folder("source");
        Files.writeString(source.resolve("file"), "content");
        Files.createSymbolicLink(source.resolve("link"), Path.of("file"));
        special("mkfifo", source.resolve("pipe").toString());
        special(
                "perl",
                "-e",
                "use Socket; socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, pack_sockaddr_un($ARGV[0])) or die",
                source.resolve("socket").toString());
        // One for each carrier thread, and one more: if each held one, this test would end here.
        var handles = new ArrayList<TaskHandle<ProcessResult>>();
        for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
            handles.add(start(sh(Profile.TRUSTED, "ls in; cat in/link").input("in", source)));
        }
        for (var handle : handles) {
            assertThat(success(outcome(handle)).log().text()).isEqualTo("file\nlink\ncontent\n");
        }
    }

    @Test
    void anInputThatIsAPipeItselfIsRefusedWithItsName() throws Exception {
        Path pipe = temporary.resolve("a-pipe");
        special("mkfifo", pipe.toString());
        assertThat(notStarted(run(sh(Profile.TRUSTED, "true").input("in", pipe))))
                .hasMessageContaining(pipe.toString())
                .hasMessageContaining("a pipe, a socket or a device");
    }

    @Test
    void aTimeoutStopsTheCopyingOfInputs() throws Exception {
        var endless = endless(temporary.resolve("endless"));
        var task = sandbox.task(
                        "hostile",
                        sh(Profile.TRUSTED, "true").input("in", endless).build())
                .withAttemptTimeout(Duration.ofMillis(300));
        assertThat(outcome(pool.submit(task))).isInstanceOf(TaskOutcome.TimedOut.class);
    }

    @Test
    void theWallTimeCountsWhileInputsAreCopied() throws Exception {
        var endless = endless(temporary.resolve("endless"));
        var limits = limits().wallTime(Duration.ofMillis(300)).build();
        var failure = fail(sh(Profile.TRUSTED, "true").input("in", endless).limits(limits), FailureKind.LIMIT_EXCEEDED);
        assertThat(failure.result().exit()).isEqualTo(new Exit.LimitExceeded(Limit.WALL_TIME));
    }

    @Test
    void inputsThatAreLargerThanTheDiskLimitAreNotCopiedToTheirEnd() throws Exception {
        var endless = endless(temporary.resolve("endless"));
        var limits = limits().disk(ByteSize.mib(1)).build();
        var failure = fail(sh(Profile.TRUSTED, "true").input("in", endless).limits(limits), FailureKind.LIMIT_EXCEEDED);
        assertThat(failure.result().exit()).isEqualTo(new Exit.LimitExceeded(Limit.DISK));
    }

    @Test
    void aClosingSandboxDoesNotWaitForInputs() throws Exception {
        var endless = endless(temporary.resolve("endless"));
        var handle = start(sh(Profile.TRUSTED, "true").input("in", endless).limits(ResourceLimits.none()));
        await().atMost(LONGEST).until(InputTest::aFileThreadWorks);
        sandbox.close();
        assertThat(notStarted(outcome(handle))).hasMessageContaining("closed while its inputs were copied");
    }

    /// File calls of virtual threads hold their carriers.
    @Test
    void inputsAreCopiedOnThreadsThatMayBlock() throws Exception {
        var endless = endless(temporary.resolve("endless"));
        var handle = start(sh(Profile.TRUSTED, "true").input("in", endless));
        await().atMost(LONGEST).until(InputTest::aFileThreadWorks);
        handle.cancel();
        assertThat(outcome(handle)).isInstanceOf(TaskOutcome.Cancelled.class);
    }

    @Test
    void linksOfTheApplicationAreFollowedAndThoseOfOthersAreNot() throws Exception {
        Required.root();
        Path file = Files.writeString(temporary.resolve("file"), "content");
        Path link = Files.createSymbolicLink(
                temporary.resolve("link"), Path.of("./../" + temporary.getFileName() + "/file"));
        assertThat(succeed(sh(Profile.TRUSTED, "cat in").input("in", link))
                        .log()
                        .text())
                .isEqualTo("content\n");
        Path planted = Files.createSymbolicLink(temporary.resolve("planted"), file);
        Files.setAttribute(planted, "unix:uid", 65534, LinkOption.NOFOLLOW_LINKS);
        assertThat(notStarted(run(sh(Profile.TRUSTED, "cat in").input("in", planted))))
                .hasMessageContaining("link " + planted + ", which belongs to the user 65534");
    }

    @Test
    void standardInputOfAnUntrustedCommandIsTheFileThatWasMeant() throws Exception {
        require(Profile.UNTRUSTED);
        Path file = Files.writeString(temporary.resolve("file"), "content");
        Path elsewhere =
                Files.writeString(Files.createTempFile(Path.of("/dev/shm"), "executor-test", null), "other disk");
        try {
            assertThat(succeed(sh(Profile.UNTRUSTED, "cat").stdin(new Stdin.File(file)))
                            .log()
                            .text())
                    .isEqualTo("content\n");
            assertThat(succeed(sh(Profile.UNTRUSTED, "cat").stdin(new Stdin.File(elsewhere)))
                            .log()
                            .text())
                    .isEqualTo("other disk\n");
        } finally {
            Files.delete(elsewhere);
        }
    }

    @Test
    void aLogThatIsAPipeIsRefusedAndStopsNobody() throws Exception {
        Path pipe = temporary.resolve("log");
        special("mkfifo", pipe.toString());
        for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
            assertThat(notStarted(run(sh(Profile.TRUSTED, "true").log(LogSink.file(pipe)))))
                    .hasMessageContaining(pipe + " is a pipe or a socket");
        }
    }

    private static boolean aFileThreadWorks() {
        return Thread.getAllStackTraces().entrySet().stream()
                .anyMatch(thread -> thread.getKey().getName().startsWith("sandbox-files-")
                        && Arrays.stream(thread.getValue())
                                .anyMatch(frame -> frame.getClassName().endsWith("FileChannelImpl")));
    }

    @Test
    void aFolderThatIsSwappedForALinkMeanwhileLeadsNowhereElse() throws Exception {
        Required.root();
        require(Profile.UNTRUSTED);
        Path outside = folder("outside");
        Files.writeString(outside.resolve("file"), "private");
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwx------"));
        Path shared = folder("shared");
        Path folder = Files.createDirectory(shared.resolve("folder"));
        Files.writeString(folder.resolve("file"), "public");
        for (Path path : new Path[] {shared, folder, folder.resolve("file")}) {
            Files.setAttribute(path, "unix:uid", 65534);
        }
        var swapping = start(perl(
                        Profile.UNTRUSTED,
                        "symlink('" + outside + "', 'link'); open(F, '>', 'up'); while (1) {"
                                + " rename('folder', 'real'); rename('link', 'folder');"
                                + " rename('folder', 'link'); rename('real', 'folder') }")
                .folder(shared)
                .grace(Duration.ZERO));
        await().atMost(LONGEST).until(() -> Files.exists(shared.resolve("up")));
        try {
            swapWhileCopying(shared, outside);
        } finally {
            swapping.cancel();
            outcome(swapping);
        }
    }

    private void swapWhileCopying(Path shared, Path outside) throws Exception {
        Path harmless = Files.writeString(temporary.resolve("harmless"), "harmless");
        long startNanos = System.nanoTime();
        for (int copies = 0;
                System.nanoTime() - startNanos < Duration.ofSeconds(3).toNanos();
                copies++) {
            var copied = run(sh(Profile.TRUSTED, "find in -type f -exec cat {} + | grep -c private; true")
                    .input("in", shared));
            if (copied instanceof TaskOutcome.Succeeded<ProcessResult>(var result, var _)) { // else it noticed
                assertThat(result.log().text()).as("copy %d", copies).isEqualTo("0\n");
            }
            for (var command : List.of(
                    sh(Profile.TRUSTED, "cat in/file").input("in", shared.resolve("folder")),
                    sh(Profile.UNTRUSTED, "cat").stdin(new Stdin.File(shared.resolve("folder/file"))))) {
                var read = run(command);
                if (read instanceof TaskOutcome.Succeeded<ProcessResult>(var result, var _)) {
                    assertThat(result.log().text()).as("copy %d", copies).isEqualTo("public\n");
                }
            }
            run(sh(Profile.TRUSTED, "true").folder(shared).input("folder/planted", harmless));
            assertThat(outside.resolve("planted")).as("copy %d", copies).doesNotExist();
        }
    }
}
