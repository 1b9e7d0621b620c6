// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.cgroup;

import dev.executor.isolation.ResourceLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A control group of version 1. See the kernel's `admin-guide/cgroup-v1` for each attribute.
final class LegacyGroup implements ControlGroup {
    private static final long PERIOD_MICROS = 100_000;

    /// Means the calling thread, in the file `tasks`. With its id instead, the kernel (from 5.5 on) blocks all
    /// forks and exits of the machine meanwhile, and waits milliseconds to do so.
    private static final int SELF = 0;

    private final Map<String, Path> homes; // by controller
    private final SortedMap<String, Path> folders; // by controller
    private final ResourceLimits limits;
    private final Optional<String> disk;

    private LegacyGroup(
            Map<String, Path> homes, SortedMap<String, Path> folders, ResourceLimits limits, Optional<String> disk) {
        this.homes = homes;
        this.folders = folders;
        this.limits = limits;
        this.disk = disk;
    }

    /// Makes a folder for each controller that limits, counts or kills. The others only cost time.
    static LegacyGroup create(
            Map<String, Path> homes, Map<String, Path> roots, String name, ResourceLimits limits, Optional<String> disk)
            throws IOException {
        var folders = new TreeMap<String, Path>();
        var group = new LegacyGroup(homes, folders, limits, disk);
        boolean slowed = limits.cpus().isPresent() || limits.cpuWeight().isPresent();
        boolean throttled = limits.readRate().isPresent() || limits.writeRate().isPresent();
        try {
            for (var root : roots.entrySet()) {
                boolean used = switch (root.getKey()) {
                    case "cpu" -> slowed;
                    case "blkio" -> throttled;
                    default -> true;
                };
                if (used) {
                    Path folder = root.getValue().resolve(name);
                    if (!folders.containsValue(folder)) {
                        Files.createDirectory(folder);
                    }
                    folders.put(root.getKey(), folder);
                }
            }
            group.setLimits();
        } catch (IOException e) {
            try {
                group.remove();
            } catch (IOException f) {
                e.addSuppressed(f);
            }
            throw e;
        }
        return group;
    }

    private void setLimits() throws IOException {
        if (limits.memory().isPresent()) {
            long bytes = limits.memory().get().bytes();
            Attribute.write(folder("memory"), "memory.limit_in_bytes", bytes);
            // Memory and swap together get the limit of memory, so there is no swap. Where the kernel does not count
            // swap,
            // swappiness 0 avoids it.
            if (!Attribute.writeIfThere(folder("memory"), "memory.memsw.limit_in_bytes", bytes)) {
                Attribute.writeIfThere(folder("memory"), "memory.swappiness", 0);
            }
        }
        if (limits.cpus().isPresent()) {
            Attribute.write(folder("cpu"), "cpu.cfs_period_us", PERIOD_MICROS);
        }
        setRates(true);
        if (limits.cpuWeight().isPresent()) {
            Attribute.write(
                    folder("cpu"), "cpu.shares", Math.max(2, limits.cpuWeight().get() * 1024L / 100));
        }
        if (limits.processes().isPresent()) {
            Attribute.write(folder("pids"), "pids.max", limits.processes().get());
        }
    }

    /// Sets or lifts the rates. They are lifted while a thread of this JVM is in the group: a throttled thread
    /// would hold up every garbage collection.
    private void setRates(boolean set) throws IOException {
        if (limits.cpus().isPresent()) {
            Attribute.write(
                    folder("cpu"),
                    "cpu.cfs_quota_us",
                    set ? Math.round(limits.cpus().get() * PERIOD_MICROS) : -1);
        }
        if (disk.isPresent() && limits.readRate().isPresent()) {
            Attribute.write(
                    folder("blkio"),
                    "blkio.throttle.read_bps_device",
                    disk.get() + " " + (set ? limits.readRate().get().bytes() : 0));
        }
        if (disk.isPresent() && limits.writeRate().isPresent()) {
            Attribute.write(
                    folder("blkio"),
                    "blkio.throttle.write_bps_device",
                    disk.get() + " " + (set ? limits.writeRate().get().bytes() : 0));
        }
    }

    private Path folder(String controller) {
        Path folder = folders.get(controller);
        if (folder == null) {
            throw new IllegalStateException("no group for the controller " + controller);
        }
        return folder;
    }

    private List<Path> distinct() {
        return folders.values().stream().distinct().toList();
    }

    /// The files `tasks`: a process that joins has only one thread, and writing to `tasks` is cheaper, see [#SELF].
    @Override
    public List<Path> joinFiles() {
        return distinct().stream().map(folder -> folder.resolve("tasks")).toList();
    }

    /// In version 1 a single thread can join a group, and its children start there.
    @Override
    public Optional<ThreadMembership> threadMembership() {
        return Optional.of(new ThreadMembership() {
            @Override
            public void enter() throws IOException {
                if (limits.processes().isPresent()) { // this thread counts, too
                    Attribute.write(
                            folder("pids"), "pids.max", limits.processes().get() + 1);
                }
                setRates(false);
                for (Path folder : distinct()) {
                    Attribute.write(folder, "tasks", SELF);
                }
            }

            @Override
            public void leave() throws IOException {
                IOException failure = null; // it leaves the other groups even if one fails
                for (String controller : folders.keySet()) {
                    try {
                        Attribute.write(Objects.requireNonNull(homes.get(controller)), "tasks", SELF);
                    } catch (IOException e) {
                        failure = e;
                    }
                }
                if (failure != null) {
                    throw failure;
                }
                if (limits.processes().isPresent()) {
                    Attribute.write(
                            folder("pids"), "pids.max", limits.processes().get());
                }
                setRates(true);
            }
        });
    }

