// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification;

import static dev.executor.verification.Publication.jdk;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the first task of a JVM waits for, told by the classes that are loaded for it: an event type of Flight Recorder
/// (160 classes) or the linkage of a switch over types (60) takes longer than all the rest.
class FirstTaskTest {
    private static final String PROGRAM = """
            import dev.executor.*;

            class First {
                public static void main(String[] args) {
                    try (var pool = ExecutorPool.builder("first").build()) {
                        if (pool.submit(Task.of("first", context -> 42)).join() != 42) {
                            throw new AssertionError();
                        }
                    }
                }
            }
            """;

    @TempDir
    Path directory;

    /// The names of the classes that a JVM loads for the program.
    private List<String> loaded(String... options) throws Exception {
        var publication = Publication.installIn(directory);
        var source = Files.writeString(directory.resolve("First.java"), PROGRAM);
        var classPath = Stream.of(
                        Stream.of(directory.toString()),
                        Stream.of("executor-api", "executor-core")
                                .map(module -> publication.jar(module).toString()),
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(jar -> jar.contains("slf4j-api")))
                .flatMap(part -> part)
                .collect(Collectors.joining(File.pathSeparator));
        Publication.run(directory, List.of(jdk("javac"), "-cp", classPath, source.toString()), Map.of())
                .succeeded();
        var log = directory.resolve("classes.txt");
        var command = Stream.of(
                        Stream.of(jdk("java"), "-Xlog:class+load:file=" + log + ":none"),
                        Arrays.stream(options),
                        Stream.of("-cp", classPath, "First"))
                .flatMap(part -> part)
                .toList();
        Publication.run(directory, command, Map.of()).succeeded();
        return Files.readAllLines(log).stream().map(line -> line.split(" ")[0]).toList();
    }

    @Test
    void noEventTypeIsRegisteredAndNoSwitchOverTypesIsLinked() throws Exception {
        var classes = loaded();

        assertThat(classes).contains("dev.executor.core.run.AttemptRunner", "jdk.jfr.FlightRecorder");
        assertThat(classes)
                .noneMatch(name -> name.startsWith("jdk.jfr.internal.")
                        || name.startsWith("jdk.proxy")
                        || name.equals("dev.executor.core.run.AttemptEvent")
                        || name.startsWith("java.lang.runtime.SwitchBootstraps")
                        || name.contains("$$TypeSwitch"));
    }

    /// Else the test above would pass for an engine that no longer has an event.
    @Test
    void theEventIsThereForARecordingThatTheJvmStarts() throws Exception {
        var file = directory.resolve("first.jfr");
        assertThat(loaded("-XX:StartFlightRecording:filename=" + file
                        + ",settings=none,+dev.executor.Attempt#enabled=true"))
                .contains("dev.executor.core.run.AttemptEvent");

        try (var recording = new RecordingFile(file)) {
            assertThat(recording.readEvent().getString("task")).isEqualTo("first");
        }
    }
}
