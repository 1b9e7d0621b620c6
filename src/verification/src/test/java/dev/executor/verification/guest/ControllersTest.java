// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The guest is what the other tests of this package take for granted: cgroup v2 and nothing else, with controllers
/// that refuse, throttle and kill. Nothing here is skipped when it is missing.
class ControllersTest {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final Path GROUP = ROOT.resolve("controllers-test");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int KILLED = 128 + 9;

    /// How a process ended, and what it printed.
    private record Ended(int code, String output) {}

    @BeforeEach
    void createGroup() throws IOException {
        Files.createDirectory(GROUP);
    }

    @AfterEach
    void removeGroup() throws IOException {
        set("cgroup.kill", "1");
        awaitEmpty();
        Files.delete(GROUP);
    }

    @Test
    void onlyCgroupV2IsThereAndHasTheControllersForEveryGroup() throws IOException {
        assertThat(Files.getFileStore(ROOT).type()).isEqualTo("cgroup2");
        assertThat(Files.readAllLines(Path.of("/proc/self/cgroup"))).containsExactly("0::/suite");
        assertThat(get("cgroup.controllers").split(" ")).contains("cpu", "io", "memory", "pids");
    }

    @Test
    void aForkBeyondPidsMaxIsRefusedAndCounted() throws Exception {
        set("pids.max", "1");

        var ended = run("sh", "-c", "sleep 1 & echo forked");

        assertThat(ended.code()).as(ended.output()).isNotZero();
        assertThat(ended.output()).doesNotContain("forked");
        assertThat(event("pids.events", "max")).isPositive();
        assertThat(get("pids.peak")).isEqualTo("1");
    }

    @Test
    void aProcessBeyondMemoryMaxIsKilledAndCounted() throws Exception {
        set("memory.max", "32M");
        set("memory.swap.max", "0");
        set("memory.oom.group", "1");

        var ended = run("tail", "/dev/zero");

        assertThat(ended.code()).as(ended.output()).isEqualTo(KILLED);
        assertThat(event("memory.events", "oom_kill")).isPositive();
        assertThat(Long.parseLong(get("memory.peak"))).isBetween(16L << 20, 32L << 20);
    }

    @Test
    void aLoopBeyondCpuMaxIsThrottled() throws Exception {
        set("cpu.max", "10000 100000");

        var loop = start("sh", "-c", "while :; do :; done");

        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(event("cpu.stat", "nr_throttled")).isGreaterThan(2));
        assertThat(loop.isAlive()).isTrue();
    }

    @Test
    void aWriteBeyondIoMaxTakesItsTime() throws Exception {
        var disk = Files.readString(Path.of("/sys/class/block/ubda/dev")).strip();
        var file = Path.of("/mnt/scratch/io-max");
        set("io.max", disk + " wbps=1048576");
        assertThat(get("io.max")).startsWith(disk + " rbps=max wbps=1048576");

        var before = System.nanoTime();
        var ended = run("dd", "if=/dev/zero", "of=" + file, "bs=512k", "count=4", "oflag=direct");
        var took = Duration.ofNanos(System.nanoTime() - before);

        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(took).isGreaterThan(Duration.ofSeconds(1));
        assertThat(get("io.stat")).contains(disk, "wbytes=");
        Files.delete(file);
    }

    @Test
    void cgroupKillEndsTheWholeTreeAndInitReapsIt() throws Exception {
        var parent = start("sh", "-c", "setsid sleep 1000 & sleep 1000 & wait");
        await().atMost(LONG).until(() -> get("cgroup.procs").lines().count() == 3);
        var tree = get("cgroup.procs").lines().toList();

        set("cgroup.kill", "1");

        assertThat(parent.waitFor(LONG)).isTrue();
        assertThat(parent.exitValue()).isEqualTo(KILLED);
        awaitEmpty();
        await().atMost(LONG).until(() -> tree.stream().noneMatch(pid -> Files.exists(Path.of("/proc", pid))));
    }

    @Test
    void aProcessWithoutRootHasWhatItNeedsAndNoMore() throws Exception {
        var ended = run(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "sh",
                "-c",
                "id -u && mktemp && : >/dev/null && mktemp -p /dev/shm && ! mktemp -p /mnt/scratch");

        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output()).startsWith("65534");
    }

    /// Runs it to its end in the group.
    private static Ended run(String... command) throws IOException, InterruptedException {
        var process = start(command);
        assertThat(process.waitFor(LONG)).as("%s ended", command[0]).isTrue();
        return new Ended(
                process.exitValue(), new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static Process start(String... command) throws IOException {
        var enters =
                new ArrayList<>(List.of("sh", "-c", "echo 0 >\"$CG/cgroup.procs\" || exit 125; exec \"$@\"", "sh"));
        enters.addAll(List.of(command));
        var builder = new ProcessBuilder(enters).redirectErrorStream(true);
        builder.environment().put("CG", GROUP.toString());
        return builder.start();
    }

    private static void awaitEmpty() {
        await().atMost(LONG).until(() -> event("cgroup.events", "populated") == 0);
    }

    private static void set(String file, String value) throws IOException {
        Files.writeString(GROUP.resolve(file), value);
    }

    private static String get(String file) throws IOException {
        return Files.readString(GROUP.resolve(file)).strip();
    }

    private static long event(String file, String name) throws IOException {
        return get(file)
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
