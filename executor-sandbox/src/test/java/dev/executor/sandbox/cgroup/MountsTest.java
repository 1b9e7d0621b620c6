// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountsTest {
    @Test
    void versionTwoAloneIsFoundWithTheOwnPath() {
        var mounts = Mounts.parse(
                List.of("30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate"),
                List.of("0::/system.slice/app.service"));
        assertThat(mounts.unified()).contains(Path.of("/sys/fs/cgroup/system.slice/app.service"));
        assertThat(mounts.legacy()).isEmpty();
    }

    @Test
    void controllersThatAreMountedTogetherHaveTheSameFolder() {
        var mounts = Mounts.parse(
                List.of(
                        "31 25 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct",
                        "32 25 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory"),
                List.of("3:memory:/m", "2:cpu,cpuacct:/", "1:name=systemd:/s"));
        assertThat(mounts.legacy())
                .containsEntry("cpu", Path.of("/sys/fs/cgroup/cpu,cpuacct"))
                .containsEntry("cpuacct", Path.of("/sys/fs/cgroup/cpu,cpuacct"))
                .containsEntry("memory", Path.of("/sys/fs/cgroup/memory/m"))
                .hasSize(3);
        assertThat(mounts.unified()).isEmpty();
    }

    @Test
    void inAContainerThatSeesAPartOfTheHierarchyThePathBeginsThere() {
        var mounts = Mounts.parse(
                List.of("40 25 0:28 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory"),
                List.of("3:memory:/docker/abc/inner"));
        assertThat(mounts.legacy()).containsEntry("memory", Path.of("/sys/fs/cgroup/memory/inner"));
    }

    @Test
    void aGroupWhoseNameBeginsAsThatOfThePartIsNotInIt() {
        var mounts = Mounts.parse(
                List.of("40 25 0:28 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory"),
                List.of("3:memory:/docker/abcdef"));
        assertThat(mounts.legacy()).containsEntry("memory", Path.of("/sys/fs/cgroup/memory/docker/abcdef"));
    }
}
