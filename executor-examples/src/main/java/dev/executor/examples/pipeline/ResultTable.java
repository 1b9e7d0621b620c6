// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import dev.executor.examples.pipeline.plan.StepGrant;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.ProcessResult;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Prints how the steps ended.
///
/// @param results the results, in the order of the steps
record ResultTable(List<StepResult> results) {
    private static final List<String> HEAD =
            List.of("step", "outcome", "profile", "attempts", "wall", "cpu", "peak memory", "artifacts");
    /// How many columns, from the first, are words; the others are numbers, which stand at the right.
    private static final int WORDS = 3;
    private static final String UNKNOWN = "-";

    ResultTable {
        results = List.copyOf(results);
    }

    void print(PrintStream out) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        results.forEach(result -> rows.add(row(result)));
        var widths = HEAD.stream().map(String::length).toArray(Integer[]::new);
        for (var row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        out.println();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                var padding = " ".repeat(widths[column] - row.get(column).length());
                line.append(column < WORDS ? row.get(column) + padding : padding + row.get(column))
                        .append("  ");
            }
            out.println(line.toString().stripTrailing());
        }
        out.println();
        results.forEach(result -> printNotes(result, out));
    }

    private static List<String> row(StepResult result) {
        var ending = result.ending();
        var process = ending.lastProcess();
        var usage = process.map(ProcessResult::usage);
        return List.of(
                result.step().name(),
                ending instanceof StepEnding.Failed failed
                        ? "failed: " + StepGrant.words(failed.kind())
                        : ending.word(),
                ending.attempts() == 0
                        ? UNKNOWN
                        : StepGrant.words(result.grant().profile()),
                ending.attempts() == 0 ? UNKNOWN : Integer.toString(ending.attempts()),
                usage.map(used -> seconds(used.wall())).orElse(UNKNOWN),
                usage.flatMap(ResultTable::cpu).map(ResultTable::seconds).orElse(UNKNOWN),
                usage.flatMap(ProcessResult.Usage::peakMemory)
                        .map(ByteSize::toString)
                        .orElse(UNKNOWN),
                process.map(ended -> Integer.toString(ended.artifacts().size())).orElse(UNKNOWN));
    }

    private static void printNotes(StepResult result, PrintStream out) {
        var name = result.step().name();
        result.ending()
                .why()
                .ifPresent(why -> out.println(name + " " + result.ending().word() + ": " + LiveLog.printable(why)));
        result.ending().lastProcess().ifPresent(process -> {
            if (process.log().lost() > 0) {
                out.printf(
                        Locale.ROOT,
                        "%s wrote %,d lines too fast to be shown%n",
                        name,
                        process.log().lost());
            }
            if (!process.artifacts().isEmpty()) {
                out.println(
                        name + " kept " + ArtifactFolder.of(process.artifacts().getFirst()));
            }
        });
    }

    /// {@return processor time in its own code and in the kernel for it, if both are known}
    /// @param usage what it used
    static Optional<Duration> cpu(ProcessResult.Usage usage) {
        return usage.user().flatMap(user -> usage.system().map(user::plus));
    }

    /// {@return a duration for people}
    /// @param duration the duration
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }
}
