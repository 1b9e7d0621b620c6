// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.probe;

import dev.executor.Task;
import dev.executor.TaskContext;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.Limit;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.SandboxCapabilities.Enforcement;
import dev.executor.isolation.SandboxCapabilities.Gap;
import dev.executor.sandbox.cgroup.GroupTree;
import dev.executor.sandbox.work.Disks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds out what this machine can enforce, by doing each thing once as attempts do it. Confined to one thread.
public final class HostProbe {
    private static final Duration TIME = Duration.ofSeconds(20);

    private final List<Gap> gaps = new ArrayList<>();

    /// Makes a probe without gaps.
    public HostProbe() {}

    /// Runs one attempt of a command.
    @FunctionalInterface
    public interface Runner {
        /// Runs it.
        ///
        /// @param command the command
        /// @param context the attempt
        /// @return the result of its process
        /// @throws Exception if it did not succeed
        ProcessResult run(Command command, TaskContext context) throws Exception;
    }

    /// {@return the gaps found so far}
    public List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    /// Records a gap.
    ///
    /// @param what the limit, profile or promise
    /// @param reason why it is missing
    /// @param remedy what to do about it
    public void missing(String what, String reason, String remedy) {
        gaps.add(new Gap(what, reason, remedy));
    }

    /// {@return the path of a program of the system, if it is installed}
    /// @param name its name
    public static Optional<Path> program(String name) {
        return List.of("/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin", "/sbin").stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Runs `true` in a profile.
    ///
    /// @param profile the profile
    /// @param commands runs a command
    /// @return why it failed; empty if it worked
    /// @throws InterruptedException if the calling thread is interrupted
    public Optional<String> run(Profile profile, Runner commands) throws InterruptedException {
        var command = Command.builder("true")
                .profile(profile)
                .limits(ResourceLimits.builder().wallTime(TIME).build())
                .build();
        try {
            commands.run(command, new ProbeContext(Task.of("probe-" + profile, command)));
            return Optional.empty();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /// Makes a group with each limit.
    ///
    /// @param groups the groups, if there are any
    /// @param runs where work folders are
    /// @param shell whether a shell can set the limits of single processes
    /// @param coresArePiped whether the kernel hands core dumps to a program
    /// @return how each limit is enforced
    public Map<Limit, Enforcement> limits(Optional<GroupTree> groups, Path runs, boolean shell, boolean coresArePiped) {
        var limits = new EnumMap<Limit, Enforcement>(Limit.class);
        limits.put(Limit.WALL_TIME, Enforcement.WATCHED);
        limits.put(Limit.OUTPUT, Enforcement.WATCHED);
        limits.put(Limit.DISK, Enforcement.WATCHED);
        if (shell) {
            for (var limit : List.of(Limit.OPEN_FILES, Limit.FILE_SIZE, Limit.CORE_SIZE)) {
                limits.put(limit, Enforcement.KERNEL);
            }
            if (coresArePiped) {
                limits.remove(Limit.CORE_SIZE);
                missing(
                        "CORE_SIZE",
                        "the kernel pipes core dumps to a program, and ignores their size limit",
                        "keep coreSize at zero, which prevents core dumps, or set kernel.core_pattern to a file");
            }
        } else {
            missing("OPEN_FILES, FILE_SIZE and CORE_SIZE", "there is no /bin/sh", "run on a POSIX system");
        }
        groups.ifPresent(tree -> probe(tree, runs, limits));
        boolean counted =
                groups.map(tree -> tree.limits().contains(Limit.CPU_TIME)).orElse(false);
        if (counted && shell) {
            limits.put(Limit.CPU_TIME, Enforcement.KERNEL);
        } else {
            missing(
                    Limit.CPU_TIME.name(),
                    "nothing counts the processor time of all processes of a command together",
                    groups.isPresent()
                            ? "let the parent group delegate the controller cpuacct"
                            : "see 'control groups', or set wallTime");
        }
        return limits;
    }

    private void probe(GroupTree tree, Path runs, Map<Limit, Enforcement> limits) {
        for (var limit : List.of(Limit.MEMORY, Limit.CPU, Limit.CPU_WEIGHT, Limit.PROCESSES, Limit.IO)) {
            if (!tree.limits().contains(limit)) {
                missing(limit.name(), "its control group controller is missing", "let the parent group delegate it");
                continue;
            }
            try {
                Optional<String> disk = limit == Limit.IO ? Disks.of(runs) : Optional.empty();
                if (limit == Limit.IO && disk.isEmpty()) {
                    missing("IO", runs + " is not on a disk", "set stateFolder to a folder on a disk");
                    continue;
                }
                tree.create("probe-" + limit, smallest(limit), disk).remove();
                limits.put(limit, Enforcement.KERNEL);
            } catch (IOException e) {
                missing(limit.name(), String.valueOf(e.getMessage()), "see docs/sandbox.md");
            }
        }
    }

    private static ResourceLimits smallest(Limit limit) {
        var limits = ResourceLimits.builder();
        return switch (limit) {
            case MEMORY -> limits.memory(ByteSize.mib(64)).build();
            case CPU -> limits.cpus(1).build();
            case CPU_WEIGHT -> limits.cpuWeight(100).build();
            case PROCESSES -> limits.processes(16).build();
            case IO ->
                limits.readRate(ByteSize.mib(1)).writeRate(ByteSize.mib(1)).build();
            case CPU_TIME, WALL_TIME, OPEN_FILES, FILE_SIZE, CORE_SIZE, OUTPUT, DISK -> limits.build();
        };
    }
}
