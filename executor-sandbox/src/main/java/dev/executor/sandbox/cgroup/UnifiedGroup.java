// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.cgroup;

import dev.executor.isolation.ResourceLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A control group of version 2. See the kernel's `admin-guide/cgroup-v2` for each attribute.
final class UnifiedGroup implements ControlGroup {
    private static final long PERIOD_MICROS = 100_000;

    private final Path folder;

    private UnifiedGroup(Path folder) {
        this.folder = folder;
    }

    static UnifiedGroup create(Path folder, ResourceLimits limits, Optional<String> disk) throws IOException {
        Files.createDirectory(folder);
        try {
            setLimits(folder, limits, disk);
        } catch (IOException e) {
            try {
                Files.delete(folder);
            } catch (IOException f) {
                e.addSuppressed(f);
            }
            throw e;
        }
        return new UnifiedGroup(folder);
    }

    private static void setLimits(Path folder, ResourceLimits limits, Optional<String> disk) throws IOException {
        // A process tree that has lost a part is in an unknown state, so the kernel kills all of it.
        Attribute.writeIfThere(folder, "memory.oom.group", 1);
        if (limits.memory().isPresent()) {
            Attribute.write(folder, "memory.max", limits.memory().get().bytes());
            Attribute.writeIfThere(folder, "memory.swap.max", 0); // missing where the kernel has no swap
        }
        if (limits.cpus().isPresent()) {
            Attribute.write(folder, "cpu.max", Math.round(limits.cpus().get() * PERIOD_MICROS) + " " + PERIOD_MICROS);
        }
        if (limits.cpuWeight().isPresent()) {
            Attribute.write(folder, "cpu.weight", limits.cpuWeight().get());
        }
        if (limits.processes().isPresent()) {
            Attribute.write(folder, "pids.max", limits.processes().get());
        }
        if (disk.isPresent()
                && (limits.readRate().isPresent() || limits.writeRate().isPresent())) {
            Attribute.write(
                    folder,
                    "io.max",
                    disk.get()
                            + limits.readRate()
                                    .map(rate -> " rbps=" + rate.bytes())
                                    .orElse("")
                            + limits.writeRate()
                                    .map(rate -> " wbps=" + rate.bytes())
                                    .orElse(""));
        }
    }

    @Override
    public List<Path> joinFiles() {
        return List.of(folder.resolve("cgroup.procs"));
    }

    @Override
    public Optional<ThreadMembership> threadMembership() {
        return Optional.empty();
    }

    @Override
    public List<Long> processes() throws IOException {
        return Processes.in(folder);
    }

    @Override
    public boolean kill(Duration within) throws IOException {
        return kill(folder, within);
    }

    static boolean kill(Path folder, Duration within) throws IOException {
        long startNanos = System.nanoTime();
        if (!Attribute.writeIfThere(folder, "cgroup.kill", 1)) { // before Linux 5.14
            Attribute.write(folder, "cgroup.freeze", 1);
            Processes.kill(folder);
        }
        thaw(folder);
        while (Attribute.number(folder, "cgroup.events", "populated").orElse(0L) != 0) {
            if (System.nanoTime() - startNanos > within.toNanos()) {
                return false;
            }
            Processes.pause();
        }
        return true;
    }

    /// Thaws a group and its nested groups. A kill reaches frozen processes, too, but a process that traces or
    /// waits for them would wait for ever.
    private static void thaw(Path group) throws IOException {
        try {
            Attribute.writeIfThere(group, "cgroup.freeze", 0);
        } catch (IOException e) {
            if (Files.exists(group)) {
                throw e;
            }
            return; // it has been removed meanwhile
        }
        for (Path child : Processes.children(group)) {
            thaw(child);
        }
    }

    @Override
    public long outOfMemory() throws IOException {
        return Attribute.number(folder, "memory.events", "oom_kill").orElse(0L);
    }

    @Override
    public Optional<Duration> processorTime() throws IOException {
        return Attribute.number(folder, "cpu.stat", "usage_usec").map(micros -> Duration.ofNanos(micros * 1000));
    }

    @Override
    public Readings readings() throws IOException {
        return new Readings(
                Attribute.number(folder, "cpu.stat", "user_usec").map(micros -> micros * 1000),
                Attribute.number(folder, "cpu.stat", "system_usec").map(micros -> micros * 1000),
                Attribute.number(folder, "memory.peak"),
                outOfMemory(),
                ioBytes("rbytes="),
                ioBytes("wbytes="),
                Attribute.number(folder, "pids.peak"),
                Attribute.number(folder, "pids.events", "max"));
    }

    /// Sums over all disks the lines such as `254:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0`.
    private Optional<Long> ioBytes(String key) throws IOException {
        if (!Files.exists(folder.resolve("io.stat"))) {
            return Optional.empty();
        }
        long sum = 0;
        for (String field : Attribute.read(folder, "io.stat").split("\\s+", -1)) {
            if (field.startsWith(key)) {
                sum += Long.parseLong(field.substring(key.length()));
            }
        }
        return Optional.of(sum);
    }

    @Override
    public void remove() throws IOException {
        Processes.removeAll(folder); // with the groups that the processes made in it
    }
}
