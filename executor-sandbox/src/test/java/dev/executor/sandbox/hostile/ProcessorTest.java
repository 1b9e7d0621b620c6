// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.FailureKind;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Commands that keep processors busy.
@ParameterizedClass
@EnumSource(NativeCalls.class)
class ProcessorTest extends HostileTest {
    private static final ResourceLimits SHORT =
            limits().cpuTime(Duration.ofMillis(300)).build();

    ProcessorTest(NativeCalls nativeCalls) {
        super(nativeCalls);
    }

    private void assertOutOfTime(Profile profile, String script) throws Exception {
        require(profile, Limit.CPU_TIME);
        Required.groups(sandbox);
        var failure = fail(sh(profile, "ulimit -t; " + script).limits(SHORT), FailureKind.LIMIT_EXCEEDED);
        assertThat(failure.result().log().text()).as("the kernel's own limit").startsWith("1\n");
        assertThat(failure.result().exit()).isEqualTo(new Exit.LimitExceeded(Limit.CPU_TIME));
        assertThat(failure).hasMessageContaining("exceeded its limit CPU_TIME of PT0.3S");
        var usage = failure.result().usage();
        assertThat(usage.user().orElseThrow().plus(usage.system().orElseThrow()))
                .isGreaterThanOrEqualTo(SHORT.cpuTime().orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aProcessThatSpinsRunsOutOfProcessorTime(Profile profile) throws Exception {
        assertOutOfTime(profile, "while :; do :; done");
    }

    @Test
    void aProcessThatIgnoresTheKernelsSignalIsKilled() throws Exception {
        assertOutOfTime(Profile.TRUSTED, "trap '' XCPU TERM; while :; do :; done");
    }

    @Test
    void childrenThatSpinTogetherRunOutOfItTogether() throws Exception {
        assertOutOfTime(Profile.TRUSTED, "for i in 1 2 3 4; do (while :; do :; done) & done; wait");
    }

    @Test
    void manyShortChildrenAddUp() throws Exception {
        assertOutOfTime(Profile.TRUSTED, "while :; do (i=0; while [ $i -lt 2000 ]; do i=$((i+1)); done); done");
    }

    @Test
    void aProcessThatSleepsRunsOutOfWallTimeAndNotOfProcessorTime() throws Exception {
        require(Profile.TRUSTED, Limit.CPU_TIME);
        var failure = fail(
                sh(Profile.TRUSTED, "exec sleep 1000")
                        .limits(limits().cpuTime(Duration.ofSeconds(1))
                                .wallTime(Duration.ofMillis(1200))
                                .build()),
                FailureKind.LIMIT_EXCEEDED);
        assertThat(failure.result().exit()).isEqualTo(new Exit.LimitExceeded(Limit.WALL_TIME));
    }

    @Test
    void aThrottledProcessDoesNotUseMoreThanItsShare() throws Exception {
        require(Profile.TRUSTED, Limit.CPU);
        var spinning = start(sh(Profile.TRUSTED, WAIT + "while :; do :; done")
                .limits(limits().cpus(0.1).wallTime(Duration.ofSeconds(2)).build())
                .grace(Duration.ZERO));
        assertInForce(10_000, "cpu.cfs_quota_us"); // of a period of 100,000; version 2 is tested in a guest
        letGo();
        var failure = failure(outcome(spinning), FailureKind.LIMIT_EXCEEDED);
        var usage = failure.result().usage();
        assertThat(usage.user().orElseThrow().plus(usage.system().orElseThrow()))
                .isLessThan(usage.wall().dividedBy(4));
    }
}
