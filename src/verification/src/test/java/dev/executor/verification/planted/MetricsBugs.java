// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.planted;

import dev.executor.core.sim.Patch;
import dev.executor.core.sim.Patch.Return;
import java.util.List;

/// The bugs that the tests of metrics must find when they are planted.
final class MetricsBugs {
    private static final String METRICS = "dev.executor.metrics.";

    private MetricsBugs() {}

    private static PlantedBug bug(String wrong, Patch patch, String test) {
        return new PlantedBug(Tested.METRICS, wrong, patch, METRICS + test);
    }

    static List<PlantedBug> all() {
        return List.of(bug(
                "a failed task counts as a good one",
                new Return(METRICS + "slo.SloTracker", "hear", null),
                "slo.SloTrackerTest"));
    }
}
