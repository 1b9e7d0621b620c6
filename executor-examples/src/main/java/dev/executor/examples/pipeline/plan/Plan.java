// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline.plan;

import java.util.List;
import java.util.Optional;

/// A pipeline that can be run, as far as it can be told without running it.
///
/// @param name what it is called
/// @param concurrency how many steps run at once, if it says so
/// @param steps its steps, each after those that it needs
public record Plan(String name, Optional<Integer> concurrency, List<Step> steps) {
    public Plan {
        steps = List.copyOf(steps);
    }
}
