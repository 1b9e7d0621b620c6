// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholderTest {
    @Test
    void eachKindIsFound() {
        assertThat(Placeholder.in("${checkout}/x:${artifacts.compile}:${module.org.jspecify}:${java.home}"))
                .containsExactly(
                        new Placeholder.Checkout(),
                        new Placeholder.Artifacts("compile"),
                        new Placeholder.Module("org.jspecify"),
                        new Placeholder.Property("java.home"));
    }

    @ParameterizedTest
    @CsvSource({
        "${checkout}/x, $V/x",
        "$${checkout}, ${checkout}",
        "$$ and $HOME and ${, $$ and $HOME and ${",
        "${a}${a}, $V$V",
    })
    void placeholdersAreFilledAndTheRestStays(String text, String filled) {
        assertThat(Placeholder.fill(text, _ -> "$V")).isEqualTo(filled);
    }
}
