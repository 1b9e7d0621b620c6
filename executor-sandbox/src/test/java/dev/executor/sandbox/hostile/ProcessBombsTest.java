// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.FailureKind;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.Profile;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Commands that start as many processes as they can, or leave some behind.
@ParameterizedClass
@EnumSource(NativeCalls.class)
class ProcessBombsTest extends HostileTest {
    private static final int PROCESSES = 40;

    ProcessBombsTest(NativeCalls nativeCalls) {
        super(nativeCalls);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aForkBombIsRefusedProcessesAndFailsByThat(Profile profile) throws Exception {
        require(profile, Limit.PROCESSES);
        var bomb = start(sh(profile, WAIT + "bomb() { bomb | bomb & }; bomb; while :; do sleep 60 & done")
                .limits(limits().processes(PROCESSES).build()));
        assertInForce(PROCESSES, "pids.max");
        letGo();
        var failure = failure(outcome(bomb), FailureKind.LIMIT_EXCEEDED);
        assertThat(failure.result().exit()).isEqualTo(new Exit.LimitExceeded(Limit.PROCESSES));
        assertThat(failure).hasMessageContaining("exceeded its limit PROCESSES of " + PROCESSES);
        assertThat(failure.result().usage().refusedProcesses())
                .hasValueSatisfying(count -> assertThat(count).isPositive());
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aForkBombThatNeverGivesUpIsEndedByItsWallTime(Profile profile) throws Exception {
        require(profile, Limit.PROCESSES);
        Required.program("perl");
        var bomb = start(sh(profile, WAIT + "exec perl -e 'fork while 1'")
                .grace(Duration.ZERO)
                .limits(limits().processes(PROCESSES)
                        .wallTime(Duration.ofMillis(1500))
                        .build()));
        assertInForce(PROCESSES, "pids.max");
        letGo();
        var failure = failure(outcome(bomb), FailureKind.LIMIT_EXCEEDED);
        assertThat(failure.result().exit()).isEqualTo(new Exit.LimitExceeded(Limit.WALL_TIME));
        assertThat(failure).hasMessageContaining("exceeded its limit WALL_TIME of PT1.5S");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aDaemonEndsWithTheCommandThatLeftIt(Profile profile) throws Exception {
        require(profile);
        Required.groups(sandbox);
        Required.program("setsid");
        var result = succeed(sh(profile, """
                (setsid sh -c '(trap "" TERM HUP; echo $$ >daemon; exec sleep 1000) </dev/null >/dev/null 2>&1 &' &)
                until [ -s daemon ]; do sleep 0.02; done
                echo done"""));
        assertThat(result.log().text()).isEqualTo("done\n");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aDaemonThatHoldsTheOutputOpenDoesNotHoldUpTheEnd(Profile profile) throws Exception {
        require(profile);
        Required.groups(sandbox);
        Required.program("setsid");
        var result = succeed(sh(profile, """
                (setsid sh -c '(trap "" TERM HUP; echo $$ >daemon; while :; do sleep 1000; done) &' &)
                until [ -s daemon ]; do sleep 0.02; done
                echo done"""));
        assertThat(result.log().text()).contains("done\n");
        assertThat(result.usage().wall()).isLessThan(LONGEST);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aDaemonThatWritesForEverEndsWithTheCommand(Profile profile) throws Exception {
        require(profile);
        Required.groups(sandbox);
        Required.program("setsid");
        var result = succeed(sh(profile, "(setsid sh -c 'echo >daemon; yes' &); until [ -e daemon ]; do :; done"));
        assertThat(result.exit()).isEqualTo(new Exit.Exited(0));
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void zombiesCountAsProcessesAndGoWithTheirParent(Profile profile) throws Exception {
        require(profile, Limit.PROCESSES);
        // Children that are never reaped, until there can be no more; then a look that they are what they should be.
        var maker =
                start(perl(profile, """
                        select undef, undef, undef, 0.02 until -e 'go';
                        while (defined(my $child = fork)) { exit unless $child; push @children, $child }
                        select undef, undef, undef, 0.02 while grep { alive($_) } @children;
                        sub alive { open my $f, '<', "/proc/$_[0]/stat" or return 1; <$f> !~ /[)] Z / }
                        $| = 1; print scalar(@children), " zombies"; exit 7""").limits(limits().processes(PROCESSES).build()));
        assertInForce(PROCESSES, "pids.max");
        letGo();
        var failure = failure(outcome(maker), FailureKind.LIMIT_EXCEEDED);
        assertThat(failure.result().log().text()).matches("3[5-9] zombies\n");
        assertThat(failure.result().exit()).isEqualTo(new Exit.LimitExceeded(Limit.PROCESSES));
    }

    @Test
    void whatACommandLeavesBehindIsKilledWhenItIsCancelled() throws Exception {
        require(Profile.TRUSTED);
        Required.groups(sandbox);
        Required.program("setsid");
        var handle = start(
                sh(Profile.TRUSTED, "setsid sh -c 'trap \"\" TERM; (sleep 1000 &); sleep 1000' & echo $! >d; wait")
                        .grace(Duration.ofMillis(100)));
        await().atMost(LONGEST).until(() -> leftovers.processes().size() >= 4);
        assertThat(handle.cancel()).isTrue();
    }
}
