// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Walls: turns a command ([Room]) into what is really started ([Walls]), by the profile that it asks for.
///
/// [dev.executor.isolation.Profile#TRUSTED] has none. The others are built by [Bubblewrap], with a filter of system
/// calls for the last. Nothing here starts anything. Start at [Bubblewrap].
@NullMarked
package dev.executor.sandbox.profile;

import org.jspecify.annotations.NullMarked;
