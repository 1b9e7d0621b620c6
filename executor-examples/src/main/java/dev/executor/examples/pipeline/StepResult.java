// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import dev.executor.examples.pipeline.plan.Step;
import dev.executor.examples.pipeline.plan.StepGrant;

/// How a step ended, and what it had got.
///
/// @param step the step
/// @param grant what it got
/// @param ending how it ended
record StepResult(Step step, StepGrant grant, StepEnding ending) {
    boolean succeeded() {
        return ending instanceof StepEnding.Succeeded;
    }
}
