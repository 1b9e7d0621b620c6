// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class PatchTest {
    private static final String TOY = PatchToy.class.getName();

    @Test
    void theUnpatchedToyCountsWhatItNotedUpToItsLimit() throws Exception {
        assertEquals(2, toy(Optional.empty()).applyAsInt(10));
        assertEquals(-1, toy(Optional.empty()).applyAsInt(11));
    }

    @Test
    void aDroppedCallIsNotMade() throws Exception {
        assertEquals(
                1,
                toy(new Patch.DropCall(TOY, "applyAsInt", "PatchToy.note", 1)).applyAsInt(10));
    }

    @Test
    void aDroppedCallThatReturnsSomethingGivesTheDefaultValue() throws Exception {
        assertEquals(-1, toy(new Patch.DropCall(TOY, "limit", "Math.max", 0)).applyAsInt(10));
    }

    @Test
    void aNegatedBranchGoesTheOtherWay() throws Exception {
        assertEquals(-1, toy(new Patch.NegateBranch(TOY, "applyAsInt", 0)).applyAsInt(10));
    }

    @Test
    void aShiftedBranchTreatsEqualTheOtherWay() throws Exception {
        assertEquals(-1, toy(new Patch.ShiftBranch(TOY, "applyAsInt", 0)).applyAsInt(10));
        assertEquals(2, toy(new Patch.ShiftBranch(TOY, "applyAsInt", 0)).applyAsInt(9));
    }

    @Test
    void aFlippedSignSubtracts() throws Exception {
        assertEquals(-1, toy(new Patch.FlipSign(TOY, "limit", 0)).applyAsInt(2));
    }

    @Test
    void aPatchedMethodReturnsTheConstant() throws Exception {
        assertEquals(2, toy(new Patch.Return(TOY, "limit", 50)).applyAsInt(50));
        assertEquals(0, toy(new Patch.Return(TOY, "note", null)).applyAsInt(10));
    }

    @Test
    void aRenamedCallCallsTheOtherMethod() throws Exception {
        assertEquals(
                -1,
                toy(new Patch.RenameCall(TOY, "limit", "Math.max", 0, "min")).applyAsInt(10));
    }

    @Test
    void aPatchThatFindsNothingIsRefused() {
        var patch = new Patch.DropCall(TOY, "applyAsInt", "PatchToy.note", 2);

        var thrown = assertThrows(IllegalArgumentException.class, () -> toy(patch));

        assertTrue(thrown.getMessage().contains("found nothing to change"));
    }

    private static IntUnaryOperator toy(Patch patch) throws Exception {
        return toy(Optional.of(patch));
    }

    private static IntUnaryOperator toy(Optional<Patch> patch) throws Exception {
        var loader = new SimLoader(patch);
        patch.ifPresent(loader::apply);
        return (IntUnaryOperator) loader.loadClass(TOY).getDeclaredConstructor().newInstance();
    }
}
