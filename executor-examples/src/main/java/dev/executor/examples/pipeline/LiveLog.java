// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import dev.executor.isolation.LogSink;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// Prints what the steps write as they write it, each line behind the time and the name of its step: after `|` what the
/// step wrote to standard output, after `!` to standard error, after `>` what the runner says of it. Thread-safe.
final class LiveLog {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final String RESET = "\u001b[0m";
    /// Cyan, yellow, green, magenta, blue, red: those that can be read on light and dark.
    private static final int[] COLOURS = {36, 33, 32, 35, 34, 31};

    private final PrintStream out;
    private final boolean coloured;
    private final List<String> names;
    private final Clock clock;
    private final int width;

    /// Makes one.
    ///
    /// @param out where to print
    /// @param coloured whether names are coloured
    /// @param names the names of all steps
    /// @param clock tells the time, in the zone that times are shown in
    LiveLog(PrintStream out, boolean coloured, List<String> names, Clock clock) {
        this.out = out;
        this.coloured = coloured;
        this.names = List.copyOf(names);
        this.clock = clock;
        width = names.stream().mapToInt(String::length).max().orElse(0);
    }

    /// {@return where the lines of a step go}
    /// @param step its name
    LogSink sink(String step) {
        return LogSink.lines(line -> {
            char mark = switch (line.stream()) {
                case OUT -> '|';
                case ERR -> '!';
            };
            print(line.at(), step, mark, line.text() + (line.cut() ? " [cut]" : ""));
        });
    }

    /// Says something of a step.
    ///
    /// @param step its name
    /// @param text what
    void say(String step, String text) {
        print(clock.instant(), step, '>', text);
    }

    /// Says something of the whole.
    ///
    /// @param text what
    void say(String text) {
        out.println(text);
    }

    private void print(Instant at, String step, char mark, String text) {
        var prefix = step + " ".repeat(width - step.length()) + " " + mark;
        if (coloured) {
            prefix = "\u001b[" + COLOURS[names.indexOf(step) % COLOURS.length] + "m" + prefix + RESET;
        }
        // In one call, so that lines of steps that run at once do not mix.
        out.println(TIME.format(at.atZone(clock.getZone())) + " " + prefix + " " + printable(text));
    }

    /// {@return a text without what the terminal would act on}
    /// @param text the text; tabs stay
    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\t]]", "?");
    }
}
