// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Limit;
import dev.executor.isolation.ResourceLimits;
import dev.executor.sandbox.cgroup.ControlGroup;
import dev.executor.sandbox.cgroup.Readings;
import dev.executor.sandbox.work.FileThreads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchTest {
    private long outOfMemory;
    private Duration processorTime = Duration.ZERO;
    private boolean threadsJoin;

    /// Tells what the test has set.
    private final ControlGroup group = new ControlGroup() {
        @Override
        public List<Path> joinFiles() {
            return List.of();
        }

        @Override
        public Optional<ThreadMembership> threadMembership() {
            return threadsJoin
                    ? Optional.of(new ThreadMembership() {
                        @Override
                        public void enter() {}

                        @Override
                        public void leave() {}
                    })
                    : Optional.empty();
        }

        @Override
        public List<Long> processes() {
            return List.of();
        }

        @Override
        public boolean kill(Duration within) {
            return true;
        }

        @Override
        public long outOfMemory() {
            return outOfMemory;
        }

        @Override
        public Optional<Duration> processorTime() {
            return Optional.of(processorTime);
        }

        @Override
        public Readings readings() {
            return Readings.NONE;
        }

        @Override
        public void remove() {}
    };

    /// Of a process that was started so long ago.
    private Watch watch(ResourceLimits.Builder limits, Duration age) {
        return new Watch(
                limits.build(),
                Optional.of(group),
                List.of(),
                new FileThreads(),
                _ -> {},
                System.nanoTime() - age.toNanos());
    }

    private static ResourceLimits.Builder limits() {
        return ResourceLimits.builder();
    }

    @Test
    void withoutLimitsThereIsNothingToLookAt() throws Exception {
        var watch = watch(limits(), ofDays(1));
        assertThat(watch.pauseNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(watch.look()).isEmpty();
    }

    @Test
    void theWallTimeIsOverWhenItHasPassedUnlessItIsForgotten() throws Exception {
        var watch = watch(limits().wallTime(ofSeconds(5)), ofSeconds(5));
        assertThat(watch.pauseNanos()).isZero();
        assertThat(watch.look()).contains(Limit.WALL_TIME);
        watch.forgetTime();
        assertThat(watch.look()).isEmpty();
        assertThat(watch.pauseNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void beforeTheWallTimeItIsLookedAtAsLongAsIsLeft() throws Exception {
        var watch = watch(limits().wallTime(ofDays(2)), ofDays(1));
        assertThat(watch.look()).isEmpty();
        assertThat(watch.pauseNanos())
                .isBetween(ofDays(1).minusHours(1).toNanos(), ofDays(1).toNanos());
    }

    @Test
    void theProcessorTimeIsOverWhenAllOfItIsUsed() throws Exception {
        var watch = watch(limits().cpuTime(ofSeconds(2)), ofSeconds(1));
        processorTime = ofMillis(1_999);
        assertThat(watch.look()).isEmpty();
        processorTime = ofSeconds(2);
        assertThat(watch(limits().cpuTime(ofSeconds(2)), ofSeconds(1)).look()).contains(Limit.CPU_TIME);
    }

    @Test
    void memoryIsWatchedOnlyWhereTheKernelDoesNotKillAll() throws Exception {
        outOfMemory = 1;
        assertThat(watch(limits().memory(ByteSize.mib(1)), ofSeconds(1)).look()).isEmpty();
        threadsJoin = true;
        assertThat(watch(limits().memory(ByteSize.mib(1)), ofSeconds(1)).look()).contains(Limit.MEMORY);
        outOfMemory = 0;
        assertThat(watch(limits().memory(ByteSize.mib(1)), ofSeconds(1)).look()).isEmpty();
    }

    @Test
    void theDiskIsFullPastItsLimitAndIsMeasuredAgainAfterTenTimesAsLong() {
        var watch = watch(limits().disk(ByteSize.kib(1)), Duration.ZERO);
        assertThat(watch.measured(new RunSignal.DiskMeasured(1_024, 0))).isEmpty();
        assertThat(watch.measured(new RunSignal.DiskMeasured(1_025, 0))).contains(Limit.DISK);
        watch.measured(new RunSignal.DiskMeasured(1, ofDays(1).toNanos()));
        assertThat(watch.pauseNanos()).isGreaterThan(ofDays(9).toNanos());
    }
}
