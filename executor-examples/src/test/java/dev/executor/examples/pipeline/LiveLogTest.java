// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.isolation.LogLine;
import dev.executor.isolation.LogSink;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveLogTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void everyLineBeginsWithTheNameOfItsStep() {
        var log = log(false);

        write(log, "jar", new LogLine(LogLine.Stream.OUT, "one", false));
        write(log, "compile", new LogLine(LogLine.Stream.ERR, "two", true));
        log.say("jar", "three");

        assertThat(printed.toString().lines())
                .containsExactly("jar     | one", "compile | two [cut]", "jar     > three");
    }

    @Test
    void onATerminalEachStepHasItsColour() {
        var log = log(true);

        log.say("compile", "one");
        log.say("jar", "two");

        assertThat(printed.toString().lines())
                .containsExactly("\u001b[36mcompile >\u001b[0m one", "\u001b[33mjar     >\u001b[0m two");
    }

    @Test
    void aStepCannotWriteToTheTerminalAsItLikes() {
        write(log(false), "jar", new LogLine(LogLine.Stream.OUT, "\u001b[2J\tgone\r", false));

        assertThat(printed.toString()).isEqualToIgnoringNewLines("jar     | ?[2J\tgone?");
    }

    private LiveLog log(boolean coloured) {
        return new LiveLog(new PrintStream(printed), coloured, List.of("compile", "jar"));
    }

    private static void write(LiveLog log, String step, LogLine line) {
        ((LogSink.Lines) log.sink(step)).receiver().accept(line);
    }
}
