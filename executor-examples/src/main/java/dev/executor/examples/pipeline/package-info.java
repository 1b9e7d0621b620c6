// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// A small pipeline runner, as a CI system would embed it.
///
/// A JSON file enters through [PipelineFile] and leaves as a [Plan] of [Step]s, or as everything that is wrong with
/// it. [StepGrant] decides what each step gets on this machine, [StepTasks] makes tasks of them, [Conductor] runs
/// these in a pool in the order of their needs, [LiveLog] prints what they write. Each ends in one [StepEnding],
/// which [ResultTable] and [PipelineReport] tell. Start reading at [Pipeline].
@NullMarked
package dev.executor.examples.pipeline;

import org.jspecify.annotations.NullMarked;
