// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import dev.executor.isolation.LogSink;
import java.io.PrintStream;
import java.util.List;

/// Prints what the steps write as they write it, each line behind the name of its step: after `|` what the step wrote,
/// after `>` what the runner says of it. Thread-safe.
final class LiveLog {
    private static final String RESET = "\u001b[0m";
    /// Cyan, yellow, green, magenta, blue, red: those that can be read on light and dark.
    private static final int[] COLOURS = {36, 33, 32, 35, 34, 31};

    private final PrintStream out;
    private final boolean coloured;
    private final List<String> names;
    private final int width;

    /// Makes one.
    ///
    /// @param out where to print
    /// @param coloured whether names are coloured
    /// @param names the names of all steps
    LiveLog(PrintStream out, boolean coloured, List<String> names) {
        this.out = out;
        this.coloured = coloured;
        this.names = List.copyOf(names);
        width = names.stream().mapToInt(String::length).max().orElse(0);
    }

    /// {@return where the lines of a step go}
    /// @param step its name
    LogSink sink(String step) {
        return LogSink.lines(line -> print(step, '|', line.text() + (line.cut() ? " [cut]" : "")));
    }

    /// Says something of a step.
    ///
    /// @param step its name
    /// @param text what
    void say(String step, String text) {
        print(step, '>', text);
    }

    /// Says something of the whole.
    ///
    /// @param text what
    void say(String text) {
        out.println(text);
    }

    private void print(String step, char mark, String text) {
        var prefix = step + " ".repeat(width - step.length()) + " " + mark;
        if (coloured) {
            prefix = "\u001b[" + COLOURS[names.indexOf(step) % COLOURS.length] + "m" + prefix + RESET;
        }
        // In one call, so that lines of steps that run at once do not mix.
        out.println(prefix + " " + printable(text));
    }

    /// {@return a text without what the terminal would act on}
    /// @param text the text; tabs stay
    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\t]]", "?");
    }
}
