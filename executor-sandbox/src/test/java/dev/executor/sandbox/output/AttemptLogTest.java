// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.LogLine;
import dev.executor.isolation.LogLine.Stream;
import dev.executor.isolation.LogSink;
import dev.executor.sandbox.HeardAttempt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptLogTest {
    /// What a line takes of the tail besides its text.
    private static final int OVERHEAD = 64;

    private final List<LogLine> received = new ArrayList<>();

    private AttemptLog log(long tailBytes, int rate, LogSink sink) throws IOException {
        var command = Command.builder("x")
                .log(sink)
                .logTail(ByteSize.bytes(tailBytes))
                .logRate(rate)
                .build();
        var masker = Masker.of(List.of("hush".getBytes(StandardCharsets.UTF_8)));
        return AttemptLog.open(new HeardAttempt(), command, masker);
    }

    private static void add(AttemptLog log, String... lines) {
        for (String line : lines) {
            log.add(Stream.OUT, line, false);
        }
    }

    private static List<String> texts(List<LogLine> lines) {
        return lines.stream().map(LogLine::text).toList();
    }

    @Test
    void aLineReachesTheSinkAndTheTailWithItsSecretsMasked() throws IOException {
        var log = log(1_000, 1_000, LogSink.lines(received::add));
        log.add(Stream.ERR, "say hush", true);
        assertThat(received).isEqualTo(log.tail().lines()).singleElement().satisfies(line -> {
            assertThat(line.stream()).isEqualTo(Stream.ERR);
            assertThat(line.cut()).isTrue();
            assertThat(line.text()).startsWith("say ").doesNotContain("hush");
        });
    }

    @Test
    void theTailKeepsTheLastLinesUpToItsLimit() throws IOException {
        var log = log(3 * (OVERHEAD + 2), 1_000, LogSink.lines(received::add));
        add(log, "l1", "l2", "l3", "l4");
        assertThat(texts(log.tail().lines())).containsExactly("l2", "l3", "l4");
        add(log, "long");
        assertThat(texts(log.tail().lines())).containsExactly("l4", "long");
        assertThat(texts(received)).containsExactly("l1", "l2", "l3", "l4", "long");
        assertThat(log.tail().lost()).isZero();
    }

    @Test
    void linesPastTheRateAreLostToTheSinkAndNotToTheTail() throws IOException {
        var log = log(100_000, 1, LogSink.lines(received::add));
        add(log, "1", "2", "3", "4", "5");
        var tail = log.tail();
        assertThat(texts(tail.lines())).containsExactly("1", "2", "3", "4", "5");
        assertThat(received).hasSizeLessThan(5);
        assertThat(tail.lost()).isEqualTo(5 - received.size());
    }

    @Test
    void theBytesAreAllThatWereRead() throws IOException {
        var log = log(1_000, 1_000, LogSink.discard());
        assertThat(log.count(3)).isEqualTo(3);
        assertThat(log.count(4)).isEqualTo(7);
        assertThat(log.tail().bytes()).isEqualTo(ByteSize.bytes(7));
    }

    @Test
    void aSinkThatThrowsIsCalledOnceAndLosesNoLineOfTheTail() throws IOException {
        var log = log(1_000, 1_000, LogSink.lines(line -> {
            received.add(line);
            throw new IllegalStateException("broken");
        }));
        add(log, "1", "2", "3");
        assertThat(texts(received)).containsExactly("1");
        assertThat(texts(log.tail().lines())).containsExactly("1", "2", "3");
        assertThat(log.tail().lost()).isZero();
    }

    @Test
    void aClosedLogKeepsTheTailAndCallsNoSink() throws IOException {
        var log = log(1_000, 1_000, LogSink.lines(received::add));
        add(log, "1");
        log.close();
        add(log, "2");
        assertThat(texts(received)).containsExactly("1");
        assertThat(texts(log.tail().lines())).containsExactly("1", "2");
    }
}
