// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lincheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;

/// How the model checker is run: small scenarios, all of whose interleavings matter.
///
/// Nothing runs before the parallel part: what a random beginning leaves behind is mostly an end state, in which
/// nothing is left to race for.
final class Check {
    /// A longer look, as before a release: `-Dlincheck.scale=10`.
    private static final int SCALE = Integer.getInteger("lincheck.scale", 1);

    private static final int SCENARIOS = 16 * SCALE;
    private static final int INVOCATIONS = 500 * SCALE;

    static {
        Opened.toTheChecker();
    }

    private Check() {}

    private static ModelCheckingOptions options() {
        return new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(1)
                .iterations(SCENARIOS)
                .invocationsPerIteration(INVOCATIONS);
    }

    /// Each result must be one that the specification gives in some order of the operations.
    static void linearizable(Class<?> test, Class<?> specification) {
        options().sequentialSpecification(specification).check(test);
    }

    /// As [#linearizable], for a class that takes many steps (spins, locks), each of which takes its time to check.
    static void linearizableInFewScenarios(Class<?> test, Class<?> specification) {
        options()
                .iterations(SCENARIOS / 2)
                .invocationsPerIteration(INVOCATIONS / 4)
                .sequentialSpecification(specification)
                .check(test);
    }

    /// Only what the test itself finds: in its operations, or when all are over.
    static void validated(Class<?> test) {
        options().verifier(EpsilonVerifier.class).check(test);
    }

    /// The checker finds what is planted there: a check that cannot fail is none.
    static void findsTheFaultIn(Class<?> mutant, Class<?> specification) {
        assertThatThrownBy(() -> options()
                        .minimizeFailedScenario(false)
                        .sequentialSpecification(specification)
                        .check(mutant))
                .isInstanceOf(LincheckAssertionError.class);
    }

    /// As [#findsTheFaultIn], for a fault that the mutant's own validation sees.
    static void findsTheFaultIn(Class<?> mutant) {
        assertThatThrownBy(() -> options()
                        .minimizeFailedScenario(false)
                        .verifier(EpsilonVerifier.class)
                        .check(mutant))
                .isInstanceOf(LincheckAssertionError.class);
    }
}
