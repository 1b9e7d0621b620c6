// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HelloTest {
    @Test
    void itGreetsAtTheSecondAttemptAndGivesUpOnTheSlowTask() throws Exception {
        var out = new ByteArrayOutputStream();

        Hello.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("Hello, greet!", "Hello, greet! after 2 attempts", "timed out: TOTAL after PT0.1S");
    }
}
