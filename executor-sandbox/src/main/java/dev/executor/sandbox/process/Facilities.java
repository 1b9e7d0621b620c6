// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.isolation.SandboxConfig;
import dev.executor.sandbox.cgroup.GroupTree;
import dev.executor.sandbox.orphan.Instance;
import dev.executor.sandbox.profile.Bubblewrap;
import dev.executor.sandbox.spawn.SpawnThreads;
import dev.executor.sandbox.spawn.Spawner;
import dev.executor.sandbox.work.FileThreads;
import java.util.Optional;

/// What a sandbox has for its attempts. Immutable; its parts are thread-safe.
///
/// @param config its settings
/// @param instance its folder
/// @param groups its control groups, if there are any
/// @param spawner what starts processes
/// @param threads the threads that do it
/// @param files the threads for file work that may take long
/// @param walls what builds walls, if there is such a thing
/// @param root whether this process is root, so that commands of [dev.executor.isolation.Profile#UNTRUSTED] are
/// somebody else
public record Facilities(
        SandboxConfig config,
        Instance instance,
        Optional<GroupTree> groups,
        Spawner spawner,
        SpawnThreads threads,
        FileThreads files,
        Optional<Bubblewrap> walls,
        boolean root) {}
