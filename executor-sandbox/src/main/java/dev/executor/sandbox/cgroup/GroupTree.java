// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.cgroup;

import dev.executor.isolation.Limit;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.SandboxCapabilities.Cgroups;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The control groups of one sandbox: a group of its own that each attempt's group is in. Thread-safe.
public interface GroupTree {
    /// {@return the version of its groups}
    Cgroups version();

    /// {@return the limits that its groups can have}
    Set<Limit> limits();

    /// Makes the group of an attempt and sets its limits.
    ///
    /// @param name the group's name, unique in this tree
    /// @param limits the limits; those that are not in [#limits()] are ignored
    /// @param disk the disk of the work folder, as `major:minor`, where it is known
    /// @return the group
    /// @throws IOException if it cannot be made or a limit cannot be set; then there is no group
    ControlGroup create(String name, ResourceLimits limits, Optional<String> disk) throws IOException;

    /// {@return the folders of the sandbox's own group, which the guardian and the next sandbox kill and remove}
    List<Path> roots();

    /// Kills the processes that are left, and removes all groups of the sandbox.
    ///
    /// @throws IOException if something could not be removed
    void close() throws IOException;
}
