// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.executor.FailureKind;
import dev.executor.examples.console.ResultFile;
import dev.executor.examples.console.Screen;
import dev.executor.examples.console.StopRequest;
import dev.executor.examples.pipeline.PipelineReport.StepEntry;
import dev.executor.isolation.Command;
import dev.executor.isolation.Limit;
import dev.executor.isolation.Profile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole program with the real engine, and with a sandbox that runs no processes.
class PipelineTest {
    @TempDir
    Path directory;

    private Path json;
    private FakeSandbox sandbox;
    private final StopRequest stop = new StopRequest();

    private record Run(int code, String out, String err) {
        List<String> linesOf(String step) {
            return out.lines()
                    .map(line -> line.replaceFirst("^\\d\\d:\\d\\d:\\d\\d ", "")) // the time
                    .filter(line -> line.startsWith(step + " "))
                    .toList();
        }
    }

    @BeforeEach
    void haveAMachineThatCanDoAll() {
        json = directory.resolve("result.json");
        machine(FakeSandbox.allProfiles(), FakeSandbox.allLimits());
    }

    @AfterEach
    void theSandboxIsClosedIfItWasUsed() {
        assertThat(sandbox.closed).isEqualTo(!sandbox.asked.isEmpty());
    }

    @Test
    void stepsRunInTheOrderOfTheirNeeds() throws Exception {
        var run = run("""
                {"name": "roof", "needs": ["walls"], "command": ["say", "three"]},
                {"name": "walls", "needs": ["ground"], "command": ["say", "two"]},
                {"name": "ground", "command": ["say", "one"]}
                """);

        assertThat(run.code()).isEqualTo(Pipeline.DONE);
        assertThat(run.out()).containsSubsequence("ground | one", "walls  | two", "roof   | three");
    }

    @Test
    void aStepWhoseNeedFailedIsSkippedAndOthersGoOn() throws Exception {
        var run = run("""
                {"name": "compile", "command": ["exit", "3"]},
                {"name": "jar", "needs": ["compile"], "command": ["say", "never"]},
                {"name": "sign", "needs": ["jar"], "command": ["say", "never"]},
                {"name": "docs", "command": ["say", "written"]}
                """);

        assertThat(run.code()).isEqualTo(Pipeline.FAILED);
        assertThat(run.out()).contains("docs    | written").doesNotContain("never\n");
        assertThat(run.linesOf("compile")).contains("compile failed: exit code 3");
        assertThat(run.linesOf("jar")).contains("jar skipped: it needs compile, which did not succeed");
        assertThat(run.linesOf("sign")).contains("sign skipped: it needs jar, which did not succeed");
        assertThat(steps())
                .extracting(StepEntry::name, StepEntry::outcome, StepEntry::attempts)
                .containsExactly(
                        tuple("compile", "failed", 1),
                        tuple("jar", "skipped", 0),
                        tuple("sign", "skipped", 0),
                        tuple("docs", "succeeded", 1));
    }

    @Test
    void aFailedAttemptIsTriedAgain() throws Exception {
        var run = run("""
                {"name": "a", "command": ["flake", "3"], "retry": {"attempts": 3, "backoff": "0s"}}
                """);

        assertThat(run.code()).isEqualTo(Pipeline.DONE);
        assertThat(run.linesOf("a"))
                .startsWith(
                        "a > attempt 1 of 3: flake 3",
                        "a > attempt 1 of 3 failed: exit code 1",
                        "a > attempt 2 of 3: flake 3",
                        "a > attempt 2 of 3 failed: exit code 1",
                        "a > attempt 3 of 3: flake 3",
                        "a > succeeded");
        assertThat(steps()).extracting(StepEntry::attempts).containsExactly(3);
    }

    @Test
    void aViolationIsNotTriedAgain() throws Exception {
        var run = run("""
                {"name": "a", "command": ["violate"], "retry": {"attempts": 3, "backoff": "0s"}}
                """);

        assertThat(run.code()).isEqualTo(Pipeline.FAILED);
        assertThat(steps()).singleElement().satisfies(step -> {
            assertThat(step.failureKind()).contains(FailureKind.SANDBOX_VIOLATION);
            assertThat(step.attempts()).isEqualTo(1);
        });
    }

