// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import dev.executor.Priority;
import dev.executor.examples.FileResult.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The file for the result, as JSON. Made before the work starts, so that a path which cannot be written is
/// known in time; it appears under its name when it is complete.
final class JsonReport implements AutoCloseable {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path file;
    private final Path part;

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

    private JsonReport(Path file, Path part) {
        this.file = file;
        this.part = part;
    }

    static JsonReport open(Path file) throws UnusableException {
        if (Files.isDirectory(file)) {
            throw new UnusableException("--json was '" + file + "', which is a folder; name a file");
        }
        // A path that has no parent is a root, which is a folder.
        var part = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            Files.createDirectories(part.toAbsolutePath().getParent());
            Files.createFile(part);
            return new JsonReport(file, part);
        } catch (IOException e) {
            throw new UnusableException(
                    "--json was '" + file + "', which cannot be written (" + e + "); name a file where you may write",
                    e);
        }
    }

    void write(Summary summary) throws UnusableException {
        try {
            MAPPER.writeValue(part, result(summary));
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | JacksonException e) {
            throw new UnusableException(
                    "--json was '" + file + "', which could not be written (" + e
                            + "); the table above is all there is",
                    e);
        }
    }

    /// Removes what was not completed.
    @Override
    public void close() {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            System.err.println("quickstart: " + part + " could not be deleted: " + e);
        }
    }

    static Result read(Path file) {
        return MAPPER.readValue(file, Result.class);
    }

    private static Result result(Summary summary) {
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
