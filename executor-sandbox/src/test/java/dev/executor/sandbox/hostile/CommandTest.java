// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.FailureKind;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.CommandBuilder;
import dev.executor.isolation.Limit;
import dev.executor.isolation.LogLine;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.Profile;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import dev.executor.isolation.Stdin;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a command is given, in every profile and by both ways of starting it: input, environment, folder, devices,
/// limits, and somebody who takes its lines.
@ParameterizedClass
@EnumSource(NativeCalls.class)
class CommandTest extends HostileTest {
    CommandTest(NativeCalls nativeCalls) {
        super(nativeCalls);
    }

    private String output(CommandBuilder command) throws Exception {
        return succeed(command).log().text();
    }

    private Path file(String name, String content) throws Exception {
        return Files.writeString(temporary.resolve(name), content);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void standardInputIsNothingOrBytesOrAFile(Profile profile) throws Exception {
        require(profile);
        assertThat(output(command(profile, "wc", "-c")).strip()).isEqualTo("0");
        byte[] much = "0123456789".repeat(20_000).getBytes(StandardCharsets.UTF_8); // more than a pipe holds
        assertThat(output(command(profile, "wc", "-c").stdin(new Stdin.Bytes(much)))
                        .strip())
                .isEqualTo("200000");
        assertThat(output(command(profile, "cat").stdin(new Stdin.File(file("in", "from a file")))))
                .isEqualTo("from a file\n");
    }

    @Test
    void standardInputThatIsAPipeIsRefusedAndBlocksNobody() throws Exception {
        require(Profile.TRUSTED);
        Required.program("mkfifo");
        Path pipe = temporary.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(notStarted(run(command(Profile.TRUSTED, "cat").stdin(new Stdin.File(pipe)))))
                .hasMessageContaining("which is not a plain file");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void theEnvironmentHasNothingThatWasNotGiven(Profile profile) throws Exception {
        require(profile);
        assertThat(System.getenv()).as("this one has more").hasSizeGreaterThan(4);
        var names = output(command(profile, "env").environment("GIVEN", "a b").inherit("PATH", "NOBODY_HAS_THIS"))
                .lines()
                .filter(line -> !line.startsWith("PWD=")) // of the wrapper: where it is
                .toList();
        assertThat(names.stream().map(line -> line.substring(0, line.indexOf('='))))
                .containsExactlyInAnyOrder("PATH", "HOME", "TMPDIR", "LANG", "GIVEN");
        assertThat(names).contains("GIVEN=a b", "LANG=C.UTF-8", "PATH=" + System.getenv("PATH"));
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void graphicsProcessorsAreNamedToTheCommand(Profile profile) throws Exception {
        require(profile);
        assertThat(output(sh(profile, "echo $CUDA_VISIBLE_DEVICES $NVIDIA_VISIBLE_DEVICES")
                        .gpus("0", "GPU-8a2f")))
                .isEqualTo("0,GPU-8a2f 0,GPU-8a2f\n");
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"STANDARD", "UNTRUSTED"})
    void aDeviceIsThereIfItWasNamedAndNotOtherwise(Profile profile) throws Exception {
        require(profile);
        Required.root();
        Required.program("mknod");
        Path device = temporary.resolve("endless-zeros");
        assertThat(new ProcessBuilder("mknod", "-m", "666", device.toString(), "c", "1", "5")
                        .start()
                        .waitFor())
                .isZero();
        String script = "head -c 3 " + device + " 2>/dev/null | wc -c";
        assertThat(output(sh(profile, script)).strip()).isEqualTo("0");
        assertThat(output(sh(profile, script).device(device)).strip()).isEqualTo("3");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void inputsAreCopiedAndTheOriginalsStay(Profile profile) throws Exception {
        require(profile);
        Path folder = Files.createDirectories(temporary.resolve("folder/inner"));
        Files.writeString(folder.resolve("deep"), "deep");
        Path single = file("single", "original");
        assertThat(output(sh(profile, "cat a/single in/inner/deep; echo changed >a/single; rm in/inner/deep")
                        .input("a/single", single)
                        .input("in", temporary.resolve("folder"))))
                .isEqualTo("originaldeep\n");
        assertThat(single).hasContent("original");
        assertThat(folder.resolve("deep")).exists();
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aGivenFolderIsWorkedInAndKept(Profile profile) throws Exception {
        require(profile);
        Path given = Files.createDirectory(temporary.resolve("given"));
        if (profile == Profile.UNTRUSTED) { // who is somebody else
            Files.setAttribute(given, "unix:mode", 040777);
        }
        assertThat(output(sh(profile, "pwd; echo made >made").folder(given)).strip())
                .isEqualTo(given.toString());
        assertThat(given.resolve("made")).hasContent("made");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void noCommandDumpsItsMemoryUnlessItMay(Profile profile) throws Exception {
        require(profile, Limit.CORE_SIZE);
        var without = start(sh(profile, WAIT + "ulimit -S -c; ulimit -H -c"));
        letGo();
        assertThat(success(outcome(without)).log().text()).isEqualTo("0\n0\n");
    }

    @Test
    void aCommandThatMayDumpItsMemoryMayDumpSoMuch() throws Exception {
        require(Profile.TRUSTED, Limit.CORE_SIZE);
        var handle = start(sh(Profile.TRUSTED, WAIT + "ulimit -S -c; ulimit -H -c")
                .limits(limits().coreSize(ByteSize.kib(512)).build()));
        letGo();
        assertThat(success(outcome(handle)).log().text()).isEqualTo("1024\n1024\n"); // blocks of 512 bytes
    }

    @Test
    void theRateOfADiskIsSetInTheGroup() throws Exception {
        require(Profile.TRUSTED, Limit.IO);
        var handle = start(sh(Profile.TRUSTED, WAIT)
                .limits(limits().readRate(ByteSize.mib(3))
                        .writeRate(ByteSize.mib(2))
                        .build()));
        workFolder();
        var rates = leftovers.roots().stream()
                .flatMap(root -> Leftovers.list(root).stream())
                .flatMap(group ->
                        List.of("blkio.throttle.read_bps_device", "blkio.throttle.write_bps_device", "io.max").stream()
                                .map(group::resolve))
                .filter(Files::exists)
                .map(file -> Leftovers.text(file).strip())
                .collect(Collectors.joining(" "));
        assertThat(rates).contains("3145728", "2097152");
        letGo();
        success(outcome(handle));
    }

    @Test
    void theWeightOfACommandIsSetInTheGroup() throws Exception {
        require(Profile.TRUSTED, Limit.CPU_WEIGHT);
        var handle =
                start(sh(Profile.TRUSTED, WAIT).limits(limits().cpuWeight(200).build()));
        assertInForce(2048, "cpu.shares"); // 1,024 stand for 100; version 2 is tested in a guest
        letGo();
        success(outcome(handle));
    }

    @Test
    void aSinkGetsAsManyLinesASecondAsItIsToAndTheOthersAreCounted() throws Exception {
        require(Profile.TRUSTED);
        Queue<LogLine> lines = new ConcurrentLinkedQueue<>();
        var result = succeed(sh(Profile.TRUSTED, "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo $i; done")
                .logRate(10)
                .log(LogSink.lines(lines::add)));
        assertThat(lines.size() + result.log().lost()).isEqualTo(2000);
        assertThat((long) lines.size())
                .isBetween(10L, 10 + 10 * (result.usage().wall().toSeconds() + 2));
        assertThat(result.log().lines().getLast().text()).as("the tail has all").isEqualTo("2000");
    }

    @Test
    void aLoggerGetsEachLineWithWhatTellsWhoseItIs() throws Exception {
        require(Profile.TRUSTED);
        var printed = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            succeed(sh(Profile.TRUSTED, "echo said; echo cried >&2").log(LogSink.logger("build.steps")));
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .anyMatch(line -> line.contains("build.steps")
                        && line.contains("task.name=hostile")
                        && line.contains("stream=OUT")
                        && line.endsWith("said"))
                .anyMatch(line -> line.contains("stream=ERR") && line.endsWith("cried"));
    }

    @Test
    void aTailHoldsTheLastLinesAndNoMoreThanItMay() throws Exception {
        require(Profile.TRUSTED);
        var result = succeed(sh(Profile.TRUSTED, "i=0; while [ $i -lt 1000 ]; do i=$((i+1)); echo $i; done")
                .logTail(ByteSize.kib(1)));
        assertThat(result.log().lines())
                .hasSizeLessThan(16)
                .last()
                .extracting(LogLine::text)
                .isEqualTo("1000");
        assertThat(succeed(sh(Profile.TRUSTED, "echo one").logTail(ByteSize.ZERO))
                        .log()
                        .lines())
                .isEmpty();
    }

    @Test
    void anExitThatWasNotExpectedIsAFailureEvenIfItIsZero() throws Exception {
        require(Profile.TRUSTED);
        fail(sh(Profile.TRUSTED, "exit 0").expectExit(3), FailureKind.NONZERO_EXIT);
    }
}