    @Test
    void anExpectedExitCodeIsNoFailure() throws Exception {
        var run = run("""
                {"name": "a", "command": ["exit", "3"], "expectedExits": [0, 3]}
                """);

        assertThat(run.code()).isEqualTo(Pipeline.DONE);
        assertThat(steps())
                .singleElement()
                .satisfies(step -> assertThat(step.exitCode()).contains(3));
    }

    @Test
    void aStepThatTakesTooLongIsStopped() throws Exception {
        var run = run("""
                {"name": "a", "command": ["hang"], "attemptTimeout": "50ms"}
                """);

        assertThat(run.code()).isEqualTo(Pipeline.FAILED);
        assertThat(run.out()).contains("failed: timeout").contains("a failed: an attempt took longer than 0.1 s");
    }

    @Test
    void theArtifactsOfAStepAreTheInputsOfAnother() throws Exception {
        var run = run("""
                {"name": "build", "command": ["keep", "out/deep/app.txt", "an application"], "artifacts": ["out/**"]},
                {"name": "try", "needs": ["build"], "command": ["show", "app"],
                 "inputs": {"app": "${artifacts.build}/out/deep/app.txt"}}
                """);

        assertThat(run.code()).isEqualTo(Pipeline.DONE);
        assertThat(run.out())
                .contains("try   | an application")
                .contains("build kept " + directory.resolve("artifacts/build"));
        assertThat(steps().getFirst().artifacts()).singleElement().satisfies(artifact -> {
            assertThat(artifact.path()).isEqualTo("out/deep/app.txt");
            assertThat(Path.of(artifact.location())).hasContent("an application");
        });
    }

    @Test
    void artifactsThatAreNotThereFailTheStepThatWantsThem() throws Exception {
        var run = run("""
                {"name": "build", "command": ["say", "nothing is kept"]},
                {"name": "try", "needs": ["build"], "command": ["show", "app"], "inputs": {"app": "${artifacts.build}"}}
                """);

        assertThat(run.code()).isEqualTo(Pipeline.FAILED);
        assertThat(run.out())
                .contains("try failed: ${artifacts.build} stands for nothing, as step 'build' kept no file");
        assertThat(steps().getLast().failureKind()).contains(FailureKind.PROVISIONING);
    }

    @Test
    void aProfileThatIsNotThereRefusesThePipelineBeforeAnythingRuns() throws Exception {
        machine(Set.of(Profile.TRUSTED), FakeSandbox.allLimits());

        var run = run("""
                {"name": "a", "profile": "trusted", "command": ["say", "never"]},
                {"name": "b", "profile": "untrusted", "command": ["say", "never"]}
                """);

        assertThat(run.code()).isEqualTo(Pipeline.UNUSABLE);
        assertThat(run.out()).doesNotContain("never");
        assertThat(run.err())
                .contains(
                        "Command 'b' asks for what this machine cannot enforce: UNTRUSTED (no bubblewrap; install it)");
        assertThat(json).doesNotExist();
    }

    @Test
    void aStepThatTakesAnotherProfileGetsItAndSaysSo() throws Exception {
        machine(Set.of(Profile.TRUSTED), FakeSandbox.allLimits());

        var run = run("""
                {"name": "a", "profile": "standard", "orElse": "trusted", "command": ["say", "hello"]}
                """);

        assertThat(run.code()).isEqualTo(Pipeline.DONE);
        assertThat(run.out()).contains("a > profile trusted instead of standard");
        assertThat(sandbox.asked).extracting(Command::profile).containsOnly(Profile.TRUSTED);
        assertThat(steps()).extracting(StepEntry::profile).containsExactly(Profile.TRUSTED);
    }

    @Test
    void theProfileAskedForIsTakenWhereItIsThere() throws Exception {
        var run = run("""
                {"name": "a", "profile": "untrusted", "orElse": "trusted", "command": ["say", "hello"]}
                """);

        assertThat(run.out()).doesNotContain("instead of");
        assertThat(sandbox.asked).extracting(Command::profile).containsOnly(Profile.UNTRUSTED);
    }

    @Test
    void aLimitIsLeftOutOnlyIfTheStepSaysSo() throws Exception {
        machine(FakeSandbox.allProfiles(), EnumSet.of(Limit.WALL_TIME));
        var step = """
                {"name": "a", "command": ["say", "hello"], "limits": {"memory": "1 GiB", "wallTime": "1m"}%s}
                """;

        var refused = run(step.formatted(""));
        var granted = run(step.formatted(", \"orWithout\": [\"memory\", \"wallTime\"]"));

        assertThat(refused.code()).isEqualTo(Pipeline.UNUSABLE);
        assertThat(refused.err())
                .contains("MEMORY (no control groups; delegate some)")
                .doesNotContain("WALL_TIME");
        assertThat(granted.code()).isEqualTo(Pipeline.DONE);
        assertThat(granted.out()).contains("a > no limit on memory").doesNotContain("no limit on wallTime");
        assertThat(steps().getFirst().concessions()).containsExactly("no limit on memory");
    }

