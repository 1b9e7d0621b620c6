// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.examples.console.UnusableException;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineFileTest {
    @TempDir
    Path checkout;

    @Test
    void everyFieldIsTaken() throws Exception {
        var plan = read("""
                {"name": "all", "concurrency": 3, "steps": [{
                    "name": "a",
                    "command": ["tool", "--in=${checkout}"],
                    "environment": {"LANG": "C"},
                    "inherit": ["PATH"],
                    "folder": "${checkout}",
                    "inputs": {"in": "."},
                    "readable": ["/opt"],
                    "writable": ["/srv"],
                    "profile": "untrusted",
                    "orElse": "standard",
                    "limits": {
                      "memory": "512 MiB", "cpus": 1.5, "cpuWeight": 50, "cpuTime": "1m", "wallTime": "2m",
                      "processes": 64, "readRate": "1 MiB", "writeRate": "2 MiB", "openFiles": 100,
                      "fileSize": "3 MiB", "coreSize": "4 MiB", "output": "5 MiB", "disk": "6 MiB"
                    },
                    "orWithout": ["memory"],
                    "needs": [],
                    "artifacts": ["out/**"],
                    "retry": {"attempts": 5, "backoff": "1s", "maxBackoff": "10s"},
                    "attemptTimeout": "90s",
                    "timeout": "PT5M",
                    "expectedExits": [0, 2]
                }]}
                """);

        assertThat(plan.name()).isEqualTo("all");
        assertThat(plan.concurrency()).contains(3);
        var step = plan.steps().getFirst();
        assertThat(step)
                .usingRecursiveComparison()
                .ignoringFields("limits", "retry")
                .isEqualTo(new Step(
                        "a",
                        List.of("tool", "--in=${checkout}"),
                        Map.of("LANG", "C"),
                        List.of("PATH"),
                        Optional.of("${checkout}"),
                        Map.of("in", "."),
                        List.of("/opt"),
                        List.of("/srv"),
                        Profile.UNTRUSTED,
                        Optional.of(Profile.STANDARD),
                        StepLimits.NONE,
                        List.of("memory"),
                        List.of(),
                        List.of("out/**"),
                        step.retry(),
                        Optional.of(Duration.ofSeconds(90)),
                        Optional.of(Duration.ofMinutes(5)),
                        Set.of(0, 2)));
        assertThat(step.retry().maxAttempts()).isEqualTo(5);
        assertThat(step.limits().without(List.of("memory")))
                .isEqualTo(ResourceLimits.builder()
                        .cpus(1.5)
                        .cpuWeight(50)
                        .cpuTime(Duration.ofMinutes(1))
                        .wallTime(Duration.ofMinutes(2))
                        .processes(64)
                        .readRate(ByteSize.mib(1))
                        .writeRate(ByteSize.mib(2))
                        .openFiles(100)
                        .fileSize(ByteSize.mib(3))
                        .coreSize(ByteSize.mib(4))
                        .output(ByteSize.mib(5))
                        .disk(ByteSize.mib(6))
                        .build());
    }

    @Test
    void aStepHasTheDefaultsOfTheLibrary() throws Exception {
        var step = read("""
                {"name": "least", "steps": [{"name": "a", "command": ["tool"]}]}
                """).steps().getFirst();

        assertThat(step.profile()).isEqualTo(Profile.STANDARD);
        assertThat(step.orElse()).isEmpty();
        assertThat(step.retry().maxAttempts()).isEqualTo(1);
        assertThat(step.expectedExits()).containsExactly(0);
        assertThat(step.limits().without(List.of())).isEqualTo(ResourceLimits.none());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "memroy": "1 MiB"                  | step 'a' has a field 'memroy', which means nothing; the fields are name,
            "profile": "safe"                  | step 'a', profile was 'safe'; write trusted or standard or untrusted
            "profile": "trusted", "orElse": "trusted" | orElse was 'trusted', the profile itself; leave it out
            "limits": {"memory": "512 MB"}     | limits.memory was '512 MB'; write a number and B, KiB, MiB, GiB or TiB
            "limits": {"memory": "1 KiB"}      | step 'a', limits.memory was 1 KiB; it must be at least 1 MiB
            "limits": {"memory": 512}          | step 'a', limits.memory was 512; give a text: "..."
            "limits": {"cpus": "2"}            | step 'a', limits.cpus was "2"; give a number
            "limits": {"cpus": 0}              | step 'a', limits.cpus was 0.0; it must be from 0.01 to 1024.0
            "limits": {"processes": 1.5}       | step 'a', limits.processes was 1.5; give a whole number from 1
            "limits": {"ram": "1 MiB"}         | step 'a' has a field 'limits.ram', which means nothing
            "limits": []                       | step 'a', limits was []; give an object: {...}
            "orWithout": ["memory"]            | step 'a', orWithout was 'memory', which the step does not limit; leave it out
            "timeout": "soon"                  | timeout was 'soon'; write numbers and ms, s, m or h, such as "90s"
            "timeout": "0s"                    | step 'a', timeout was PT0S; it must be longer than zero
            "retry": {"attempts": 0}           | step 'a', retry.attempts was 0; give a whole number from 1 to 100
            "retry": {"backoff": "9s", "maxBackoff": "1s"} | retry.max was PT1S; it must not be shorter than initial
            "expectedExits": [256]             | step 'a', expectedExits was 256; give a whole number from 0 to 255
            "needs": "b"                       | step 'a', needs was "b"; give a list: [...]
            "needs": ["b"]                     | step 'a', needs was 'b', which is no step; the steps are a
            "needs": ["a"]                     | step 'a', needs make a circle: a -> a; remove one of them
            "environment": {"1A": "x"}         | step 'a', environment variable was '1A'; it must have letters
            "environment": {"A": 1}            | step 'a', environment.A was 1; give a text: "..."
            "artifacts": ["../out"]            | step 'a', artifact glob was '../out'; it must be a path inside
            "inputs": {"src": "sources"}       | inputs.src was 'sources'; there is no such file or folder as
            "inputs": {"/src": "."}            | step 'a', input was '/src'; it must be a path inside the work folder
            "inputs": {"x": "${artifacts.b}"}  | inputs.x was '${artifacts.b}'; add 'b' to needs, so that it comes before
            "folder": "work"                   | step 'a', folder was 'work'; there is no such folder as
            "inputs": {"x": "${module.absent}"} | inputs.x was '${module.absent}'; put the module absent on the runner's
            "readable": ["${work}"]            | readable was '${work}'; ${work} stands for nothing: write ${checkout},
            """)
    void whatIsWrongWithAStepIsSaidWithWhatToDo(String field, String message) {
        assertThatThrownBy(() -> read("""
                {"name": "p", "steps": [{"name": "a", "command": ["tool"], %s}]}
                """.formatted(field)))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"name": "p"                            | the file is no JSON, line 2, column
            {"name": "p", "name": "q"}              | the file is no JSON, line 1, column 21: Duplicate
            []                                      | the file is no object; write {"name": ..., "steps": [...]}
            {"name": "p", "steps": []}              | the pipeline has no steps; give at least one
            {"name": "p", "steps": [1]}             | step 1 was 1; write {"name": ..., "command": [...]}
            {"name": "p", "steps": [{}]}            | step 1 has no name; write 1 to 40 letters, digits
            {"name": "p", "steps": [{"name": "a"}]} | step 'a' has no command; give one
            {"name": "../p"}                        | the pipeline, name was '../p'; write 1 to 40 letters, digits
            """)
    void whatIsWrongWithAPipelineIsSaidWithWhatToDo(String json, String message) {
        assertThatThrownBy(() -> read(json + "\n"))
                .isInstanceOf(UnusableException.class)
                .hasMessageContaining(message);
    }

    @Test
    void twoStepsOfOneNameAreRefused() {
        assertThatThrownBy(() -> read("""
                {"name": "p", "steps": [{"name": "a", "command": ["x"]}, {"name": "a", "command": ["y"]}]}
                """))
                .hasMessageContaining("step 'a' is there twice; give each step a name of its own");
    }

    @Test
    void aCircleIsToldWithAllOfIt() {
        assertThatThrownBy(() -> read("""
                {"name": "p", "steps": [
                    {"name": "start", "needs": ["a"], "command": ["x"]},
                    {"name": "a", "needs": ["b"], "command": ["x"]},
                    {"name": "b", "needs": ["c"], "command": ["x"]},
                    {"name": "c", "needs": ["a"], "command": ["x"]}
                ]}
                """))
                .hasMessageContaining("step 'a', needs make a circle: a -> b -> c -> a; remove one of them");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> read("""
                {"name": "p", "speed": 3, "steps": [{"name": "a", "command": ["x"], "needs": ["b"], "retries": 3}]}
                """)).hasMessage("""
                the file cannot be run:
                  the pipeline has a field 'speed', which means nothing; the fields are name, concurrency, steps
                  step 'a' has a field 'retries', which means nothing; the fields are name, command, environment, inherit,\
                 folder, inputs, readable, writable, profile, orElse, limits, orWithout, needs, artifacts, retry,\
                 attemptTimeout, timeout, expectedExits
                  step 'a', needs was 'b', which is no step; the steps are a""");
    }

    private Plan read(String json) throws UnusableException {
        return PipelineFile.read("the file", json, checkout);
    }
}
