// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Runs the whole engine in simulated worlds. `-Dsim.seeds=N` says how many, `-Dsim.start=S` from which on, and
/// `-Dsim.seed=S` runs one.
class SimulationTest {
    private static final int WORKERS = 2;

    /// From so many seeds on, each feature and each fault has long occurred.
    private static final long ENOUGH_FOR_ALL_FEATURES = 5_000;

    @Test
    void everyPromiseHoldsInEverySimulatedWorld() throws Exception {
        Long given = Long.getLong("sim.seed");
        if (given == null) {
            everyPromiseHoldsInAllWorlds();
        } else {
            var report = SimLoader.runner(Optional.empty()).run(given);
            assertEquals("", report.failure(), () -> describe(report));
        }
    }

    private static void everyPromiseHoldsInAllWorlds() throws Exception {
        long seeds = Long.getLong("sim.seeds", 100_000);
        var sweep = new Sweep(WORKERS, Optional.empty(), Long.getLong("sim.start", 0), seeds);

        var failures = sweep.run();

        var reports = new ArrayList<String>();
        failures.forEach(report -> reports.add(describe(report)));
        assertTrue(failures.isEmpty(), () -> String.join("\n", reports));
        var counts = new EnumMap<Feature, Long>(Feature.class);
        Arrays.stream(Feature.values()).forEach(feature -> counts.put(feature, sweep.count(feature)));
        System.out.println("simulated worlds: " + seeds + ", steps: " + sweep.steps() + ", met: " + counts);
        assertTrue(seeds < ENOUGH_FOR_ALL_FEATURES || !counts.containsValue(0L), () -> "never met: " + counts);
    }

    @Test
    void aSeedGivesTheSameTraceEachTimeAndInEachCopyOfTheClasses() {
        var one = SimLoader.runner(Optional.empty());
        var other = SimLoader.runner(Optional.empty());
        var different = new ArrayList<Long>();

        for (long seed = 0; seed < 200; seed++) {
            long hash = one.run(seed).hash();
            if (hash != one.run(seed).hash() || hash != other.run(seed).hash()) {
                different.add(seed);
            }
        }

        assertTrue(different.isEmpty(), () -> "these seeds do not replay: " + different);
    }

    private static String describe(SeedRunner.Report report) {
        return "seed " + report.seed() + " failed after " + report.steps() + " steps: " + report.failure()
                + "\n"
                + "replay: mvn -q verify -pl executor-core -am -Dtest=SimulationTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dsim.seed="
                + report.seed();
    }
}
