// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
    private final List<String> lines = new ArrayList<>();
    private final List<String> cuts = new ArrayList<>();
    private final LineSplitter splitter = new LineSplitter((text, cut) -> {
        lines.add(text);
        if (cut) {
            cuts.add(text);
        }
    });

    private void add(byte[] bytes) {
        splitter.add(bytes, bytes.length);
    }

    private void add(String text) {
        add(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void linesEndAtALineFeedWithOrWithoutACarriageReturn() {
        add("one\ntwo\r\n\nfour");
        assertThat(lines).containsExactly("one", "two", "");
        splitter.finish();
        assertThat(lines).containsExactly("one", "two", "", "four");
    }

    @Test
    void aStreamThatEndsWithALineFeedHasNoLineAfterIt() {
        add("one\n");
        splitter.finish();
        assertThat(lines).containsExactly("one");
    }

    @Test
    void aLineThatArrivesInPiecesIsOneLine() {
        add("ha");
        add("lf");
        add("\n");
        assertThat(lines).containsExactly("half");
    }

    @Test
    void aCharacterThatArrivesInTwoPiecesIsOneCharacter() {
        byte[] euro = "\u20ac\n".getBytes(StandardCharsets.UTF_8);
        splitter.add(new byte[] {euro[0]}, 1);
        splitter.add(new byte[] {euro[1], euro[2], euro[3]}, 3);
        assertThat(lines).containsExactly("\u20ac");
    }

    @Test
    void bytesThatAreNoUtf8AreReplaced() {
        add(new byte[] {'a', (byte) 0xff, 'b', 0, '\n'});
        assertThat(lines).containsExactly("a\ufffdb\0");
    }

    @Test
    void aLineThatIsTooLongIsCutAndItsRestDropped() {
        add("x".repeat(LineSplitter.LONGEST + 100));
        add("rest\nnext\n");
        assertThat(lines).containsExactly("x".repeat(LineSplitter.LONGEST), "next");
        assertThat(cuts).containsExactly("x".repeat(LineSplitter.LONGEST));
    }

    @Test
    void aCharacterAtTheCutIsLeftOutWhole() {
        add("x".repeat(LineSplitter.LONGEST - 1) + "\u20ac and more\n");
        assertThat(lines).containsExactly("x".repeat(LineSplitter.LONGEST - 1));
    }

    @Test
    void aLineOfExactlyTheLongestLengthIsNotCut() {
        add("x".repeat(LineSplitter.LONGEST) + "\n");
        assertThat(cuts).isEmpty();
    }
}
