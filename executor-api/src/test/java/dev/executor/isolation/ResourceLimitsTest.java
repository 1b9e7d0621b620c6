// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.executor.Settings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResourceLimitsTest {
    private static ByteSize mib(int mib) {
        return ByteSize.mib(mib);
    }

    private static Settings<ResourceLimits.Builder, ResourceLimits> limits() {
        return Settings.of(ResourceLimits::builder, ResourceLimits.Builder::build)
                .with("memory", ResourceLimits::memory, Optional.of(mib(1)), made -> made.memory(mib(1)))
                .with("cpus", ResourceLimits::cpus, Optional.of(2.0), made -> made.cpus(2))
                .with("cpuWeight", ResourceLimits::cpuWeight, Optional.of(3), made -> made.cpuWeight(3))
                .with("cpuTime", ResourceLimits::cpuTime, Optional.of(ofSeconds(4)), made -> made.cpuTime(ofSeconds(4)))
                .with(
                        "wallTime",
                        ResourceLimits::wallTime,
                        Optional.of(ofSeconds(5)),
                        made -> made.wallTime(ofSeconds(5)))
                .with("processes", ResourceLimits::processes, Optional.of(6), made -> made.processes(6))
                .with("readRate", ResourceLimits::readRate, Optional.of(mib(7)), made -> made.readRate(mib(7)))
                .with("writeRate", ResourceLimits::writeRate, Optional.of(mib(8)), made -> made.writeRate(mib(8)))
                .with("openFiles", ResourceLimits::openFiles, Optional.of(9), made -> made.openFiles(9))
                .with("fileSize", ResourceLimits::fileSize, Optional.of(mib(10)), made -> made.fileSize(mib(10)))
                .with("coreSize", ResourceLimits::coreSize, mib(11), made -> made.coreSize(mib(11)))
                .with("output", ResourceLimits::output, Optional.of(mib(12)), made -> made.output(mib(12)))
                .with("disk", ResourceLimits::disk, Optional.of(mib(13)), made -> made.disk(mib(13)));
    }

    @Test
    void eachLimitLandsInItsOwnAccessor() {
        limits().landWhereTheyBelong();
        limits().areAll("toBuilder", "set");
    }

    @Test
    void everyLimitSurvivesARoundTrip() {
        var full = limits().full();
        limits().areAllIn(full.toBuilder().build());
        assertThat(full.toBuilder().build()).isEqualTo(full);
    }

    @Test
    void twoAreEqualIfAllLimitsAre() {
        limits().makeUpEquality();
    }

    @Test
    void theyPrintEveryLimit() {
        limits().arePrinted();
        assertThat(limits().full().toString()).startsWith("ResourceLimits[memory=");
    }

    static Stream<Arguments> theyTellWhichOfThemAreSet() {
        return Stream.of(
                set(Limit.MEMORY, made -> made.memory(mib(1))),
                set(Limit.CPU, made -> made.cpus(1)),
                set(Limit.CPU_WEIGHT, made -> made.cpuWeight(1)),
                set(Limit.CPU_TIME, made -> made.cpuTime(ofSeconds(1))),
                set(Limit.WALL_TIME, made -> made.wallTime(ofSeconds(1))),
                set(Limit.PROCESSES, made -> made.processes(1)),
                set(Limit.IO, made -> made.readRate(mib(1))),
                set(Limit.IO, made -> made.writeRate(mib(1))),
                set(Limit.OPEN_FILES, made -> made.openFiles(8)),
                set(Limit.FILE_SIZE, made -> made.fileSize(mib(1))),
                set(Limit.CORE_SIZE, made -> made.coreSize(mib(1))),
                set(Limit.OUTPUT, made -> made.output(mib(1))),
                set(Limit.DISK, made -> made.disk(mib(1))));
    }

    private static Arguments set(Limit limit, UnaryOperator<ResourceLimits.Builder> set) {
        return Arguments.of(limit, set);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void theyTellWhichOfThemAreSet(Limit limit, UnaryOperator<ResourceLimits.Builder> set) {
        assertThat(set.apply(ResourceLimits.builder()).build().set()).containsExactly(limit);
    }

    @Test
    void noneSetsNoneAndAllSetAll() {
        assertThat(ResourceLimits.none().set()).isEmpty();
        assertThat(ResourceLimits.none().coreSize()).isEqualTo(ByteSize.ZERO);
        assertThat(limits().full().set()).isEqualTo(EnumSet.allOf(Limit.class));
    }

    @Test
    void everyLimitHasARange() {
        refuses("memory was 1023 KiB; it must be at least 1 MiB", made -> made.memory(ByteSize.kib(1023)));
        refuses("cpus was 0.001; it must be from 0.01 to 1024.0", made -> made.cpus(0.001));
        refuses("cpus was 1024.5; it must be from 0.01 to 1024.0", made -> made.cpus(1024.5));
        refuses("cpuWeight was 0; it must be from 1 to 10000", made -> made.cpuWeight(0));
        refuses("cpuWeight was 10001; it must be from 1 to 10000", made -> made.cpuWeight(10_001));
        refuses(
                "cpuTime was PT0.000999999S; it must be at least PT0.001S",
                made -> made.cpuTime(Duration.ofNanos(999_999)));
        refuses(
                "wallTime was PT0S; it must be longer than zero and at most PT876000H",
                made -> made.wallTime(Duration.ZERO));
        refuses("processes was 0; it must be from 1 to 4194304", made -> made.processes(0));
        refuses("processes was 4194305; it must be from 1 to 4194304", made -> made.processes(4_194_305));
        refuses("readRate was 1023 B; it must be at least 1 KiB", made -> made.readRate(ByteSize.bytes(1023)));
        refuses("writeRate was 1023 B; it must be at least 1 KiB", made -> made.writeRate(ByteSize.bytes(1023)));
        refuses("openFiles was 7; it must be from 8 to 1048576", made -> made.openFiles(7));
        refuses("openFiles was 1048577; it must be from 8 to 1048576", made -> made.openFiles(1_048_577));
        refuses("fileSize was 0 B; it must be at least 1 B", made -> made.fileSize(ByteSize.ZERO));
        refuses("output was 0 B; it must be at least 1 B", made -> made.output(ByteSize.ZERO));
        refuses("disk was 1023 B; it must be at least 1 KiB", made -> made.disk(ByteSize.bytes(1023)));
    }

    @Test
    void theEndsOfTheRangesAreAllowed() {
        var least = ResourceLimits.builder()
                .memory(mib(1))
                .cpus(0.01)
                .cpuWeight(1)
                .cpuTime(Duration.ofMillis(1))
                .wallTime(Duration.ofNanos(1))
                .processes(1)
                .readRate(ByteSize.kib(1))
                .writeRate(ByteSize.kib(1))
                .openFiles(8)
                .fileSize(ByteSize.bytes(1))
                .output(ByteSize.bytes(1))
                .disk(ByteSize.kib(1));
        assertThat(least.build().processes()).contains(1);
        assertThat(least.cpus(1024)
                        .cpuWeight(10_000)
                        .processes(4_194_304)
                        .openFiles(1_048_576)
                        .build()
                        .openFiles())
                .contains(1_048_576);
    }

    private static void refuses(String message, UnaryOperator<ResourceLimits.Builder> set) {
        var builder = set.apply(ResourceLimits.builder());
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessage(message);
    }
}
