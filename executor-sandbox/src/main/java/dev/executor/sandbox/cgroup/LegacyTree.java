// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.cgroup;

import dev.executor.isolation.Limit;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.SandboxCapabilities.Cgroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Groups of version 1: a folder in the hierarchy of each controller. A process has to join all of them. Thread-safe.
final class LegacyTree implements GroupTree {
    private static final Set<String> NEEDED = Set.of("freezer", "memory", "pids");
    private static final Set<String> WANTED = Set.of("blkio", "cpu", "cpuacct");

    /// The application's own group by controller. Sorted, so that every loop has the same order.
    private final TreeMap<String, Path> homes = new TreeMap<>();

    /// The sandbox's own group by controller.
    private final TreeMap<String, Path> roots = new TreeMap<>();

    private LegacyTree() {}

    /// Makes the sandbox's own groups, each in the application's own.
    ///
    /// @param homes the application's own groups, by controller
    /// @param name their name
    /// @throws IOException if one of them cannot be made; the message says why
    static LegacyTree open(Map<String, Path> homes, String name) throws IOException {
        if (!homes.keySet().containsAll(NEEDED)) {
            throw new IOException("the controllers " + NEEDED + " are needed, and only " + new TreeMap<>(homes).keySet()
                    + " are mounted");
        }
        var tree = new LegacyTree();
        try {
            for (var home : new TreeMap<>(homes).entrySet()) {
                if (NEEDED.contains(home.getKey()) || WANTED.contains(home.getKey())) {
                    // Controllers that are mounted together share a folder.
                    Path root = home.getValue().resolve(name);
                    if (!tree.roots.containsValue(root)) {
                        Files.createDirectory(root);
                    }
                    tree.homes.put(home.getKey(), home.getValue());
                    tree.roots.put(home.getKey(), root);
                }
            }
        } catch (IOException e) {
            try {
                tree.close();
            } catch (IOException f) {
                e.addSuppressed(f);
            }
            throw e;
        }
        return tree;
    }

    @Override
    public Cgroups version() {
        return Cgroups.V1;
    }

    @Override
    public Set<Limit> limits() {
        var limits = EnumSet.of(Limit.MEMORY, Limit.PROCESSES);
        if (roots.containsKey("cpu")) {
            limits.add(Limit.CPU);
            limits.add(Limit.CPU_WEIGHT);
        }
        if (roots.containsKey("cpuacct")) {
            limits.add(Limit.CPU_TIME);
        }
        if (roots.containsKey("blkio")) {
            limits.add(Limit.IO);
        }
        return limits;
    }

    @Override
    public ControlGroup create(String name, ResourceLimits limits, Optional<String> disk) throws IOException {
        return LegacyGroup.create(homes, roots, name, limits, disk);
    }

    @Override
    public List<Path> roots() {
        return roots.values().stream().distinct().toList();
    }

    @Override
    public void close() throws IOException {
        sweep(roots());
    }

    /// Kills everything in a sandbox's own groups and removes them.
    static void sweep(List<Path> roots) throws IOException {
        for (Path root : roots) {
            if (Files.exists(root.resolve("freezer.state")) && !LegacyGroup.kill(root, Duration.ofSeconds(10))) {
                throw new IOException("processes of " + root + " are still there 10 s after they were killed: "
                        + Processes.below(root));
            }
        }
        IOException failure = null; // the others are removed even if one fails
        for (Path root : roots) {
            try {
                if (Files.exists(root)) {
                    Processes.removeAll(root);
                }
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
