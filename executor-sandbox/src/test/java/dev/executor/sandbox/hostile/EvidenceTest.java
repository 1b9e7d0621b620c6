// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.FailureKind;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.CommandBuilder;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.Profile;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ends that look like a limit or a signal and are none, and the other way round; by both ways of starting a process.
@ParameterizedClass
@EnumSource(NativeCalls.class)
class EvidenceTest extends HostileTest {
    EvidenceTest(NativeCalls nativeCalls) {
        super(nativeCalls);
    }

    private Exit endOf(CommandBuilder command) throws Exception {
        return succeed(command.expectAnyExit()).exit();
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aCodeThatWasExpectedIsNoSignal(Profile profile) throws Exception {
        require(profile);
        for (int code : new int[] {130, 137, 143, 159, 192, 255}) {
            assertThat(succeed(sh(profile, "exit " + code).expectExit(code)).exit())
                    .isEqualTo(new Exit.Exited(code));
        }
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void codesThatLookLikeSignalsOfLimitsAreNoLimits(Profile profile) throws Exception {
        require(profile, Limit.CPU_TIME, Limit.FILE_SIZE);
        var limits = limits().cpuTime(Duration.ofSeconds(20))
                .fileSize(ByteSize.mib(1))
                .build();
        for (int code : new int[] {137, 152, 153}) {
            assertThat(endOf(sh(profile, "exit " + code).limits(limits)))
                    .as("exit " + code)
                    .isNotInstanceOf(Exit.LimitExceeded.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aWriteThatFailsPastTheFileSizeIsThatLimit(Profile profile) throws Exception {
        require(profile, Limit.FILE_SIZE);
        var limits = limits().fileSize(ByteSize.kib(64)).build();
        String write = "$SIG{XFSZ} = 'IGNORE'; open(F, '>', 'f'); $| = 1; for (1..100) {"
                + " syswrite(F, 'x' x 4000) or die \"$!\" }";
        var failure = fail(perl(profile, write).limits(limits), FailureKind.LIMIT_EXCEEDED);
        assertThat(failure.result().exit()).isEqualTo(new Exit.LimitExceeded(Limit.FILE_SIZE));
        assertThat(failure).hasMessageContaining("FILE_SIZE of 64 KiB");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void anAbortAfterARefusedForkIsThatLimit(Profile profile) throws Exception {
        require(profile, Limit.PROCESSES);
        var limits = limits().processes(8).build();
        String forks = "for (1..20) { my $p = fork(); if (!defined $p) { kill 'ABRT', $$; sleep 9 }"
                + " if (!$p) { sleep 60; exit } }";
        var failure = fail(perl(profile, forks).limits(limits), FailureKind.LIMIT_EXCEEDED);
        assertThat(failure.result().exit()).isEqualTo(new Exit.LimitExceeded(Limit.PROCESSES));
    }

    @Test
    void aFileThatWasThereBeforeIsNoEvidence() throws Exception {
        require(Profile.TRUSTED, Limit.FILE_SIZE);
        var given = Files.createDirectory(temporary.resolve("given"));
        var old = Files.write(given.resolve("old"), new byte[64 << 10]);
        Files.setLastModifiedTime(old, FileTime.fromMillis(0));
        var limits = limits().fileSize(ByteSize.kib(64)).build();
        fail(sh(Profile.TRUSTED, "exit 1").folder(given).limits(limits), FailureKind.NONZERO_EXIT);
    }

    /// Whatever this process's own limit is.
    @ParameterizedTest
    @EnumSource(Profile.class)
    void coreDumpsAreLimitedBeforeTheFirstInstruction(Profile profile) throws Exception {
        Required.root();
        Required.program("prlimit");
        require(profile);
        setOwnCoreLimit("unlimited");
        try {
            for (int i = 0; i < 20; i++) {
                assertThat(succeed(sh(profile, "ulimit -Sc; ulimit -Hc")).log().text())
                        .isEqualTo("0\n0\n");
            }
        } finally {
            setOwnCoreLimit("0");
        }
    }

    private static void setOwnCoreLimit(String soft) throws Exception {
        long self = ProcessHandle.current().pid();
        assertThat(new ProcessBuilder("prlimit", "--pid", Long.toString(self), "--core=" + soft + ":unlimited")
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
