// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.cgroup;

import dev.executor.isolation.Limit;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.SandboxCapabilities.Cgroups;
import dev.executor.isolation.SandboxConfig.OwnCgroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The control groups of a sandbox, version 2. Thread-safe.
final class UnifiedTree implements GroupTree {
    private static final Set<String> WANTED = Set.of("cpu", "io", "memory", "pids");

    private final Path root;
    private final Set<String> controllers;

    private UnifiedTree(Path root, Set<String> controllers) {
        this.root = root;
        this.controllers = controllers;
    }

    /// Makes the sandbox's own group.
    ///
    /// @param parent the group to make it in
    /// @param name its name
    /// @param own whether processes in the parent may be moved into a group of their own if they prevent limits
    /// @throws IOException if it cannot be made there; the message says why
    static UnifiedTree open(Path parent, String name, OwnCgroup own) throws IOException {
        Set<String> controllers = words(Attribute.read(parent, "cgroup.controllers"));
        controllers.retainAll(WANTED);
        if (!controllers.containsAll(Set.of("memory", "pids"))) {
            throw new IOException("the group " + parent + " has only the controllers " + controllers
                    + "; its parent delegates no others");
        }
        enable(parent, controllers, own);
        Path root = Files.createDirectory(parent.resolve(name));
        try {
            Attribute.write(root, "cgroup.subtree_control", enabling(controllers));
        } catch (IOException e) {
            Files.delete(root);
            throw e;
        }
        return new UnifiedTree(root, controllers);
    }

    private static Set<String> words(String text) {
        var words = new TreeSet<>(List.of(text.split("\\s+", -1)));
        words.remove("");
        return words;
    }

    private static String enabling(Set<String> controllers) {
        return controllers.stream().map(controller -> "+" + controller).collect(Collectors.joining(" "));
    }

    private static void enable(Path parent, Set<String> controllers, OwnCgroup own) throws IOException {
        if (words(Attribute.read(parent, "cgroup.subtree_control")).containsAll(controllers)) {
            return;
        }
        try {
            Attribute.write(parent, "cgroup.subtree_control", enabling(controllers));
        } catch (IOException e) {
            switch (own) {
                case LEAVE ->
                    throw new IOException(
                            "the group " + parent + " contains processes, so no limited group can be made in it: "
                                    + e.getMessage(),
                            e);
                case ADOPT -> {
                    moveAway(parent);
                    Attribute.write(parent, "cgroup.subtree_control", enabling(controllers));
                }
            }
        }
    }

    private static void moveAway(Path parent) throws IOException {
        Path leaf = parent.resolve("executor-application");
        if (!Files.exists(leaf)) {
            Files.createDirectory(leaf);
        }
        for (long process : Processes.in(parent)) {
            Attribute.write(leaf, "cgroup.procs", process);
        }
    }

    @Override
    public Cgroups version() {
        return Cgroups.V2;
    }

    @Override
    public Set<Limit> limits() {
        var limits = EnumSet.of(Limit.MEMORY, Limit.PROCESSES, Limit.CPU_TIME); // the kernel always counts usage
        if (controllers.contains("cpu")) {
            limits.add(Limit.CPU);
            limits.add(Limit.CPU_WEIGHT);
        }
        if (controllers.contains("io")) {
            limits.add(Limit.IO);
        }
        return limits;
    }

    @Override
    public ControlGroup create(String name, ResourceLimits limits, Optional<String> disk) throws IOException {
        return UnifiedGroup.create(root.resolve(name), limits, disk);
    }

    @Override
    public List<Path> roots() {
        return List.of(root);
    }

    @Override
    public void close() throws IOException {
        sweep(root);
    }

    /// Kills everything in a sandbox's own group and removes it.
    static void sweep(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        if (!UnifiedGroup.kill(root, Duration.ofSeconds(10))) {
            throw new IOException(
                    "processes of " + root + " are still there 10 s after they were killed: " + Processes.below(root));
        }
        Processes.removeAll(root);
    }
}
