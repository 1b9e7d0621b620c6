// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import dev.executor.PoolSnapshot;
import dev.executor.Priority;
import dev.executor.examples.files.FileReport;
import dev.executor.examples.files.FileResult;
import dev.executor.examples.files.FileResult.Ending;
import dev.executor.examples.files.FileWalk;
import dev.executor.examples.files.Input;
import dev.executor.examples.files.Trouble;
import dev.executor.metrics.SnapshotView;
import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What came of it all, and how it is printed.
///
/// @param arguments what was asked for
/// @param walk what was found
/// @param results how each input ended, in the order in which they were submitted
/// @param pool the pool when all had ended
/// @param figures what the pool's events told
/// @param took how long reading took
/// @param stopped whether the user stopped it
record Summary(
        Arguments arguments,
        FileWalk walk,
        List<FileResult> results,
        PoolSnapshot pool,
        Figures figures,
        Duration took,
        boolean stopped) {
    private static final int FAILURES_SHOWN = 10;
    private static final List<Double> PERCENTS = List.of(50.0, 95.0, 99.0, 100.0);

    Summary {
        results = List.copyOf(results);
    }

    static void introduce(Arguments arguments, FileWalk walk, Trouble trouble, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "Reading %,d files of %s%s%s; %d at once, %d may wait. Ctrl-C stops.%n",
                walk.files().size(),
                arguments.folder(),
                walk.complete() ? "" : " (not all: stopped while looking for them)",
                trouble.inputs().isEmpty() ? "" : " and " + trouble.inputs().size() + " inputs that go wrong",
                arguments.concurrency(),
                Quickstart.QUEUE_CAPACITY);
    }

    /// How many inputs ended in each way; every way has an entry.
    Map<Ending, Long> endings() {
        var counts = new EnumMap<Ending, Long>(Ending.class);
        for (var ending : Ending.values()) {
            counts.put(
                    ending, results.stream().filter(r -> r.ending() == ending).count());
        }
        return counts;
    }

    /// How many files are missing in the worse of two accounts: the outcomes of the handles, and the events
    /// of the pool.
    long lost() {
        return Math.max(endings().getOrDefault(Ending.LOST, 0L), Math.abs(results.size() - figures.answered()));
    }

    void print(PrintStream out) {
        out.print(SnapshotView.render(pool, out.charset()));
        printOutcomes(out);
        printTimes(out);
        printTrouble(out);
        printFailures(out);
        printContent(out);
    }

    private void printOutcomes(PrintStream out) {
        out.printf("%noutcome          files%n");
        endings().forEach((ending, count) -> {
            if (ending != Ending.LOST) {
                out.printf(Locale.ROOT, "  %-12s %,8d%n", ending.words(), count);
            }
        });
        out.printf(
                Locale.ROOT,
                "  %-12s %,8d of %,d found: %s%n",
                "together",
                results.size() - endings().getOrDefault(Ending.LOST, 0L),
                results.size(),
                lost() == 0 ? "none lost" : lost() + " LOST");
        out.printf(Locale.ROOT, "  %-12s %,8d%n%n", "retries", figures.retries());
    }

    private void printTimes(PrintStream out) {
        out.printf("milliseconds           p50        p95        p99        max%n");
        for (var priority : List.of(Priority.HIGH, Priority.NORMAL, Priority.LOW)) {
            var name = "queue, " + priority.name().toLowerCase(Locale.ROOT);
            printPercentiles(name, figures.queueWaits(priority), out);
        }
        printPercentiles("run", figures.runTimes(), out);
    }

    private static void printPercentiles(String name, Histogram histogram, PrintStream out) {
        var row = new StringBuilder(String.format("  %-14s", name));
        for (double percent : PERCENTS) {
            row.append(histogram
                    .percentile(percent)
                    .map(d -> String.format(Locale.ROOT, "%,10.2f ", d.toNanos() / 1e6))
                    .orElse("         - "));
        }
        out.println(row.toString().stripTrailing());
    }

    private void printTrouble(PrintStream out) {
        var trouble =
                results.stream().filter(r -> r.input().trouble().isPresent()).toList();
        if (!trouble.isEmpty()) {
            out.printf("%ninputs that go wrong, each for a real reason%n");
            for (var result : trouble) {
                out.printf(
                        "  %-14s %-35s %s%n",
                        result.input().printableName(), result.input().trouble().get(), ended(result));
            }
        }
    }

    private void printFailures(PrintStream out) {
        var failures = results.stream()
                .filter(r -> r.input().trouble().isEmpty() && r.ending() != Ending.SUCCEEDED && !stoppedBefore(r))
                .toList();
        out.printf("%nfiles of the folder that could not be read: %s%n", failures.isEmpty() ? "none" : failures.size());
        failures.stream()
                .limit(FAILURES_SHOWN)
                .forEach(result -> out.printf(
                        "  %s: %s, %s%n",
                        result.input().printableName(),
                        ended(result),
                        result.reason().orElse("")));
        if (failures.size() > FAILURES_SHOWN) {
            out.printf("  and %d more, which are in the result%n", failures.size() - FAILURES_SHOWN);
        }
        if (stopped) {
            out.printf(
                    "files that the stop came before: %d%n",
                    results.stream().filter(this::stoppedBefore).count());
        }
        for (var folder : walk.unlisted()) {
            out.printf("  folder that could not be listed: %s%n", Input.printable(folder));
        }
    }

    private boolean stoppedBefore(FileResult result) {
        return stopped && (result.ending() == Ending.CANCELLED || result.ending() == Ending.REJECTED);
    }

    private void printContent(PrintStream out) {
        var reports = results.stream().flatMap(r -> r.report().stream()).toList();
        out.printf(
                Locale.ROOT,
                "%nread        %,d bytes in %,d lines; %,d bytes compressed%ntook        %.1f s%s%n",
                reports.stream().mapToLong(FileReport::bytes).sum(),
                reports.stream().mapToLong(FileReport::lines).sum(),
                reports.stream().mapToLong(FileReport::deflatedBytes).sum(),
                took.toMillis() / 1e3,
                stopped ? ", stopped" : "");
    }

    private static String ended(FileResult result) {
        int attempts = result.attempts();
        return result.ending().words()
                + (attempts == 0 ? "" : attempts == 1 ? " in 1 attempt" : " in " + attempts + " attempts");
    }
}
