// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import dev.executor.FailureKind;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Profile;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The result as JSON.
///
/// @param pipeline what the pipeline is called
/// @param succeeded whether every step succeeded
/// @param stopped whether the user stopped it
/// @param tookMillis how long it took
/// @param steps how each step ended
record PipelineReport(String pipeline, boolean succeeded, boolean stopped, long tookMillis, List<StepEntry> steps) {
    /// One step. What is not known is null.
    ///
    /// @param name what it is called
    /// @param outcome `succeeded`, `failed`, `skipped` or `stopped`
    /// @param failureKind the classification of a failure
    /// @param reason why it did not succeed
    /// @param profile how it was walled off
    /// @param concessions where it got less than it asked for
    /// @param attempts how many attempts there were; one that a stop interrupted is not counted
    /// @param exitCode the exit code of the last process, if it ended itself
    /// @param wallMillis how long that ran
    /// @param cpuMillis its processor time
    /// @param peakMemoryBytes the most memory it had
    /// @param outputBytes how much it wrote to its standard output and error
    /// @param lostLines how many lines it wrote too fast to be shown
    /// @param artifacts what was kept
    record StepEntry(
            String name,
            String outcome,
            Optional<FailureKind> failureKind,
            Optional<String> reason,
            Profile profile,
            List<String> concessions,
            int attempts,
            Optional<Integer> exitCode,
            Optional<Long> wallMillis,
            Optional<Long> cpuMillis,
            Optional<Long> peakMemoryBytes,
            Optional<Long> outputBytes,
            Optional<Long> lostLines,
            List<ArtifactEntry> artifacts) {}

    /// One file.
    ///
    /// @param path its path in the work folder
    /// @param bytes its size
    /// @param sha256 the SHA-256 of its content
    /// @param location where it is kept
    record ArtifactEntry(String path, long bytes, String sha256, URI location) {}

    static PipelineReport of(String pipeline, List<StepResult> results, boolean stopped, Duration took) {
        return new PipelineReport(
                pipeline,
                results.stream().allMatch(StepResult::succeeded),
                stopped,
                took.toMillis(),
                results.stream().map(PipelineReport::entry).toList());
    }

    private static StepEntry entry(StepResult result) {
        var ending = result.ending();
        var process = ending.lastProcess();
        return new StepEntry(
                result.step().name(),
                ending.word(),
                ending instanceof StepEnding.Failed failed ? Optional.of(failed.kind()) : Optional.empty(),
                ending.why(),
                result.grant().profile(),
                result.grant().concessions(),
                ending.attempts(),
                process.flatMap(ended -> exitCode(ended.exit())),
                process.map(ended -> ended.usage().wall().toMillis()),
                process.flatMap(ended -> ResultTable.cpu(ended.usage())).map(Duration::toMillis),
                process.flatMap(ended -> ended.usage().peakMemory()).map(ByteSize::bytes),
                process.map(ended -> ended.log().bytes().bytes()),
                process.map(ended -> ended.log().lost()),
                process.stream()
                        .flatMap(ended -> ended.artifacts().stream())
                        .map(kept ->
                                new ArtifactEntry(kept.path(), kept.size().bytes(), kept.sha256(), kept.location()))
                        .toList());
    }

    private static Optional<Integer> exitCode(Exit exit) {
        return switch (exit) {
            case Exit.Exited(int code) -> Optional.of(code);
            case Exit.Signalled _, Exit.LimitExceeded _, Exit.Running _ -> Optional.empty();
        };
    }
}
