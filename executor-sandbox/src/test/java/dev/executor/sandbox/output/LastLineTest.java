// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.isolation.ByteSize;
import dev.executor.isolation.LogLine;
import dev.executor.isolation.LogTail;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LastLineTest {
    private static Optional<String> of(String... lines) {
        var log = Stream.of(lines)
                .map(text -> new LogLine(Instant.EPOCH, LogLine.Stream.OUT, text, false))
                .toList();
        return LastLine.of(new LogTail(log, ByteSize.bytes(0), 0));
    }

    @Test
    void linesThatSayNothingArePassedOver() {
        assertThat(of("it failed", "", "   ", "\u001b[0m", "\r")).contains("it failed");
        assertThat(of("at Main.java:7", "}", "----------")).contains("at Main.java:7");
    }

    @Test
    void controlSequencesAreNotQuoted() {
        assertThat(of("\u001b[1;31mERROR\u001b[m \u001b[38;2;1;2;3mno\u001b[K such\u001b(B file"))
                .contains("ERROR no such file");
        assertThat(of("\u001b]0;title\u0007it \u001b]8;;http://x\u001b\\failed\u001b]8;;\u001b\\"))
                .contains("it failed");
        assertThat(of("a\u0000b\u0008\u0007c\td\u200e")).contains("abc d");
    }

    @Test
    void ofAProgressBarTheLastStateIsQuoted() {
        assertThat(of("10 %\r20 %\rfailed at 30 %\r   ")).contains("failed at 30 %");
    }

    @Test
    void aLineWithoutAWordIsBetterThanNone() {
        assertThat(of("", "?!", "")).contains("?!");
        assertThat(of("", "  ")).isEmpty();
        assertThat(of()).isEmpty();
    }

    @Test
    void aLongLineIsCut() {
        assertThat(of("x".repeat(8000)).orElseThrow()).hasSize(501).endsWith("…");
    }
}
