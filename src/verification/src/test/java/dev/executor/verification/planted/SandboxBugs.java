// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.planted;

import dev.executor.core.sim.Patch;
import dev.executor.core.sim.Patch.NegateBranch;
import java.util.List;

/// The bugs that the tests of sandbox must find when they are planted.
final class SandboxBugs {
    private static final String SANDBOX = "dev.executor.sandbox.";

    private SandboxBugs() {}

    private static PlantedBug bug(String wrong, Patch patch, String test) {
        return new PlantedBug(Tested.SANDBOX, wrong, patch, SANDBOX + test);
    }

    static List<PlantedBug> all() {
        return List.of(bug(
                "a carriage return stays at the end of a line",
                new NegateBranch(SANDBOX + "output.LineSplitter", "end", 2),
                "output.LineSplitterTest"));
    }
}
