// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.ExecutorPool;
import dev.executor.FailureKind;
import dev.executor.TaskHandle;
import dev.executor.TaskOutcome;
import dev.executor.isolation.Command;
import dev.executor.isolation.CommandBuilder;
import dev.executor.isolation.Limit;
import dev.executor.isolation.ProcessFailedException;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import dev.executor.isolation.SandboxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A sandbox and a pool for each test, and a look at what is left after it.
abstract class HostileTest {
    /// No command of a test runs longer, whatever goes wrong.
    static final Duration LONGEST = Duration.ofSeconds(30);

    /// Lets a script wait until the test has seen that its limits are in force: see [#letGo].
    static final String WAIT = "until [ -e go ]; do sleep 0.02; done\n";

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path temporary;

    private final NativeCalls nativeCalls;
    Path state;
    Sandbox sandbox;
    ExecutorPool pool;
    Leftovers leftovers;

    HostileTest(NativeCalls nativeCalls) {
        this.nativeCalls = nativeCalls;
    }

    /// For settings that a test class wants.
    Sandbox.Builder settings(Sandbox.Builder builder) {
        return builder;
    }

    @BeforeEach
    final void open() throws Exception {
        Required.linux();
        // A command that is somebody else has to pass through.
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        state = temporary.resolve("state");
        leftovers = new Leftovers(state);
        sandbox = settings(Sandbox.builder().stateFolder(state).nativeCalls(nativeCalls))
                .open();
        pool = ExecutorPool.builder("hostile").concurrency(16).build();
        leftovers.opened();
    }

    @AfterEach
    final void nothingIsLeft() {
        if (sandbox == null) { // skipped before it was opened
            return;
        }
        try (var _ = sandbox;
                var _ = pool) {
            leftovers.assertIdle(pool);
        }
        leftovers.assertGone();
    }

    /// {@return whether processes are started by the JDK}
    boolean withoutNativeCalls() {
        return nativeCalls == NativeCalls.NEVER;
    }

    static ResourceLimits.Builder limits() {
        return ResourceLimits.builder().wallTime(LONGEST);
    }

    /// {@return a command that is a shell script}
    static CommandBuilder sh(Profile profile, String script) {
        return command(profile, "sh", "-c", script);
    }

    static CommandBuilder command(Profile profile, String... command) {
        return Command.builder(command).profile(profile).limits(limits().build());
    }

    static CommandBuilder perl(Profile profile, String script) {
        Required.program("perl");
        return command(profile, "perl", "-e", script);
    }

    /// Starts a command, if this machine has its profile: no test has to remember to ask.
    TaskHandle<ProcessResult> start(CommandBuilder command) {
        var task = command.build();
        require(task.profile());
        return pool.submit(sandbox.task("hostile", task));
    }

    static TaskOutcome<ProcessResult> outcome(TaskHandle<ProcessResult> handle) throws InterruptedException {
        return handle.await(PATIENCE).orElseThrow(() -> new AssertionError("no outcome within " + PATIENCE));
    }

    TaskOutcome<ProcessResult> run(CommandBuilder command) throws InterruptedException {
        return outcome(start(command));
    }

    /// {@return the result of a command that ends as it should}
    ProcessResult succeed(CommandBuilder command) throws InterruptedException {
        return success(run(command));
    }

    static ProcessResult success(TaskOutcome<ProcessResult> outcome) {
        assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
        return ((TaskOutcome.Succeeded<ProcessResult>) outcome).value();
    }

    /// {@return why a command failed}
    ProcessFailedException fail(CommandBuilder command, FailureKind kind) throws InterruptedException {
        return failure(run(command), kind);
    }

    static ProcessFailedException failure(TaskOutcome<ProcessResult> outcome, FailureKind kind) {
        return cause(outcome, kind, ProcessFailedException.class);
    }

    static SandboxException notStarted(TaskOutcome<ProcessResult> outcome) {
        return cause(outcome, FailureKind.PROVISIONING, SandboxException.class);
    }

    private static <E extends Exception> E cause(
            TaskOutcome<ProcessResult> outcome, FailureKind kind, Class<E> expected) {
        assertThat(outcome).isInstanceOf(TaskOutcome.Failed.class);
        var failed = (TaskOutcome.Failed<ProcessResult>) outcome;
        assertThat(failed.cause()).isInstanceOf(expected);
        assertThat(failed.kind()).as(failed.cause().toString()).isEqualTo(kind);
        return expected.cast(failed.cause());
    }

    /// {@return the work folder of the only command that runs, once all of it is in its control group}
    Path workFolder() {
        await().atMost(LONGEST)
                .until(() -> leftovers.runs().size() == 1
                        && Files.exists(leftovers.runs().getFirst().resolve("work"))
                        && (!sandbox.capabilities().killsTrees()
                                || !leftovers.processes().isEmpty()));
        return leftovers.runs().getFirst().resolve("work");
    }

    /// Lets the only command that runs go on after [#WAIT].
    void letGo() throws Exception {
        Files.createFile(workFolder().resolve("go"));
    }

    /// Asserts that the kernel holds the only command that runs to a limit. While its starter is in the group
    /// with it, for a moment, that counts as one process more.
    ///
    /// @param names what the file is called in versions 2 and 1
    void assertInForce(long value, String... names) {
        workFolder();
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(settings(names))
                        .as(List.of(names).toString())
                        .containsExactly(Long.toString(value)));
    }

    private List<String> settings(String... names) {
        return leftovers.roots().stream()
                .flatMap(root -> Leftovers.list(root).stream())
                .flatMap(group -> List.of(names).stream().map(group::resolve))
                .filter(Files::exists)
                .map(file -> Leftovers.text(file).strip())
                .toList();
    }

    void require(Profile profile, Limit... needed) {
        Required.profile(sandbox, profile);
        Required.limits(sandbox, needed);
    }
}
