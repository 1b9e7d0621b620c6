// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.isolation.ByteSize;
import dev.executor.isolation.ResourceLimits;
import dev.executor.sandbox.spawn.Rlimits.Resource;
import dev.executor.sandbox.spawn.Rlimits.Values;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RlimitsTest {
    private static final CoreDumps CORES = new CoreDumps(Optional.empty());

    private static Rlimits of(ResourceLimits.Builder limits) {
        return Rlimits.of(limits.build(), CORES);
    }

    @Test
    void withoutLimitsThereAreNoCoreDumps() {
        var limits = of(ResourceLimits.builder());
        assertThat(limits.onlyCore()).isTrue();
        assertThat(limits.core()).isLessThanOrEqualTo(1);
    }

    @Test
    void eachLimitIsItsResource() {
        var limits = of(ResourceLimits.builder()
                .openFiles(9)
                .fileSize(ByteSize.bytes(10))
                .coreSize(ByteSize.bytes(11))
                .cpuTime(Duration.ofSeconds(12)));
        assertThat(limits.values())
                .containsEntry(Resource.OPEN_FILES, new Values(9, 9))
                .containsEntry(Resource.FILE_SIZE, new Values(10, 10))
                .containsEntry(Resource.CORE, new Values(11, 11))
                .containsEntry(Resource.CPU, new Values(12, 13))
                .hasSize(4);
        assertThat(limits.onlyCore()).isFalse();
    }

    @Test
    void processorTimeIsRoundedUpToWholeSeconds() {
        assertThat(of(ResourceLimits.builder().cpuTime(Duration.ofMillis(1))).values())
                .containsEntry(Resource.CPU, new Values(1, 2));
        assertThat(of(ResourceLimits.builder().cpuTime(Duration.ofMillis(2_001)))
                        .values())
                .containsEntry(Resource.CPU, new Values(3, 4));
    }

    @Test
    void aFileIsAtMostAsLargeAsTheDiskIsUnlessItHasALimitOfItsOwn() {
        assertThat(of(ResourceLimits.builder().disk(ByteSize.kib(2))).values())
                .containsEntry(Resource.FILE_SIZE, new Values(2_048, 2_048));
        assertThat(of(ResourceLimits.builder().disk(ByteSize.kib(2)).fileSize(ByteSize.kib(1)))
                        .values())
                .containsEntry(Resource.FILE_SIZE, new Values(1_024, 1_024));
    }

    @Test
    void aCoreLimitThatWasInheritedIsKeptIfItIsNotHigher() {
        assertThat(CoreDumps.keeps(5, 5)).isTrue();
        assertThat(CoreDumps.keeps(6, 5)).isFalse();
        assertThat(CoreDumps.keeps(-1, 5)).as("unlimited").isFalse();
        assertThat(CoreDumps.keeps(0, 1))
                .as("a piped dump needs the limit of one byte")
                .isFalse();
        assertThat(CoreDumps.keeps(1, 1)).isTrue();
    }
}
