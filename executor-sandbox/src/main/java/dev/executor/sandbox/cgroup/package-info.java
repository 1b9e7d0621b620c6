// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Control groups: what the kernel limits, counts and kills together.
///
/// [Cgroups] finds out which kind this process may use and makes a [GroupTree], one group for the sandbox; that makes a
/// [ControlGroup] for each attempt, limits set before a process joins. Version 2 is the unified hierarchy, version 1
/// has a hierarchy for each controller. Nothing here starts a process; the spawner puts them in. Start at
/// [ControlGroup].
@NullMarked
package dev.executor.sandbox.cgroup;

import org.jspecify.annotations.NullMarked;
