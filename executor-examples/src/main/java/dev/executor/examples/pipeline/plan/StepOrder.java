// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts steps in an order in which each comes after those that it needs, as close to the given one as that allows.
final class StepOrder {
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final Set<Step> ordered = new LinkedHashSet<>();
    private final List<String> path = new ArrayList<>();
    private final List<String> problems;

    private StepOrder(List<String> problems) {
        this.problems = problems;
    }

    /// {@return the steps in order; useless if there were problems}
    /// @param steps the steps
    /// @param problems where it goes if two steps have one name, one needs what is not there, or itself
    static List<Step> of(List<Step> steps, List<String> problems) {
        var order = new StepOrder(problems);
        for (var step : steps) {
            if (order.steps.put(step.name(), step) != null) {
                problems.add("step '" + step.name() + "' is there twice; give each step a name of its own");
            }
        }
        order.steps.values().forEach(order::add);
        return List.copyOf(order.ordered);
    }

    private void add(Step step) {
        if (ordered.contains(step)) {
            return;
        }
        int before = path.indexOf(step.name());
        path.add(step.name());
        if (before >= 0) {
            problems.add("step '" + step.name() + "', needs make a circle: "
                    + String.join(" -> ", path.subList(before, path.size())) + "; remove one of them");
            ordered.add(step); // so that each circle is told once
        } else {
            step.needs().forEach(need -> addNeeded(step, need));
            ordered.add(step);
        }
        path.removeLast();
    }

    private void addNeeded(Step step, String need) {
        var needed = steps.get(need);
        if (needed == null) {
            problems.add("step '" + step.name() + "', needs was '" + need + "', which is no step; the steps are "
                    + String.join(", ", steps.keySet()));
        } else {
            add(needed);
        }
    }
}
