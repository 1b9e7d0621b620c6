// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.executor.ExecutorPool;
import dev.executor.FailureKind;
import dev.executor.Rejection;
import dev.executor.Submission;
import dev.executor.Task;
import dev.executor.TaskType;
import dev.executor.UnsupportedWorkException;
import dev.executor.Work;
import dev.executor.isolation.Command;
import dev.executor.isolation.CommandBuilder;
import dev.executor.isolation.Limit;
import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A sandbox is an isolator: a pool or a task chooses it, and it refuses what it cannot run before the command starts.
class SandboxOfAPoolTest {
    private static final TaskType<String, String> OTHER = TaskType.of("other", String.class, String.class);

    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private ExecutorPool pool;

    @BeforeEach
    void open() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is a shell");
        sandbox = open("first");
        pool = ExecutorPool.builder("commands").isolator(sandbox).build();
    }

    /// Without control groups, so that a limit is missing on every machine.
    private Sandbox open(String name) {
        return Sandbox.builder()
                .stateFolder(folder.resolve(name))
                .cgroupParent(folder)
                .open();
    }

    @AfterEach
    void close() {
        if (pool != null) {
            pool.close();
            sandbox.close();
        }
    }

    private static CommandBuilder sh(String script) {
        return Command.builder("/bin/sh", "-c", script).profile(Profile.TRUSTED);
    }

    private Rejection.Unsupported refusal(Task<?> task) {
        return (Rejection.Unsupported) ((Submission.Refused<?>) pool.trySubmit(task)).rejection();
    }

    @Test
    void aPoolWithASandboxRunsCommands() {
        var command = sh("echo hello").build();

        assertThat(pool.submit(Task.of("greeting", command)).join().log().text())
                .isEqualTo("hello\n");
        assertThat(pool.submit(Command.TYPE.with(command)).join().log().text()).isEqualTo("hello\n");
        assertThat(pool.submit(Task.of("inline", _ -> 3)).join()).isEqualTo(3);
    }

    @Test
    void aTaskOfASandboxRunsThereInAPoolThatHasNone() {
        try (var plain = ExecutorPool.builder("plain").build()) {
            var task = sandbox.task("greeting", sh("echo hello").build());

            assertThat(task.isolator()).containsSame(sandbox);
            assertThat(plain.submit(task).join().log().text()).isEqualTo("hello\n");
        }
    }

    @Test
    void aLimitThatTheMachineCannotEnforceIsRefusedAtSubmitAndTheCommandDoesNotStart() {
        var trace = folder.resolve("started");
        var limits = ResourceLimits.builder().cpus(1).build();

        var rejection =
                refusal(Task.of("limited", sh("> " + trace).limits(limits).build()));

        assertThat(sandbox.capabilities().limits()).doesNotContainKey(Limit.CPU);
        assertThat(rejection.kind()).isEqualTo(FailureKind.REJECTED_UNSUPPORTED);
        assertThat(rejection.reasons().getFirst()).startsWith("sandbox: this machine cannot enforce CPU (");
        assertThat(trace).doesNotExist();
    }

    @Test
    void aCommandThatCanNeverStartIsRefusedAtSubmit() {
        assumeTrue(Files.exists(Path.of("/proc/self/limits")), "the kernel tells its limits");
        var command = sh(" ".repeat(128 << 10)).build();

        assertThat(refusal(Task.of("long", command)).reasons().getFirst())
                .startsWith(
                        "sandbox: the command has 131072 bytes in argument 2, and the kernel accepts 131071 in one");
    }

    @Test
    void artifactsAndSecretsNeedTheirPartsOfTheSandbox() {
        assertThat(refusal(Task.of("kept", sh("true").artifacts("*.txt").build()))
                        .reasons()
                        .getFirst())
                .contains("keeps artifacts [*.txt]", "call artifacts(..) when the sandbox is built");
        assertThat(refusal(Task.of(
                                "secret",
                                sh("true")
                                        .secret("token", "TOKEN", Secret.Delivery.ENVIRONMENT)
                                        .build()))
                        .reasons()
                        .getFirst())
                .contains("needs secrets", "call secrets(..) when the sandbox is built");
    }

    @Test
    void workThatIsNoCommandIsRefused() {
        assertThat(refusal(OTHER.with("x")).reasons())
                .containsExactly(
                        "sandbox: a sandbox runs commands only",
                        "inThread: the thread of an attempt runs inline bodies only");
        assertThat(refusal(Task.of("inline", _ -> 1).withIsolator(sandbox)).reasons())
                .containsExactly("sandbox: a sandbox runs commands only");
    }

    /// A pool of another engine may not ask [Sandbox#canRun] first.
    @Test
    void aSandboxThatIsAskedDirectlyRunsNothingThatItCannot() {
        var trace = folder.resolve("started");
        var limited = sh("> " + trace)
                .limits(ResourceLimits.builder().cpus(1).build())
                .build();
        var context = new HeardAttempt(Task.of("direct", limited));

        assertThatThrownBy(() -> sandbox.run(new Work.Portable<>(Command.TYPE, limited), context))
                .isInstanceOf(UnsupportedWorkException.class)
                .hasMessageContaining("of task 'direct': this machine cannot enforce CPU");
        assertThatThrownBy(() -> sandbox.run(new Work.Portable<>(OTHER, "x"), context))
                .isInstanceOf(UnsupportedWorkException.class)
                .hasMessageContaining("a sandbox runs commands only");
        assertThat(trace).doesNotExist();
    }

    @Test
    void theFirstSandboxOfAPoolThatCanRunTheCommandRunsIt() {
        try (var second = Sandbox.builder()
                        .stateFolder(folder.resolve("second"))
                        .cgroupParent(folder)
                        .artifacts(folder.resolve("kept"))
                        .open();
                var both = ExecutorPool.builder("both")
                        .isolator(sandbox)
                        .isolator(second)
                        .build()) {
            var command = sh("echo kept > a.txt").artifacts("*.txt").build();

            assertThat(both.submit(Task.of("kept", command)).join().artifacts()).hasSize(1);
            assertThat(both.config().isolators()).isEqualTo(List.of(sandbox, second));
        }
    }
}
