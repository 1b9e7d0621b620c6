// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.executor.examples.console.Screen;
import dev.executor.examples.console.StopRequest;
import dev.executor.examples.files.FileResult.Ending;
import dev.executor.examples.files.Trouble;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole program on small folders, with the real engine.
class QuickstartTest {
    @TempDir
    Path directory;

    private Path folder;
    private Path json;

    private record Run(int code, String out, String err) {}

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(directory.resolve("folder"));
        json = directory.resolve("results/result.json");
    }

    @Test
    void everyFileFoundEndsInExactlyOneOutcome() throws Exception {
        var names = writeFiles(200);

        var run = run("--no-trouble", "--concurrency", "3");

        assertThat(run.code()).isEqualTo(Quickstart.DONE);
        assertThat(run.out()).contains("200 of 200 found: none lost").contains("could not be read: none");
        var result = JsonReport.read(json);
        assertThat(result.found()).isEqualTo(200);
        assertThat(result.outcomes().values()).containsExactlyInAnyOrder(200L, 0L, 0L, 0L, 0L, 0L);
        assertThat(result.files()).extracting(JsonReport.FileEntry::name).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void theReportOfAFileTellsItsContent() throws Exception {
        Files.writeString(folder.resolve("abc"), "abc");

        run("--no-trouble");

        assertThat(JsonReport.read(json).files())
                .singleElement()
                .satisfies(file -> assertThat(file.report()).hasValueSatisfying(report -> {
                    assertThat(report.bytes()).isEqualTo(3);
                    assertThat(report.lines()).isZero();
                    // FIPS 180-2, appendix B.1
                    assertThat(report.sha256())
                            .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
                }));
    }

    @Test
    void anEmptyFolderIsNoFailure() throws Exception {
        var run = run("--no-trouble");

        assertThat(run.code()).isEqualTo(Quickstart.DONE);
        assertThat(run.out()).contains("0 of 0 found: none lost");
        assertThat(JsonReport.read(json).runMillis()).isEmpty();
    }

    @Test
    void gitAndTargetFoldersAndLinksAreLeftOut() throws Exception {
        Files.createDirectory(folder.resolve(".git"));
        Files.writeString(folder.resolve(".git/HEAD"), "ref");
        Files.createDirectories(folder.resolve("module/target"));
        Files.writeString(folder.resolve("module/target/A.class"), "class");
        Files.writeString(folder.resolve("module/A.java"), "class A {}");
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("module/A.java"));

        run("--no-trouble");

        assertThat(JsonReport.read(json).files())
                .extracting(JsonReport.FileEntry::name)
                .containsExactly("module/A.java");
    }

    @Test
    void troubleIsRetriedTimesOutAndFailsForReal() throws Exception {
        Files.writeString(folder.resolve("A.java"), "class A {}\n");

        var run = run("--attempt-timeout", "1");

        assertThat(run.code())
                .as("exit code; what was expected to fail is no failure")
                .isEqualTo(Quickstart.DONE);
        var result = JsonReport.read(json);
        assertThat(result.files())
                .extracting(JsonReport.FileEntry::name, JsonReport.FileEntry::outcome, JsonReport.FileEntry::attempts)
                .contains(
                        tuple("huge.bin", Ending.TIMED_OUT, 3),
                        tuple("slow.bin", Ending.TIMED_OUT, 3),
                        tuple("flaky.txt", Ending.SUCCEEDED, 3),
                        tuple("vanished.txt", Ending.FAILED, 3),
                        tuple("folder.txt", Ending.FAILED, 3),
                        tuple("A.java", Ending.SUCCEEDED, 1));
        assertThat(result.retries()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void theTemporaryFolderOfTheTroubleIsRemoved() throws Exception {
        var trouble = Trouble.prepare();
        var temporary = trouble.folder().orElseThrow();
        assertThat(temporary).isDirectoryContaining("glob:**huge.bin");

        trouble.close();

        assertThat(temporary).doesNotExist();
    }

    @Test
    void aStopBeforeTheFirstFileIsReportedLikeAnyOther() throws Exception {
        writeFiles(10);
        var stop = new StopRequest();
        stop.request();

        var run = run(stop);

        assertThat(run.code()).isEqualTo(Quickstart.STOPPED);
        assertThat(run.out()).contains("stopped while looking for them").contains("of 5 found: none lost");
        assertThat(JsonReport.read(json).files()).hasSize(5).allMatch(file -> file.outcome() == Ending.REJECTED);
    }

    @Test
    void aMissingFolderIsRefused() throws Exception {
        folder = directory.resolve("missing");

        var run = run();

        assertThat(run.code()).isEqualTo(Quickstart.UNUSABLE);
        assertThat(run.err()).contains("folder was '" + folder + "', which does not exist");
    }

    @Test
    void aResultThatCannotBeWrittenIsRefusedBeforeAnythingIsRead() throws Exception {
        json = Files.writeString(directory.resolve("file"), "").resolve("result.json");

        var run = run();

        assertThat(run.code()).isEqualTo(Quickstart.UNUSABLE);
        assertThat(run.err()).contains("--json was '" + json + "', which cannot be written");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void helpIsPrintedWhateverElseIsGiven() throws Exception {
        var run = run("--help", "--nonsense");

        assertThat(run.code()).isEqualTo(Quickstart.DONE);
        assertThat(run.out()).isEqualTo(Arguments.USAGE);
    }

    @Test
    void aTerminalGetsOneLineThatIsWrittenOver() throws Exception {
        var out = new ByteArrayOutputStream();
        var screen = new Screen(new PrintStream(out), System.err, true);

        Quickstart.run(
                new String[] {folder.toString(), "--json", json.toString(), "--attempt-timeout", "1"},
                screen,
                new StopRequest());

        assertThat(out.toString()).contains("\rdone 3/5").contains("last huge.bin");
    }

    private List<String> writeFiles(int count) throws IOException {
        var names = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var file = folder.resolve("file-" + i + (i % 2 == 0 ? ".java" : ".txt"));
            names.add(Files.writeString(file, "line\n".repeat(i)).getFileName().toString());
        }
        return names;
    }

    private Run run(String... options) throws InterruptedException {
        return run(new StopRequest(), options);
    }

    private Run run(StopRequest stop, String... options) throws InterruptedException {
        var args = new ArrayList<>(List.of(folder.toString(), "--json", json.toString()));
        args.addAll(List.of(options));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = Quickstart.run(
                args.toArray(String[]::new), new Screen(new PrintStream(out), new PrintStream(err), false), stop);
        return new Run(code, out.toString(), err.toString());
    }
}