    @Override
    public List<Long> processes() throws IOException {
        return Processes.in(folder("freezer")); // none if the group is removed
    }

    /// Tries to remove the folder first, as most groups are empty by now. The kernel removes only empty groups, so
    /// success proves that it was empty, and a process that is about to join fails.
    @Override
    public boolean kill(Duration within) throws IOException {
        Path freezer = folder("freezer");
        try {
            Files.deleteIfExists(freezer);
            return true;
        } catch (IOException e) { // busy
            return kill(freezer, within);
        }
    }

    /// Freezes the group, kills each process and thaws the group, so that none can fork in between; then looks
    /// again. A process that is being forked is frozen in the fork.
    ///
    /// A group may never become wholly frozen: a process that waits in vfork(2) for a frozen child does not freeze.
    /// It cannot fork either, so it is killed anyway.
    static boolean kill(Path freezer, Duration within) throws IOException {
        long startNanos = System.nanoTime();
        for (List<Long> left = Processes.below(freezer); !left.isEmpty(); left = Processes.below(freezer)) {
            thaw(freezer); // a nested group that is frozen would keep its processes for ever
            Attribute.write(freezer, "freezer.state", "FROZEN");
            try {
                for (int i = 0;
                        i < 20 && !Attribute.read(freezer, "freezer.state").equals("FROZEN");
                        i++) {
                    Processes.pause(); // FREEZING: not all are frozen yet
                }
                Processes.kill(freezer);
            } finally {
                thaw(freezer); // a frozen process does not die
            }
            for (int i = 0; i < 50 && !Processes.below(freezer).isEmpty(); i++) {
                Processes.pause();
            }
            if (System.nanoTime() - startNanos > within.toNanos()) {
                return Processes.below(freezer).isEmpty();
            }
        }
        return true;
    }

    /// Thaws a group and its nested groups, from the outermost in. A killed guardian, or the processes themselves,
    /// may have left any of them frozen.
    private static void thaw(Path freezer) throws IOException {
        try {
            Attribute.write(freezer, "freezer.state", "THAWED");
        } catch (IOException e) {
            if (Files.exists(freezer)) {
                throw e;
            }
            return; // it has been removed meanwhile
        }
        for (Path child : Processes.children(freezer)) {
            thaw(child);
        }
    }

    @Override
    public long outOfMemory() throws IOException {
        return Attribute.number(folder("memory"), "memory.oom_control", "oom_kill")
                .orElse(0L);
    }

    @Override
    public Optional<Duration> processorTime() throws IOException {
        return folders.containsKey("cpuacct")
                ? Attribute.number(folder("cpuacct"), "cpuacct.usage").map(Duration::ofNanos)
                : Optional.empty();
    }

    @Override
    public Readings readings() throws IOException {
        Path io = folders.get("blkio");
        var processor = processorTime().map(Duration::toNanos);
        var inKernel = processor.isEmpty() ? processor : processor.map(inKernel(folder("cpuacct"))::of);
        return new Readings(
                processor.map(nanos -> nanos - inKernel.orElse(0L)),
                inKernel,
                Attribute.number(folder("memory"), "memory.max_usage_in_bytes"),
                outOfMemory(),
                io == null ? Optional.empty() : ioBytes(io, "Read"),
                io == null ? Optional.empty() : ioBytes(io, "Write"),
                Attribute.number(folder("pids"), "pids.peak"),
                limits.processes().isPresent()
                        ? Attribute.number(folder("pids"), "pids.events", "max")
                        : Optional.of(0L));
    }

    /// A share of a time.
    private record Share(long part, long whole) {
        long of(long nanos) {
            return whole == 0 ? 0 : Math.round(nanos * ((double) part / whole));
        }
    }

    /// {@return the share of the processor time that was used in the kernel}; an estimate, because the kernel
    /// counts the two kinds by clock ticks and only their sum exactly
    private static Share inKernel(Path cpu) throws IOException {
        long system = Attribute.number(cpu, "cpuacct.usage_sys").orElse(0L);
        return new Share(
                system, system + Attribute.number(cpu, "cpuacct.usage_user").orElse(0L));
    }

    /// Sums over all disks the lines such as `254:0 Read 4096`.
    private static Optional<Long> ioBytes(Path io, String operation) throws IOException {
        if (!Files.exists(io.resolve("blkio.throttle.io_service_bytes"))) {
            return Optional.empty();
        }
        long sum = 0;
        for (String line : Attribute.read(io, "blkio.throttle.io_service_bytes").split("\n", -1)) {
            String[] fields = line.split(" ", -1);
            if (fields.length == 3 && fields[1].equals(operation)) {
                sum += Long.parseLong(fields[2]);
            }
        }
        return Optional.of(sum);
    }

    @Override
    public void remove() throws IOException {
        for (Path folder : distinct()) {
            Processes.removeAll(folder); // with the groups that the processes made in it
        }
    }
}
