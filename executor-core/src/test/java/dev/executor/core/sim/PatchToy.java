// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// What the tests of [Patch] change.
public final class PatchToy implements IntUnaryOperator {
    private final List<Integer> seen = new ArrayList<>();

    /// Made by name.
    public PatchToy() {}

    @Override
    public int applyAsInt(int operand) {
        note(operand);
        note(operand + 1);
        if (operand > limit()) {
            return -1;
        }
        return seen.size();
    }

    private void note(int value) {
        seen.add(value);
    }

    private int limit() {
        int sum = 0;
        for (int i = 0; i < 5; i++) {
            sum = sum + 2;
        }
        return Math.max(sum, 1);
    }
}