    @Test
    void noMoreStepsRunAtOnceThanAreAllowed() throws Exception {
        run(
                Stream.of("a", "b", "c", "d")
                        .map("""
                        {"name": "%s", "command": ["say", "hello"]}"""::formatted)
                        .toList()
                        .toString()
                        .replaceAll("^\\[|]$", ""),
                "--concurrency",
                "1");

        assertThat(sandbox.mostRunning).hasValue(1);
    }

    @Test
    void whatTheMachineCannotEnforceIsSaidFirst() throws Exception {
        var run = run("""
                {"name": "a", "command": ["say", "hello"]}
                """);

        assertThat(run.out())
                .containsSubsequence(
                        "machine    no control groups",
                        "missing    memory limit (no control groups; delegate some)",
                        "a > say hello");
    }

    @Test
    void usageIsInTheTable() throws Exception {
        var run = run("""
                {"name": "a", "command": ["say", "hello"]}
                """);

        assertThat(run.out().replaceAll(" +", " "))
                .contains("step outcome profile attempts wall cpu peak memory artifacts")
                .contains("a succeeded standard 1 1.5 s 2.0 s 12 MiB 0")
                .contains("a wrote 3 lines too fast to be shown");
    }

    @Test
    void aStopBeforeTheFirstStepIsReportedLikeAnyOther() throws Exception {
        stop.request();

        var run = run("""
                {"name": "a", "command": ["say", "never"]},
                {"name": "b", "needs": ["a"], "command": ["say", "never"]}
                """);

        assertThat(run.code()).isEqualTo(Pipeline.STOPPED);
        assertThat(run.out()).contains("stopping:").doesNotContain("| never");
        assertThat(ResultFile.read(json, PipelineReport.class).stopped()).isTrue();
        assertThat(steps()).extracting(StepEntry::outcome).containsExactly("stopped", "skipped");
    }

    @Test
    void aPipelineThatIsWrongIsRefused() throws Exception {
        var run = run("""
                {"name": "a", "command": ["say"], "needs": ["b"]}
                """);

        assertThat(run.code()).isEqualTo(Pipeline.UNUSABLE);
        assertThat(run.err()).startsWith("pipeline: ").contains("needs was 'b', which is no step");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsRefused() throws Exception {
        var run = program(directory.resolve("missing.json").toString());

        assertThat(run.code()).isEqualTo(Pipeline.UNUSABLE);
        assertThat(run.err()).contains("file was '" + directory.resolve("missing.json") + "', which cannot be read");
    }

    @Test
    void anUnknownOptionIsRefused() throws Exception {
        var run = program("--fast");

        assertThat(run.code()).isEqualTo(Pipeline.UNUSABLE);
        assertThat(run.err()).contains("'--fast' is no option; --help lists those there are");
    }

    @Test
    void helpIsPrintedWhateverElseIsGiven() throws Exception {
        var run = program("--help", "--nonsense");

        assertThat(run.code()).isEqualTo(Pipeline.DONE);
        assertThat(run.out()).isEqualTo(PipelineArguments.USAGE);
    }

    private void machine(Set<Profile> profiles, Set<Limit> limits) {
        sandbox = new FakeSandbox(directory.resolve("artifacts"), profiles, limits);
    }

    private List<StepEntry> steps() {
        return ResultFile.read(json, PipelineReport.class).steps();
    }

    private Run run(String steps, String... options) throws Exception {
        var file = directory.resolve("pipeline.json");
        Files.writeString(file, "{\"name\": \"test\", \"steps\": [" + steps + "]}");
        return program(Stream.concat(
                        Stream.of(file.toString(), "--checkout", directory.toString(), "--json", json.toString()),
                        Stream.of(options))
                .toArray(String[]::new));
    }

    private Run program(String... args) throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var screen = new Screen(new PrintStream(out), new PrintStream(err), false);
        int code = Pipeline.run(args, screen, stop, _ -> sandbox);
        return new Run(code, out.toString(), err.toString());
    }
}
