// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.isolation.ByteSize;
import dev.executor.isolation.ProcessResult;
import dev.executor.sandbox.cgroup.Readings;
import dev.executor.sandbox.spawn.Ended;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsageOfProcessTest {
    private static final Optional<Ended.Usage> COUNTED = Optional.of(new Ended.Usage(ofNanos(11), ofNanos(12)));

    @Test
    void eachFigureIsThatOfTheGroup() {
        var readings = new Readings(
                Optional.of(1L),
                Optional.of(2L),
                Optional.of(3L),
                99,
                Optional.of(4L),
                Optional.of(5L),
                Optional.of(6L),
                Optional.of(7L));
        assertThat(PartialResult.usage(ofSeconds(8), readings, COUNTED))
                .isEqualTo(ProcessResult.Usage.builder()
                        .wall(ofSeconds(8))
                        .user(ofNanos(1))
                        .system(ofNanos(2))
                        .peakMemory(ByteSize.bytes(3))
                        .bytesRead(ByteSize.bytes(4))
                        .bytesWritten(ByteSize.bytes(5))
                        .processes(6)
                        .refusedProcesses(7)
                        .build());
    }

    @Test
    void withoutAGroupTheProcessorTimeIsWhatTheKernelCountedForTheChild() {
        assertThat(PartialResult.usage(ofSeconds(8), Readings.NONE, COUNTED))
                .isEqualTo(ProcessResult.Usage.builder()
                        .wall(ofSeconds(8))
                        .user(ofNanos(11))
                        .system(ofNanos(12))
                        .build());
        assertThat(PartialResult.usage(ofSeconds(8), Readings.NONE, Optional.empty()))
                .isEqualTo(ProcessResult.Usage.builder().wall(ofSeconds(8)).build());
    }

    @Test
    void theLastResultIsTheOneThatWasToldAtTheEnd() {
        var partial = new PartialResult();
        assertThat(partial.get()).isNull();
        var result = ProcessResult.builder().build();
        partial.ended(result);
        partial.freeze();
        assertThat(partial.get()).isSameAs(result);
    }
}
