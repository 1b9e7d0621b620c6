// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.examples.console.UnusableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
    @TempDir
    Path folder;

    @Test
    void everyOptionIsTaken() throws Exception {
        var arguments = Arguments.parse(
                folder.toString(), "--json", "out.json", "--concurrency=4", "--attempt-timeout", "7", "--no-trouble");

        assertThat(arguments)
                .isEqualTo(new Arguments(
                        folder.toRealPath(), Path.of("out.json").toAbsolutePath(), 4, Duration.ofSeconds(7), false));
    }

    @Test
    void withoutAFolderTheCheckoutIsTaken() throws Exception {
        assertThat(Arguments.parse().folder().resolve("executor-examples/pom.xml"))
                .exists();
    }

    @Test
    void aFileIsNoFolder() throws Exception {
        var file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> Arguments.parse(file.toString()))
                .isInstanceOf(UnusableException.class)
                .hasMessage("folder was '" + file + "', which is not a folder; give the path of a folder");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --concurrency         | 0      | --concurrency was '0'; give a whole number from 1 to 10000
            --concurrency         | many   | --concurrency was 'many'; give a whole number from 1 to 10000
            --attempt-timeout     | 3601   | --attempt-timeout was '3601'; give a whole number from 1 to 3600
            --json                | --help | --json was given no value; put one after it
            --verbose             | 1      | '--verbose' is no option; --help lists those there are
            """)
    void aBadArgumentIsNamedWithWhatToDo(String option, String value, String message) {
        assertThatThrownBy(() -> Arguments.parse(option, value))
                .isInstanceOf(UnusableException.class)
                .hasMessage(message);
    }
}
