// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Plants bugs in the engine, one at a time, and asks whether the simulation finds them. A simulation that finds none
/// has proved nothing. Where the environment has `EXECUTOR_PLANTED_ALL`, as in `.ci/run`, each bug is planted, and
/// otherwise every fourth. To plant one: `-Dsim.mutant=` and a part of its name.
class MutantTest {
    private static final String ONLY = System.getProperty("sim.mutant", "");
    private static final int STEP = ONLY.isEmpty() && System.getenv("EXECUTOR_PLANTED_ALL") == null ? 4 : 1;
    private static final int WORKERS = 2;

    /// The rarest are found by one seed in ten thousand; only a bug that is not found costs them all.
    private static final long SEEDS = 50_000;

    @TestFactory
    Stream<DynamicTest> eachPlantedBugIsFound() {
        var all = Mutants.all().stream()
                .filter(mutant -> mutant.name().contains(ONLY))
                .toList();
        return IntStream.range(0, all.size())
                .filter(i -> i % STEP == 0)
                .mapToObj(all::get)
                .map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> assertFound(mutant)));
    }

    private static void assertFound(Mutants.Mutant mutant) throws Exception {
        var failures = new Sweep(WORKERS, Optional.of(mutant.patch()), 0, SEEDS).run();

        assertFalse(failures.isEmpty(), () -> SEEDS + " seeds did not find: " + mutant.name());
    }
}
