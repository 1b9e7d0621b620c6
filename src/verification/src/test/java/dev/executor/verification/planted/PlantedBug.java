// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.planted;

import dev.executor.core.sim.Patch;

/// One row of a table: a bug, and the test that has to find it.
///
/// @param tested whose test it is
/// @param wrong what is wrong, in words
/// @param patch the change of the class file
/// @param test the binary name of the test class
record PlantedBug(Tested tested, String wrong, Patch patch, String test) {
    @Override
    public String toString() {
        return wrong;
    }
}
