// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.ExecutorPool;
import dev.executor.FailureKind;
import dev.executor.TaskHandle;
import dev.executor.TaskOutcome;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.CommandBuilder;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.ProcessFailedException;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxCapabilities.Cgroups;
import dev.executor.isolation.SandboxCapabilities.Enforcement;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The sandbox's promises with cgroup v2, by both ways of starting a process. The groups are made beside the one
/// that the tests run in.
@ParameterizedClass
@EnumSource(NativeCalls.class)
class SandboxTest {
    private static final Path PARENT = Path.of("/sys/fs/cgroup");
    private static final Path DISK = Path.of("/mnt/scratch/state");
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Sandbox sandbox;
    private final ExecutorPool pool = ExecutorPool.builder("guest").build();

    SandboxTest(NativeCalls nativeCalls) {
        sandbox = Sandbox.builder()
                .cgroupParent(PARENT)
                .stateFolder(DISK)
                .nativeCalls(nativeCalls)
                .open();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        pool.close();
        assertThat(taskGroups()).isEmpty();
        sandbox.close();
        assertThat(sandboxGroups()).isEmpty();
        try (var left = Files.list(DISK)) {
            assertThat(left).allMatch(path -> path.endsWith("lock"));
        }
    }

    private static List<Path> sandboxGroups() throws IOException {
        try (var groups = Files.list(PARENT)) {
            return groups.filter(path -> path.getFileName().toString().startsWith("executor-"))
                    .toList();
        }
    }

    private static List<Path> taskGroups() throws IOException {
        return sandboxGroups().stream().flatMap(SandboxTest::folders).toList();
    }

