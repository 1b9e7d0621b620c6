// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.TaskOutcome;
import dev.executor.isolation.Command;
import dev.executor.isolation.Exit;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What is known of a command whose task ended without its result; by both ways of starting a process.
@ParameterizedClass
@EnumSource(NativeCalls.class)
class PartialResultTest extends HostileTest {
    /// Does not end before it is killed, two seconds after it was asked to.
    private static final String SLOW = "trap 'echo stopping' TERM; echo up; while :; do sleep 0.05; done";

    PartialResultTest(NativeCalls nativeCalls) {
        super(nativeCalls);
    }

    @BeforeEach
    void commandsCanBeRun() {
        require(Profile.TRUSTED);
    }

    private static ProcessResult partialResult(TaskOutcome<ProcessResult> outcome) {
        return outcome.details().find(ProcessResult.class).orElseThrow();
    }

    @Test
    void aTimedOutCommandTellsItsLogAndItsUsageWhileItIsStoppedAndItsEndWhenItIsOver() throws Exception {
        var up = new CountDownLatch(1);
        var command = sh(Profile.TRUSTED, SLOW).log(LogSink.lines(_ -> up.countDown()));
        var task = sandbox.task("slow", command.build()).withAttemptTimeout(Duration.ofSeconds(2));
        var outcome = outcome(pool.submit(task));
        assertThat(outcome).isInstanceOf(TaskOutcome.TimedOut.class);
        assertThat(up.getCount()).isZero();
        var before = partialResult(outcome);
        assertThat(before.log().text()).startsWith("up\n");
        assertThat(before.usage().wall()).isGreaterThan(Duration.ofMillis(500));
        await().atMost(LONGEST).until(() -> !(partialResult(outcome).exit() instanceof Exit.Running));
        var after = partialResult(outcome);
        assertThat(after.exit()).isEqualTo(new Exit.Signalled(9));
        assertThat(after.log().text()).contains("up\n", "stopping\n");
        assertThat(after.usage().wall()).isGreaterThanOrEqualTo(before.usage().wall());
        if (sandbox.capabilities().killsTrees()) {
            assertThat(after.usage().peakMemory()).isPresent();
        }
    }

    @Test
    void aCancelledCommandTellsItsLogAndItsUsage() throws Exception {
        var up = new CountDownLatch(1);
        var command = sh(Profile.TRUSTED, "echo up; exec sleep 1000").log(LogSink.lines(_ -> up.countDown()));
        var handle = start(command);
        up.await();
        handle.cancel();
        var outcome = outcome(handle);
        assertThat(outcome).isInstanceOf(TaskOutcome.Cancelled.class);
        assertThat(partialResult(outcome).log().text()).isEqualTo("up\n");
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(partialResult(outcome).exit()).isEqualTo(new Exit.Signalled(15)));
    }

    @Test
    void theResultOfEachOtherEndIsAmongTheDetailsToo() throws Exception {
        var succeeded = run(sh(Profile.TRUSTED, "echo out"));
        assertThat(partialResult(succeeded)).isSameAs(success(succeeded));
        var failed = run(sh(Profile.TRUSTED, "exit 3"));
        assertThat(partialResult(failed).exit()).isEqualTo(new Exit.Exited(3));
    }

    @Test
    void aCommandThatWasNotStartedHasNone() throws Exception {
        var outcome = run(Command.builder("/no/such/program").profile(Profile.TRUSTED));
        assertThat(outcome.details().find(ProcessResult.class)).isEmpty();
    }
}
