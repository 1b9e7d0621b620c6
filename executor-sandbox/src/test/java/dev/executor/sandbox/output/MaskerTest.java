// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

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
}
