// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.planted;

import dev.executor.core.sim.Patch;
import dev.executor.core.sim.Patch.DropCall;
import dev.executor.core.sim.Patch.NegateBranch;
import java.util.List;

/// The bugs that the tests of core must find when they are planted.
final class CoreBugs {
    private static final String CORE = "dev.executor.core.";

    private CoreBugs() {}

    private static PlantedBug bug(String wrong, Patch patch, String test) {
        return new PlantedBug(Tested.CORE, wrong, patch, CORE + test);
    }

    static List<PlantedBug> all() {
        return List.of(
                bug(
                        "the end of a view's last task wakes nobody",
                        new DropCall(CORE + "view.PoolExecutorService", "left", "WaitSet.changed", 0),
                        "view.ViewAwaitTest"),
                bug(
                        "the shortest delay is the longest",
                        new NegateBranch(CORE + "outcome.OutcomeDecider", "delay", 0),
                        "pool.RetryTest"));
    }
}
