// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LogSinkTest {
    @Test
    void eachFactoryMakesItsSink() {
        Consumer<LogLine> receiver = _ -> {};
        assertThat(LogSink.discard()).isEqualTo(new LogSink.Discard());
        assertThat(LogSink.logger("build")).isEqualTo(new LogSink.Logger("build"));
        assertThat(LogSink.file(Path.of("log"))).isEqualTo(new LogSink.File(Path.of("log")));
        assertThat(LogSink.lines(receiver)).isEqualTo(new LogSink.Lines(receiver));
    }

    @Test
    void aLoggerHasAName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogSink.logger(" "))
                .withMessage("logger name was blank; give it at least one visible character");
    }

    @Test
    void aLineNamesTheNullThatItWasGiven() {
        assertThatNullPointerException()
                .isThrownBy(() -> new LogLine(null, LogLine.Stream.OUT, "x", false))
                .withMessage("at");
        assertThatNullPointerException()
                .isThrownBy(() -> new LogLine(Instant.EPOCH, null, "x", false))
                .withMessage("stream");
        assertThatNullPointerException()
                .isThrownBy(() -> new LogLine(Instant.EPOCH, LogLine.Stream.ERR, null, true))
                .withMessage("text");
    }
}
