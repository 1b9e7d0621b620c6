// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import dev.executor.Priority;
import dev.executor.examples.console.ResultFile;
import dev.executor.examples.files.FileReport;
import dev.executor.examples.files.FileResult;
import dev.executor.examples.files.FileResult.Ending;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The result as JSON: what a [ResultFile] is given.
final class JsonReport {
    private JsonReport() {}

    /// What the file says.
    ///
    /// @param folder what was read
    /// @param concurrency how many files at once
    /// @param stopped whether the user stopped it
    /// @param tookMillis how long it took
    /// @param found how many inputs there were, those that go wrong included
    /// @param unlisted folders whose content could not be listed, and why
    /// @param lost how many have no outcome
    /// @param outcomes how many ended in each way
    /// @param retries how many attempts after the first there were
    /// @param queueMillis how long attempts waited in the queue, by priority; a priority that did not occur
    ///     is left out
    /// @param runMillis how long attempts ran; empty if there was none
    /// @param files how each input ended
    record Result(
            String folder,
            int concurrency,
            boolean stopped,
            long tookMillis,
            int found,
            List<String> unlisted,
            long lost,
            Map<Ending, Long> outcomes,
            long retries,
            Map<String, Percentiles> queueMillis,
            Optional<Percentiles> runMillis,
            List<FileEntry> files) {}

    /// Some percentiles.
    record Percentiles(double p50, double p95, double p99, double max) {}

    /// One input.
    ///
    /// @param name what it is called
    /// @param outcome how it ended
    /// @param attempts how often it was tried
    /// @param trouble what is wrong with it, if it is meant to go wrong
    /// @param reason why there is no report
    /// @param report what reading it told
    record FileEntry(
            String name,
            Ending outcome,
            int attempts,
            Optional<String> trouble,
            Optional<String> reason,
            Optional<FileReport> report) {}

    static Result read(Path file) {
        return ResultFile.read(file, Result.class);
    }

    static Result of(Summary summary) {
        var queueMillis = new TreeMap<String, Percentiles>();
        for (var priority : Priority.values()) {
            percentiles(summary.figures().queueWaits(priority))
                    .ifPresent(waits -> queueMillis.put(priority.name(), waits));
        }
        return new Result(
                summary.arguments().folder().toString(),
                summary.arguments().concurrency(),
                summary.stopped(),
                summary.took().toMillis(),
                summary.results().size(),
                summary.walk().unlisted(),
                summary.lost(),
                summary.endings(),
                summary.figures().retries(),
                queueMillis,
                percentiles(summary.figures().runTimes()),
                summary.results().stream().map(JsonReport::entry).toList());
    }

    private static Optional<Percentiles> percentiles(Histogram histogram) {
        return histogram
                .percentile(100)
                .map(_ -> new Percentiles(
                        millis(histogram, 50), millis(histogram, 95), millis(histogram, 99), millis(histogram, 100)));
    }

    private static double millis(Histogram histogram, double percent) {
        return histogram.percentile(percent).orElseThrow().toNanos() / 1e6;
    }

    private static FileEntry entry(FileResult result) {
        return new FileEntry(
                result.input().name(),
                result.ending(),
                result.attempts(),
                result.input().trouble(),
                result.reason(),
                result.report());
    }
}
