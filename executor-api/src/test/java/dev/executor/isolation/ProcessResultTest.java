// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.executor.FailureKind;
import dev.executor.Serialized;
import dev.executor.Settings;
import dev.executor.isolation.ProcessResult.Artifact;
import dev.executor.isolation.ProcessResult.Usage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessResultTest {
    private static final Usage USAGE = Usage.builder().processes(3).build();
    private static final LogTail LOG = new LogTail(List.of(line("one"), line("two")), ByteSize.bytes(8), 2);
    private static final Artifact ARTIFACT = new Artifact("out", ByteSize.bytes(1), "00", URI.create("file:/out"));

    private static LogLine line(String text) {
        return new LogLine(Instant.EPOCH, LogLine.Stream.OUT, text, false);
    }

    private static Settings<ProcessResult.Builder, ProcessResult> parts() {
        return Settings.of(ProcessResult::builder, ProcessResult.Builder::build)
                .with("exit", ProcessResult::exit, new Exit.Exited(3), made -> made.exit(new Exit.Exited(3)))
                .with("usage", ProcessResult::usage, USAGE, made -> made.usage(USAGE))
                .with("log", ProcessResult::log, LOG, made -> made.log(LOG))
                .with(
                        "artifacts",
                        ProcessResult::artifacts,
                        List.of(ARTIFACT),
                        made -> made.artifacts(List.of(ARTIFACT)));
    }

    private static Settings<Usage.Builder, Usage> figures() {
        return Settings.of(Usage::builder, Usage.Builder::build)
                .with("wall", Usage::wall, ofSeconds(1), made -> made.wall(ofSeconds(1)))
                .with("user", Usage::user, Optional.of(ofSeconds(2)), made -> made.user(ofSeconds(2)))
                .with("system", Usage::system, Optional.of(ofSeconds(3)), made -> made.system(ofSeconds(3)))
                .with(
                        "peakMemory",
                        Usage::peakMemory,
                        Optional.of(ByteSize.bytes(4)),
                        made -> made.peakMemory(ByteSize.bytes(4)))
                .with(
                        "bytesRead",
                        Usage::bytesRead,
                        Optional.of(ByteSize.bytes(5)),
                        made -> made.bytesRead(ByteSize.bytes(5)))
                .with(
                        "bytesWritten",
                        Usage::bytesWritten,
                        Optional.of(ByteSize.bytes(6)),
                        made -> made.bytesWritten(ByteSize.bytes(6)))
                .with("processes", Usage::processes, Optional.of(7), made -> made.processes(7))
                .with("refusedProcesses", Usage::refusedProcesses, Optional.of(8L), made -> made.refusedProcesses(8));
    }

    @Test
    void eachPartLandsInItsOwnAccessor() {
        parts().landWhereTheyBelong();
        parts().areAll();
        figures().landWhereTheyBelong();
        figures().areAll();
    }

    @Test
    void twoAreEqualIfAllPartsAre() {
        parts().makeUpEquality();
        figures().makeUpEquality();
    }

    @Test
    void theyPrintEveryPart() {
        parts().arePrinted();
        figures().arePrinted();
        assertThat(parts().full().toString()).startsWith("ProcessResult[");
        assertThat(figures().full().toString()).startsWith("Usage[");
    }

    @Test
    void aResultOfWhichNothingIsKnownRunsStill() {
        var result = ProcessResult.builder().build();
        assertThat(result.exit()).isEqualTo(new Exit.Running());
        assertThat(result.usage().wall()).isEqualTo(Duration.ZERO);
        assertThat(result.log()).isEqualTo(new LogTail(List.of(), ByteSize.ZERO, 0));
        assertThat(result.artifacts()).isEmpty();
    }

    @Test
    void theListsAreCopies() {
        var artifacts = new ArrayList<>(List.of(ARTIFACT));
        var lines = new ArrayList<>(List.of(line("one")));
        var result = ProcessResult.builder()
                .artifacts(artifacts)
                .log(new LogTail(lines, ByteSize.ZERO, 0))
                .build();
        artifacts.clear();
        lines.clear();
        assertThat(result.artifacts()).containsExactly(ARTIFACT);
        assertThat(result.log().lines()).hasSize(1);
    }

    @Test
    void theLastLinesAreATextWithALineFeedAfterEach() {
        assertThat(LOG.text()).isEqualTo("one\ntwo\n");
    }

    @Test
    void aFailureCarriesKindAndResultUntilItIsSerialized() throws Exception {
        var cause = new IOException("full");
        var result = parts().full();
        var thrown = new ProcessFailedException(FailureKind.ARTIFACT, "not kept", result, cause);
        assertThat(thrown).hasMessage("not kept").hasCause(cause);
        assertThat(FailureKind.of(thrown)).isEqualTo(FailureKind.ARTIFACT);
        assertThat(thrown.result()).isSameAs(result);
        var sent = Serialized.copyOf(thrown);
        assertThat(sent.failureKind()).isEqualTo(FailureKind.ARTIFACT);
        assertThatIllegalStateException().isThrownBy(sent::result);
    }

    @Test
    void aFaultOfTheSandboxIsAFaultOfThePlaceToRun() {
        var thrown = new SandboxException("no start", new IOException("why"));
        assertThat(thrown).hasMessage("no start").hasRootCauseMessage("why");
        assertThat(FailureKind.of(thrown)).isEqualTo(FailureKind.PROVISIONING);
    }
}
