// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.isolation.ResourceLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a group reads from the kernel's files, which are plain files here.
class GroupReadingsTest {
    @TempDir
    private Path root;

    private Path folder;

    @BeforeEach
    void setUp() {
        folder = root.resolve("group");
    }

    private void file(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private UnifiedGroup unified() throws IOException {
        return UnifiedGroup.create(folder, ResourceLimits.none(), Optional.empty());
    }

    private LegacyGroup legacy() throws IOException {
        var roots = Map.of("memory", root, "pids", root, "freezer", root, "cpuacct", root);
        return LegacyGroup.create(Map.of(), roots, "group", ResourceLimits.none(), Optional.empty());
    }

    @Test
    void aGroupOfVersion2ReadsEachFigureFromItsFile() throws IOException {
        var group = unified();
        file("cpu.stat", "usage_usec 11\nuser_usec 7\nsystem_usec 4\nnr_periods 0\n");
        file("memory.peak", "4096\n");
        file("memory.events", "low 1\nhigh 2\nmax 3\noom 4\noom_kill 5\noom_group_kill 6\n");
        file("io.stat", "8:0 rbytes=100 wbytes=20 rios=1 wios=2\n8:16 rbytes=3 wbytes=4 rios=5 wios=6\n");
        file("pids.peak", "9\n");
        file("pids.events", "max 8\nmax.imposed 99\n");
        assertThat(group.readings())
                .isEqualTo(new Readings(
                        Optional.of(7_000L),
                        Optional.of(4_000L),
                        Optional.of(4_096L),
                        5,
                        Optional.of(103L),
                        Optional.of(24L),
                        Optional.of(9L),
                        Optional.of(8L)));
        assertThat(group.processorTime()).contains(Duration.ofNanos(11_000));
        assertThat(group.outOfMemory()).isEqualTo(5);
        assertThat(group.threadMembership()).isEmpty();
    }

    @Test
    void whatAKernelDoesNotTellIsEmpty() throws IOException {
        var group = unified();
        assertThat(group.readings()).isEqualTo(Readings.NONE);
        assertThat(group.processorTime()).isEmpty();
        file("memory.peak", "max\n");
        assertThat(group.readings().peakMemory()).as("no number").isEmpty();
    }

    @Test
    void aGroupOfVersion1DividesTheProcessorTimeAsItsTicksAre() throws IOException {
        var group = legacy();
        file("cpuacct.usage", "8000\n");
        file("cpuacct.usage_sys", "1\n");
        file("cpuacct.usage_user", "3\n");
        file("memory.max_usage_in_bytes", "4096\n");
        file("memory.oom_control", "oom_kill_disable 0\nunder_oom 1\noom_kill 5\n");
        file("pids.peak", "9\n");
        assertThat(group.readings())
                .isEqualTo(new Readings(
                        Optional.of(6_000L),
                        Optional.of(2_000L),
                        Optional.of(4_096L),
                        5,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(9L),
                        Optional.of(0L)));
        assertThat(group.processorTime()).contains(Duration.ofNanos(8_000));
    }

    @Test
    void aGroupOfVersion1WithoutTicksWasNotInTheKernel() throws IOException {
        var group = legacy();
        file("cpuacct.usage", "8000\n");
        assertThat(group.readings().userNanos()).contains(8_000L);
        assertThat(group.readings().systemNanos()).contains(0L);
    }

    @Test
    void aFolderOfSeveralControllersIsJoinedOnce() throws IOException {
        assertThat(legacy().joinFiles()).containsExactly(folder.resolve("tasks"));
        Files.delete(folder);
        assertThat(unified().joinFiles()).containsExactly(folder.resolve("cgroup.procs"));
    }

    @Test
    void theProcessesAreThoseOfTheGroup() throws IOException {
        var group = unified();
        assertThat(group.processes()).isEmpty();
        file("cgroup.procs", "12\n345\n");
        assertThat(group.processes()).containsExactly(12L, 345L);
    }
}
