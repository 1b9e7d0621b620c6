// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.FailureKind;
import dev.executor.OutcomeDetails;
import dev.executor.TaskHandle;
import dev.executor.TaskOutcome;
import dev.executor.TaskState;
import dev.executor.isolation.CommandBuilder;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How commands end, by themselves and by others.
@ParameterizedClass
@EnumSource(NativeCalls.class)
class StopTest extends HostileTest {
    private static final String DEAF = "trap '' TERM INT HUP; echo up; while :; do sleep 0.1; done";

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    StopTest(NativeCalls nativeCalls) {
        super(nativeCalls);
    }

    private CommandBuilder heard(CommandBuilder command) {
        return command.log(LogSink.lines(line -> lines.add(line.text())));
    }

    private void awaitLine(String line) {
        await().atMost(LONGEST).until(() -> lines.contains(line));
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void whoIgnoresTheRequestToEndIsKilledWhenItsGraceIsOver(Profile profile) throws Exception {
        require(profile);
        var handle = start(heard(sh(profile, DEAF)).grace(Duration.ofMillis(200)));
        awaitLine("up");
        assertThat(handle.cancel()).isTrue();
        assertThat(outcome(handle))
                .isEqualTo(new TaskOutcome.Cancelled<>(TaskOutcome.Reason.REQUESTED, OutcomeDetails.of(1)));
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void whoHearsTheRequestToEndMayTidyUp(Profile profile) throws Exception {
        require(profile);
        var handle = start(heard(sh(profile, "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.02; done"))
                .grace(LONGEST));
        awaitLine("up");
        handle.cancel();
        awaitLine("bye");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aProcessThatHasStoppedItselfIsKilled(Profile profile) throws Exception {
        require(profile);
        var failure = fail(
                sh(profile, "kill -STOP $$")
                        .limits(limits().wallTime(Duration.ofMillis(300)).build())
                        .grace(Duration.ofMillis(100)),
                FailureKind.LIMIT_EXCEEDED);
        assertThat(failure.result().exit()).isEqualTo(new Exit.LimitExceeded(Limit.WALL_TIME));
    }

    @Test
    void anAttemptTimeoutEndsTheProcess() throws Exception {
        require(Profile.TRUSTED);
        Duration limit = Duration.ofMillis(300);
        var task = sandbox.task(
                "hostile", sh(Profile.TRUSTED, DEAF).grace(Duration.ZERO).build());
        assertThat(outcome(pool.submit(task.withAttemptTimeout(limit))))
                .isEqualTo(new TaskOutcome.TimedOut<>(TaskOutcome.Timeout.ATTEMPT, limit, OutcomeDetails.of(1)));
        assertThat(outcome(pool.submit(task.withTimeout(limit))))
                .isEqualTo(new TaskOutcome.TimedOut<>(TaskOutcome.Timeout.TOTAL, limit, OutcomeDetails.of(1)));
    }

    @Test
    void aClosingPoolEndsItsProcesses() throws Exception {
        require(Profile.TRUSTED);
        var handle = start(heard(sh(Profile.TRUSTED, DEAF)).grace(Duration.ofMillis(100)));
        awaitLine("up");
        pool.drain(Duration.ZERO);
        assertThat(outcome(handle))
                .isEqualTo(new TaskOutcome.Cancelled<>(TaskOutcome.Reason.SHUTDOWN, OutcomeDetails.of(0)));
    }

    @Test
    void aClosingSandboxEndsItsProcesses() throws Exception {
        require(Profile.TRUSTED);
        var handle = start(heard(sh(Profile.TRUSTED, DEAF)).grace(Duration.ofMillis(100)));
        awaitLine("up");
        sandbox.close();
        assertThat(notStarted(outcome(handle))).hasMessageContaining("the sandbox was closed while it ran");
        assertThat(notStarted(run(sh(Profile.TRUSTED, "true")))).hasMessageContaining("the sandbox is closed");
    }

    @Test
    void aSandboxThatIsClosedByAnInterruptedThreadLeavesNothingEither() throws Exception {
        require(Profile.TRUSTED);
        var handle = start(
                heard(sh(Profile.TRUSTED, "(setsid sleep 1000 &); " + DEAF)).grace(Duration.ofMillis(100)));
        awaitLine("up");
        Thread.currentThread().interrupt();
        sandbox.close();
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        assertThat(notStarted(outcome(handle))).hasMessageContaining("the sandbox was closed while it ran");
    }

    /// From before the folder is made until after the program runs, whenever that is on this machine.
    @ParameterizedTest
    @EnumSource(Profile.class)
    void aCancelAtAnyMomentOfTheStartLeavesNothing(Profile profile) throws Exception {
        require(profile);
        for (int i = 0; i < 60; i++) {
            var handle = start(sh(profile, "sleep 1000").grace(Duration.ZERO));
            if (i % 2 == 0) {
                await().pollInterval(Duration.ofNanos(100_000)).until(() -> handle.status() == TaskState.RUNNING);
            }
            LockSupport.parkNanos(i / 2 * 700_000L); // not a wait for something: another moment each time
            assertThat(handle.cancel()).isTrue();
            assertThat(outcome(handle)).isInstanceOf(TaskOutcome.Cancelled.class);
        }
    }

    @Test
    void manyCancelsAtOnceLeaveNothing() throws Exception {
        require(Profile.TRUSTED);
        List<TaskHandle<ProcessResult>> handles = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            handles.add(start(sh(Profile.TRUSTED, "sleep 1000 & sleep 1000").grace(Duration.ofMillis(i % 3))));
        }
        handles.forEach(TaskHandle::cancel);
        for (var handle : handles) {
            assertThat(outcome(handle)).isInstanceOf(TaskOutcome.Cancelled.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void aThousandInstantExitsHaveTheRightCodes(Profile profile) throws Exception {
        require(profile);
        int count = profile != Profile.TRUSTED ? 130 : withoutNativeCalls() ? 256 : 1000;
        List<TaskHandle<ProcessResult>> handles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            handles.add(start(sh(profile, "exit " + i % 256).expectAnyExit()));
        }
        for (int i = 0; i < count; i++) {
            assertThat(success(outcome(handles.get(i))).exit()).isEqualTo(exit(profile, i % 256));
        }
    }

    /// Where a wrapper or the JDK stands between, codes above 128 are signals.
    private Exit exit(Profile profile, int code) {
        boolean between = withoutNativeCalls() || profile != Profile.TRUSTED;
        return between && code > 128 && code <= 192 ? new Exit.Signalled(code - 128) : new Exit.Exited(code);
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void theSignalOfACrashIsReported(Profile profile) throws Exception {
        require(profile);
        var failure = fail(sh(profile, "kill -SEGV $$"), FailureKind.SIGNALLED);
        assertThat(failure.result().exit()).isEqualTo(new Exit.Signalled(11));
        assertThat(failure).hasMessageContaining("was ended by signal 11");
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void theKillOfSomebodyElseIsReportedAsASignal(Profile profile) throws Exception {
        require(profile);
        Required.groups(sandbox);
        var handle = start(heard(sh(profile, DEAF)));
        awaitLine("up");
        leftovers
                .processes()
                .forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
        assertThat(failure(outcome(handle), FailureKind.SIGNALLED).result().exit())
                .isEqualTo(new Exit.Signalled(9));
    }

    @Test
    void anUnexpectedCodeIsAFailureWithTheLastLine() throws Exception {
        require(Profile.TRUSTED);
        var failure = fail(sh(Profile.TRUSTED, "echo first >&2; echo last >&2; exit 3"), FailureKind.NONZERO_EXIT);
        assertThat(failure.result().exit()).isEqualTo(new Exit.Exited(3));
        assertThat(failure).hasMessageContaining("exited with code 3; its last line was 'last'");
        assertThat(succeed(sh(Profile.TRUSTED, "exit 3").expectExit(0, 3)).exit())
                .isEqualTo(new Exit.Exited(3));
    }
}
