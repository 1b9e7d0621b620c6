// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.executor.core.sim.Patch;
import dev.executor.verification.planted.TestRun.Result;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Plants bugs in the library, one at a time, and asks whether the test that is named with each finds it. The bugs that
/// the simulation has to find are in core's `MutantTest`.
///
/// All rows take more than a minute. Where the environment has `EXECUTOR_PLANTED_ALL`, as in `.ci/run`, each is tried,
/// and otherwise every fourth. To try one row: `-Dplanted=` and a part of its words.
class PlantedBugTest {
    private static final String ONLY = System.getProperty("planted", "");
    private static final int STEP = ONLY.isEmpty() && System.getenv("EXECUTOR_PLANTED_ALL") == null ? 4 : 1;

    /// For a run without a bug: it may be the first, on a busy machine.
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final Map<Unpatched, Result> WITHOUT_A_BUG = new HashMap<>();

    private static Stream<PlantedBug> rows() {
        var all = Stream.of(ApiBugs.all(), CoreBugs.all(), SandboxBugs.all(), MetricsBugs.all())
                .flatMap(List::stream)
                .filter(bug -> bug.wrong().contains(ONLY))
                .toList();
        return IntStream.range(0, all.size()).filter(i -> i % STEP == 0).mapToObj(all::get);
    }

    /// Without this the other test would prove nothing: a test that always fails finds every bug.
    @TestFactory
    Stream<DynamicTest> withoutABugEachTestPasses() {
        return rows().map(bug -> new Unpatched(bug.tested(), bug.test()))
                .distinct()
                .map(unpatched -> DynamicTest.dynamicTest(unpatched.test(), unpatched::assertPasses));
    }

    /// The test of a row, run without the bug.
    private record Unpatched(Tested tested, String test) {
        Result result() throws InterruptedException {
            var known = WITHOUT_A_BUG.get(this);
            if (known == null) {
                known = TestRun.of(tested, test, Optional.empty(), LIMIT);
                WITHOUT_A_BUG.put(this, known);
            }
            return known;
        }

        void assertPasses() throws InterruptedException {
            var result = result();

            assertThat(result.failures()).isEmpty();
            assumeThat(result.skipped()).isEmpty();
            assertThat(result.passed()).isPositive();
        }
    }

    @TestFactory
    Stream<DynamicTest> eachPlantedBugIsFound() {
        return rows().map(bug -> DynamicTest.dynamicTest(bug.tested() + ": " + bug.wrong(), () -> assertFound(bug)));
    }

    private static void assertFound(PlantedBug bug) throws InterruptedException {
        var took = new Unpatched(bug.tested(), bug.test()).result().took();
        // What takes many times as long as without the bug hangs.
        var limit = took.multipliedBy(10).plusSeconds(3);
        var result = TestRun.of(bug.tested(), bug.test(), Optional.of(bug.patch()), limit);

        if (result.failures().isEmpty()) { // perhaps one of those that cannot run here would find it
            assumeThat(result.skipped()).isEmpty();
        }
        assertThat(result.failures())
                .as("'%s' is found by %s, whose %d tests passed", bug.wrong(), bug.test(), result.passed())
                .isNotEmpty();
    }

    @Test
    void aPatchThatFindsNothingIsNamed() {
        var patch = new Patch.DropCall("dev.executor.core.queue.TaskQueue", "poll", "TaskQueue.noSuchMethod", 0);

        assertThatThrownBy(() -> new PatchedClasses(Tested.CORE.classes(), Optional.of(patch)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("noSuchMethod")
                .hasMessageContaining("found nothing to change");
    }
}
