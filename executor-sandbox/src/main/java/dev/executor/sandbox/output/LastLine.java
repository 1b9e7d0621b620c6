// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import dev.executor.isolation.LogTail;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds the log line that a failure message quotes: the last line with text, as a terminal would show it. Stateless.
public final class LastLine {
    private static final int LONGEST = 500;

    /// Control sequences, which a terminal does not show; see console_codes(4): sequences with parameters, texts
    /// such as the title, and sequences of two or three characters.
    private static final Pattern SEQUENCES = Pattern.compile("(?:\u001b\\[|\u009b)[0-?]*[ -/]*[@-~]"
            + "|(?:\u001b[\\]PX^_]|[\u009d\u0090])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\\\|\u009c)?"
            + "|\u001b[ -/]*[0-~]");

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\p{Cf}]");
    private static final Pattern WORDS = Pattern.compile("[\\p{L}\\p{N}]");

    private LastLine() {}

    /// {@return the line; empty if all lines are blank}
    /// @param log the log
    public static Optional<String> of(LogTail log) {
        List<String> said = log.lines().reversed().stream()
                .map(line -> shown(line.text()))
                .filter(text -> !text.isEmpty())
                .toList();
        // A line without a word, such as a closing brace, is quoted only if there is no other.
        return said.stream()
                .filter(text -> WORDS.matcher(text).find())
                .findFirst()
                .or(() -> said.stream().findFirst());
    }

    /// {@return the text as a terminal shows it in the end}; a carriage return starts the line again, as progress
    /// bars do
    private static String shown(String text) {
        String plain = SEQUENCES.matcher(text).replaceAll("");
        String last = Arrays.stream(plain.split("\r", -1))
                .map(part ->
                        CONTROLS.matcher(part.replace('\t', ' ')).replaceAll("").strip())
                .filter(part -> !part.isEmpty())
                .reduce("", (_, part) -> part);
        return last.length() > LONGEST ? last.substring(0, LONGEST) + "…" : last;
    }
}
