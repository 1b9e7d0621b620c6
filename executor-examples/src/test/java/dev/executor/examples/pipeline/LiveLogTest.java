// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.isolation.LogLine;
import dev.executor.isolation.LogSink;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveLogTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void everyLineBeginsWithTheTimeAndTheNameOfItsStepAndTellsItsStream() {
        var log = log(false);

        write(log, "jar", new LogLine(NOON, LogLine.Stream.OUT, "one", false));
        write(log, "compile", new LogLine(NOON, LogLine.Stream.ERR, "two", true));
        log.say("jar", "three");

        assertThat(printed.toString().lines())
                .containsExactly("12:00:00 jar     | one", "12:00:00 compile ! two [cut]", "12:00:01 jar     > three");
    }

    @Test
    void onATerminalEachStepHasItsColour() {
        var log = log(true);

        log.say("compile", "one");
        log.say("jar", "two");

        assertThat(printed.toString().lines())
                .containsExactly(
                        "12:00:01 \u001b[36mcompile >\u001b[0m one", "12:00:01 \u001b[33mjar     >\u001b[0m two");
    }

    @Test
    void aStepCannotWriteToTheTerminalAsItLikes() {
        write(log(false), "jar", new LogLine(NOON, LogLine.Stream.OUT, "\u001b[2J\tgone\r", false));

        assertThat(printed.toString()).isEqualToIgnoringNewLines("12:00:00 jar     | ?[2J\tgone?");
    }

    private LiveLog log(boolean coloured) {
        return new LiveLog(
                new PrintStream(printed),
                coloured,
                List.of("compile", "jar"),
                Clock.fixed(NOON.plusSeconds(1), ZoneOffset.UTC));
    }

    private static void write(LiveLog log, String step, LogLine line) {
        ((LogSink.Lines) log.sink(step)).receiver().accept(line);
    }
}
