// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.FailureKind;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Exit.Exited;
import dev.executor.isolation.Exit.LimitExceeded;
import dev.executor.isolation.Exit.Signalled;
import dev.executor.isolation.Limit;
import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import dev.executor.sandbox.cgroup.Readings;
import dev.executor.sandbox.spawn.Ended;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExitDeciderTest {
    private static final ResourceLimits ALL = ResourceLimits.builder()
            .memory(ByteSize.mib(64))
            .cpuTime(Duration.ofSeconds(2))
            .processes(10)
            .fileSize(ByteSize.mib(1))
            .disk(ByteSize.mib(10))
            .build();

    private long outOfMemory;
    private long refused;
    private Duration processorTime = Duration.ZERO;
    private boolean fullFile;

    private static Command command(Profile profile) {
        return Command.builder("x").profile(profile).limits(ALL).build();
    }

    private Exit exit(Profile profile, Ended ended) {
        var none = Optional.<Long>empty();
        var readings = new Readings(none, none, none, outOfMemory, none, none, none, Optional.of(refused));
        return ExitDecider.exit(
                command(profile), new ExitDecider.Evidence(ended, Optional.empty(), readings, processorTime, fullFile));
    }

    private static Ended code(int code) {
        return new Ended(code, 0, true, Optional.empty());
    }

    private static Ended signal(int signal) {
        return new Ended(0, signal, true, Optional.empty());
    }

    @Test
    void anExitCodeIsItself() {
        assertThat(exit(Profile.TRUSTED, code(3))).isEqualTo(new Exited(3));
        assertThat(exit(Profile.TRUSTED, code(137))).isEqualTo(new Exited(137));
    }

    @Test
    void inAConfinedCommandACodeAbove128IsASignal() {
        assertThat(exit(Profile.STANDARD, code(137))).isEqualTo(new Signalled(9));
        assertThat(exit(Profile.STANDARD, code(193))).isEqualTo(new Exited(193));
        assertThat(exit(Profile.STANDARD, code(192))).isEqualTo(new Signalled(64));
        assertThat(exit(Profile.STANDARD, code(129))).isEqualTo(new Signalled(1));
        assertThat(exit(Profile.STANDARD, code(128))).isEqualTo(new Exited(128));
    }

    @Test
    void aKillIsTheMemoryLimitOnlyIfTheGroupCountedOne() {
        assertThat(exit(Profile.TRUSTED, signal(9))).isEqualTo(new Signalled(9));
        outOfMemory = 1;
        assertThat(exit(Profile.TRUSTED, signal(9))).isEqualTo(new LimitExceeded(Limit.MEMORY));
        assertThat(exit(Profile.TRUSTED, code(0))).isEqualTo(new LimitExceeded(Limit.MEMORY));
    }

    @Test
    void aKillIsTheProcessorTimeOnlyIfThatWasUsedUp() {
        processorTime = Duration.ofMillis(1999);
        assertThat(exit(Profile.TRUSTED, signal(9))).isEqualTo(new Signalled(9));
        assertThat(exit(Profile.TRUSTED, signal(24))).isEqualTo(new Signalled(24));
        assertThat(exit(Profile.STANDARD, code(128 + 24))).isEqualTo(new Signalled(24));
        processorTime = Duration.ofSeconds(2);
        assertThat(exit(Profile.TRUSTED, signal(9))).isEqualTo(new LimitExceeded(Limit.CPU_TIME));
        assertThat(exit(Profile.STANDARD, code(128 + 24))).isEqualTo(new LimitExceeded(Limit.CPU_TIME));
        assertThat(exit(Profile.TRUSTED, code(1)))
                .as("it has caught the signal")
                .isEqualTo(new LimitExceeded(Limit.CPU_TIME));
        assertThat(exit(Profile.TRUSTED, code(0))).isEqualTo(new Exited(0));
    }

    @Test
    void aFileThatGotTooLargeIsThatLimit() {
        assertThat(exit(Profile.TRUSTED, signal(25))).isEqualTo(new LimitExceeded(Limit.FILE_SIZE));
        assertThat(exit(Profile.STANDARD, code(128 + 25))).as("no such file").isEqualTo(new Signalled(25));
        fullFile = true;
        assertThat(exit(Profile.STANDARD, code(128 + 25))).isEqualTo(new LimitExceeded(Limit.FILE_SIZE));
        assertThat(exit(Profile.TRUSTED, code(1))).as("a write failed").isEqualTo(new LimitExceeded(Limit.FILE_SIZE));
        assertThat(exit(Profile.TRUSTED, code(0))).isEqualTo(new Exited(0));
    }

    @Test
    void refusedProcessesMatterOnlyIfItEndedBadlyAndNobodyElseEndedIt() {
        refused = 4;
        assertThat(exit(Profile.TRUSTED, code(0))).isEqualTo(new Exited(0));
        assertThat(exit(Profile.TRUSTED, code(2))).isEqualTo(new LimitExceeded(Limit.PROCESSES));
        assertThat(exit(Profile.TRUSTED, signal(6))).as("abort").isEqualTo(new LimitExceeded(Limit.PROCESSES));
        assertThat(exit(Profile.STANDARD, code(134))).as("abort").isEqualTo(new LimitExceeded(Limit.PROCESSES));
        assertThat(exit(Profile.TRUSTED, signal(9))).isEqualTo(new Signalled(9));
    }

    @Test
    void aCodeThatTheJdkHasPassedOnMayBeASignalUnlessItWasExpected() {
        var relayed = new Ended(130, 0, false, Optional.empty());
        assertThat(exit(Profile.TRUSTED, relayed)).isEqualTo(new Signalled(2));
        var readings = Readings.NONE;
        for (Profile profile : Profile.values()) {
            var expecting =
                    Command.builder("x").profile(profile).expectExit(130).build();
            assertThat(ExitDecider.exit(
                            expecting,
                            new ExitDecider.Evidence(relayed, Optional.empty(), readings, processorTime, fullFile)))
                    .isEqualTo(new Exited(130));
        }
    }

    @Test
    void everyEndThatWasNotExpectedHasItsKind() {
        var untrusted = command(Profile.UNTRUSTED);
        assertThat(ExitDecider.failureKind(untrusted, new Exited(0))).isEmpty();
        assertThat(ExitDecider.failureKind(untrusted, new Exited(1))).contains(FailureKind.NONZERO_EXIT);
        assertThat(ExitDecider.failureKind(untrusted, new Signalled(11))).contains(FailureKind.SIGNALLED);
        assertThat(ExitDecider.failureKind(untrusted, new Signalled(31))).contains(FailureKind.SANDBOX_VIOLATION);
        assertThat(ExitDecider.failureKind(command(Profile.TRUSTED), new Signalled(31)))
                .contains(FailureKind.SIGNALLED);
        assertThat(ExitDecider.failureKind(untrusted, new LimitExceeded(Limit.MEMORY)))
                .contains(FailureKind.OUT_OF_MEMORY);
        assertThat(ExitDecider.failureKind(untrusted, new LimitExceeded(Limit.DISK)))
                .contains(FailureKind.LIMIT_EXCEEDED);
    }

    @Test
    void whereAnyEndWasExpectedNoneIsAFailure() {
        var any = Command.builder("x").expectAnyExit().build();
        assertThat(ExitDecider.failureKind(any, new Signalled(9))).isEmpty();
        assertThat(ExitDecider.failureKind(any, new LimitExceeded(Limit.MEMORY)))
                .isEmpty();
    }
}
