// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskerTest {
    private static Masker of(String... secrets) {
        return Masker.of(Arrays.stream(secrets)
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    @Test
    void aSecretIsMaskedWhereverItStands() {
        assertThat(of("hunter2").mask("hunter2, hunter2!")).isEqualTo("***, ***!");
    }

    @Test
    void aSecretThatContainsAnotherIsMaskedWhole() {
        assertThat(of("pass", "password").mask("the password")).isEqualTo("the ***");
    }

    @Test
    void aSecretOfSeveralLinesIsMaskedLineByLine() {
        var masker = of("-----KEY-----\nabcdef\n");
        assertThat(masker.mask("-----KEY-----")).isEqualTo("***");
        assertThat(masker.mask("x abcdef")).isEqualTo("x ***");
    }

    @Test
    void aSecretInBase64IsMasked() {
        var encoded = Base64.getEncoder().encodeToString("hunter22".getBytes(StandardCharsets.UTF_8));
        assertThat(of("hunter22").mask("Basic " + encoded)).startsWith("Basic ***");
    }

    @Test
    void whatIsTooShortIsNotMaskedAsTheLogWouldBeUnreadable() {
        assertThat(of("abc").mask("abcabc")).isEqualTo("abcabc");
    }

    @Test
    void theBeginningOfASecretAtACutIsMasked() {
        assertThat(of("hunter2-and-more").maskCut("it is hunter2-an")).isEqualTo("it is ***");
    }

    /// What becomes of an output that is read in pieces of a size.
    private static String streamed(byte[] secret, byte[] output, int size) {
        var lines = new StringBuilder();
        var masker = Masker.of(List.of(secret));
        var splitter =
                new LineSplitter((text, _) -> lines.append(masker.mask(text)).append('\n'));
        var stream = masker.stream(splitter::add);
        for (int at = 0; at < output.length; at += size) {
            stream.add(Arrays.copyOfRange(output, at, output.length), Math.min(size, output.length - at));
        }
        stream.finish();
        splitter.finish();
        return lines.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab\rcd",
                "ab\ncd\nef",
                "a\r\nb\r\nc",
                "\0\0\0\0",
                "ab\u2028c",
                "x\u000by\fz",
                "\u0085\u0085",
                "aaaa",
                "aab\raab",
                "\n\n\nkey",
                "\u00fc\u00fc\u00fc\u00fc"
            })
    void aSecretIsMaskedWhateverBytesItHas(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        byte[] output =
                ("before " + secret + " between " + secret + secret + "\nafter a\n").getBytes(StandardCharsets.UTF_8);
        String mask = "***"
                + "\n***".repeat((int) secret.chars().filter(c -> c == '\n').count());
        for (int size = 1; size <= output.length; size++) {
            assertThat(streamed(bytes, output, size))
                    .isEqualTo("before " + mask + " between " + mask + mask + "\nafter a\n");
        }
    }

    @Test
    void aSecretThatIsNoUtf8IsMasked() {
        byte[] secret = {(byte) 0xff, (byte) 0xfe, '\r', (byte) 0x80, 0};
        byte[] output = {'x', (byte) 0xff, (byte) 0xfe, '\r', (byte) 0x80, 0, 'y', '\n'};
        for (int size = 1; size <= output.length; size++) {
            assertThat(streamed(secret, output, size)).isEqualTo("x***y\n");
        }
    }

    @Test
    void aSecretWithItsLineEndChangedIsMasked() {
        byte[] secret = "ab\ncd\n".getBytes(StandardCharsets.UTF_8);
        assertThat(streamed(secret, "ab\r\ncd\r\n".getBytes(StandardCharsets.UTF_8), 3))
                .isEqualTo("***\n***\n");
        assertThat(streamed(secret, "ab\ncd".getBytes(StandardCharsets.UTF_8), 3))
                .isEqualTo("***\n***\n");
    }

    @Test
    void theBeginningOfASecretThatDoesNotGoOnIsWhatItIs() {
        byte[] secret = "hunter2".getBytes(StandardCharsets.UTF_8);
        assertThat(streamed(secret, "hunhunter hunter2hunt".getBytes(StandardCharsets.UTF_8), 4))
                .isEqualTo("hunhunter ***hunt\n");
    }
}
