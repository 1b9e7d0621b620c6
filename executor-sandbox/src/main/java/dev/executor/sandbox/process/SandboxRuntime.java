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

/// What an attempt uses of its sandbox. Immutable; its parts are thread-safe.
///
/// @param config the settings of the sandbox
/// @param instance the folder of the sandbox
/// @param groups the control groups of the sandbox, if there are any
/// @param spawner starts processes
/// @param threads the threads that start processes
/// @param files the threads for file work that may take long
/// @param bubblewrap confines commands, where it is installed
/// @param root whether this process is root, so that commands of [dev.executor.isolation.Profile#UNTRUSTED] run as
///     another user
public record SandboxRuntime(
        SandboxConfig config,
        Instance instance,
        Optional<GroupTree> groups,
        Spawner spawner,
        SpawnThreads threads,
        FileThreads files,
        Optional<Bubblewrap> bubblewrap,
        boolean root) {}