    private static Stream<Path> folders(Path group) {
        try (var entries = Files.list(group)) {
            return entries.filter(Files::isDirectory).toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private TaskHandle<ProcessResult> start(CommandBuilder command) {
        return pool.submit(sandbox.task("guest", command.build()));
    }

    private static CommandBuilder shell(String script) {
        return Command.builder("sh", "-c", script).profile(Profile.TRUSTED);
    }

    private static ResourceLimits.Builder limits() {
        return ResourceLimits.builder().wallTime(LONG);
    }

    private ProcessResult resultOf(CommandBuilder command) throws InterruptedException {
        var outcome = start(command).await();
        return switch (outcome) {
            case TaskOutcome.Succeeded<ProcessResult> succeeded -> succeeded.value();
            case TaskOutcome.Failed<ProcessResult> failed
            when failed.cause() instanceof ProcessFailedException e -> e.result();
            case TaskOutcome.Failed<ProcessResult> _,
                    TaskOutcome.TimedOut<ProcessResult> _,
                    TaskOutcome.Cancelled<ProcessResult> _,
                    TaskOutcome.Rejected<ProcessResult> _ -> throw new AssertionError(outcome);
        };
    }

    @Test
    void everyLimitOfAGroupIsEnforcedByTheKernelAndEveryProfileIsThere() {
        var capabilities = sandbox.capabilities();
        assertThat(capabilities.cgroups()).isEqualTo(Cgroups.V2);
        for (var limit : List.of(Limit.MEMORY, Limit.CPU, Limit.CPU_WEIGHT, Limit.PROCESSES, Limit.IO)) {
            assertThat(capabilities.limits()).containsEntry(limit, Enforcement.KERNEL);
        }
        assertThat(capabilities.profiles()).containsExactlyInAnyOrder(Profile.values());
        assertThat(capabilities.killsTrees()).isTrue();
    }

    @Test
    void theFirstInstructionRunsInTheGroupWithItsLimits() throws Exception {
        var result = resultOf(shell("g=/sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup);"
                        + " cat $g/memory.max $g/memory.oom.group $g/cpu.max $g/cpu.weight $g/pids.max $g/io.max")
                .limits(limits().memory(ByteSize.mib(256))
                        .cpus(0.5)
                        .cpuWeight(50)
                        .processes(20)
                        .writeRate(ByteSize.mib(1))
                        .build()));
        var disk = Files.readString(Path.of("/sys/class/block/ubda/dev")).strip();
        assertThat(result.log().text())
                .isEqualTo(
                        "268435456\n1\n50000 100000\n50\n20\n" + disk + " rbps=max wbps=1048576 riops=max wiops=max\n");
    }

    @Test
    void memoryBeyondTheLimitEndsTheWholeGroup() throws Exception {
        var outcome = start(shell("sleep 1000 & tail /dev/zero; echo survived; wait")
                        .limits(limits().memory(ByteSize.mib(32)).build()))
                .await();
        assertThat(outcome).isInstanceOfSatisfying(TaskOutcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
            assertThat(failed.cause()).isInstanceOfSatisfying(ProcessFailedException.class, e -> {
                assertThat(e.result().exit()).isEqualTo(new Exit.LimitExceeded(Limit.MEMORY));
                assertThat(e.result().log().text()).doesNotContain("survived");
                assertThat(e.result().usage().peakMemory().orElseThrow()).isBetween(ByteSize.mib(16), ByteSize.mib(33));
            });
        });
    }

    @Test
    void aKillBySomebodyElseIsNotTakenForTheMemoryLimit() throws Exception {
        var result = resultOf(
                shell("kill -9 $$").limits(limits().memory(ByteSize.mib(32)).build()));
        assertThat(result.exit()).isEqualTo(new Exit.Signalled(9));
    }

    @Test
    void processesBeyondTheLimitAreRefused() throws Exception {
        var result = resultOf(shell("for i in 1 2 3 4 5 6 7 8 9; do sleep 100 & done; echo all")
                .limits(limits().processes(4).build()));
        assertThat(result.exit()).isEqualTo(new Exit.LimitExceeded(Limit.PROCESSES));
        assertThat(result.usage().refusedProcesses())
                .hasValueSatisfying(count -> assertThat(count).isPositive());
    }

    @Test
    void processorTimeIsThatOfAllProcessesTogether() throws Exception {
        var result = resultOf(shell("for i in 1 2 3; do (while :; do :; done) & done; wait")
                .limits(limits().cpuTime(Duration.ofSeconds(1)).build()));
        assertThat(result.exit()).isEqualTo(new Exit.LimitExceeded(Limit.CPU_TIME));
        assertThat(result.usage().user().orElseThrow()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(10));
    }

    @Test
    void whatLeftItsParentAndItsSessionIsKilledWithTheRest() throws Exception {
        var result =
                resultOf(shell("setsid sh -c 'trap \"\" TERM HUP; (sleep 1000 &) ; sleep 1000' & sleep 0.5; exit 3"));
        assertThat(result.exit()).isEqualTo(new Exit.Exited(3));
    }

    @Test
    void aCancelEndsWhatIgnoresToBeAsked() throws Exception {
        var handle = start(shell("trap '' TERM; while :; do sleep 1; done").grace(Duration.ofMillis(500)));
        await().atMost(LONG).until(() -> !taskGroups().isEmpty());
        handle.cancel();
        assertThat(handle.await()).isInstanceOf(TaskOutcome.Cancelled.class);
        await().atMost(LONG).until(() -> taskGroups().isEmpty());
    }

    @Test
    void theUntrustedProfileSeesNothingOfTheHost() throws Exception {
        var result = resultOf(Command.builder(
                        "sh",
                        "-c",
                        "id -u; ls /root /home /mnt 2>&1; grep -E 'CapEff|NoNewPrivs|Seccomp:' /proc/self/status")
                .profile(Profile.UNTRUSTED)
                .limits(limits().memory(ByteSize.mib(64)).processes(20).build()));
        assertThat(result.log().text())
                .startsWith("65534\n")
                .contains("CapEff:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2", "cannot access '/root'");
    }

    /// A kernel that pipes them looks at no limit but one; here it can be told to.
    @Test
    void coreDumpsOfCommandsArePipedToNobody() throws Exception {
        Path received = Path.of("/tmp/received");
        Path handler = Files.writeString(Path.of("/tmp/handler"), "#!/bin/sh\ncat >/dev/null\necho core >>" + received);
        Files.setPosixFilePermissions(handler, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path pattern = Path.of("/proc/sys/kernel/core_pattern");
        String before = Files.readString(pattern);
        Files.writeString(pattern, "|" + handler);
        try {
            for (Profile profile : Profile.values()) {
                var crash = shell("kill -SEGV $$").profile(profile).expectAnyExit();
                assertThat(resultOf(crash).exit()).as(profile.toString()).isEqualTo(new Exit.Signalled(11));
            }
            new ProcessBuilder("sh", "-c", "kill -SEGV $$").start().waitFor();
            await().atMost(LONG).until(() -> Files.exists(received));
            assertThat(received).as("but of what no sandbox has started").hasContent("core\n");
        } finally {
            Files.writeString(pattern, before);
            Files.deleteIfExists(received);
        }
    }
}
