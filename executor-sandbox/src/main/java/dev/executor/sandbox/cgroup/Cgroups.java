// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.cgroup;

import dev.executor.isolation.SandboxConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the control groups that this process may use.
public final class Cgroups {
    private Cgroups() {}

    /// What was found.
    ///
    /// @param tree the groups of a sandbox; empty if there are none
    /// @param reasons why there are none, or why version 2 is not used
    public record Found(Optional<GroupTree> tree, List<String> reasons) {}

    /// Tries version 2, then version 1.
    ///
    /// @param config where to make the groups, and whether processes may be moved
    /// @param name the name of the sandbox's own group
    /// @return the tree, or the reasons
    public static Found open(SandboxConfig config, String name) {
        var reasons = new ArrayList<String>();
        Mounts mounts;
        try {
            mounts = Mounts.find();
        } catch (IOException e) {
            return new Found(Optional.empty(), List.of(e.toString()));
        }
        Optional<Path> parent = config.cgroupParent().or(mounts::unified);
        if (parent.isPresent()) {
            try {
                return new Found(Optional.of(UnifiedTree.open(parent.get(), name, config.ownCgroup())), List.of());
            } catch (IOException e) {
                reasons.add("version 2: " + reason(e));
            }
        }
        if (config.cgroupParent().isEmpty() && !mounts.legacy().isEmpty()) {
            try {
                return new Found(Optional.of(LegacyTree.open(mounts.legacy(), name)), List.of());
            } catch (IOException e) {
                reasons.add("version 1: " + reason(e));
            }
        }
        if (reasons.isEmpty()) {
            reasons.add("no control groups are mounted");
        }
        return new Found(Optional.empty(), List.copyOf(reasons));
    }

    /// {@return the folders in which [#open] would make a sandbox's own group}
    /// @param config where to make the groups, and whether processes may be moved
    /// @param name the name of the sandbox's own group
    public static List<Path> candidateRoots(SandboxConfig config, String name) {
        Mounts mounts;
        try {
            mounts = Mounts.find();
        } catch (IOException e) {
            return List.of(); // then open(..) makes nothing
        }
        var parents = new ArrayList<>(mounts.legacy().values());
        config.cgroupParent().or(mounts::unified).ifPresent(parents::add);
        return parents.stream().distinct().map(parent -> parent.resolve(name)).toList();
    }

    /// Adds the class, because the message of a file system exception is only a path.
    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    /// Kills everything in the groups of a dead sandbox and removes them.
    ///
    /// @param roots the folders of its own group, as [GroupTree#roots()] returned them
    /// @throws IOException if something could not be removed
    public static void sweep(List<Path> roots) throws IOException {
        IOException failure = null; // the others are swept even if one fails
        for (Path root : roots) {
            try {
                if (Files.exists(root.resolve("cgroup.events"))) {
                    UnifiedTree.sweep(root);
                }
            } catch (IOException e) {
                failure = e;
            }
        }
        try {
            LegacyTree.sweep(roots.stream()
                    .filter(root -> Files.exists(root.resolve("tasks")))
                    .toList());
        } catch (IOException e) {
            failure = e;
        }
        if (failure != null) {
            throw failure;
        }
    }
}
