// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What a pipeline is to do: a JSON file enters through [PipelineFile] and leaves as a [Plan] of [Step]s, or as
/// everything that is wrong with it. [StepGrant] decides what a step gets on this machine, and [StepCommand] makes its
/// command.
@NullMarked
package dev.executor.examples.pipeline.plan;

import org.jspecify.annotations.NullMarked;
