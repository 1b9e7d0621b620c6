// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// A small pipeline runner, as a CI system would embed it.
///
/// [dev.executor.examples.pipeline.plan] reads the pipeline and decides what each step gets. [StepTasks] makes tasks of
/// the steps, [Conductor] runs these in a pool in the order of their needs, and [LiveLog] prints what they write. Each
/// ends in one [StepEnding], which [ResultTable] and [PipelineReport] show. Start reading at [Pipeline].
@NullMarked
package dev.executor.examples.pipeline;

import org.jspecify.annotations.NullMarked;
