// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What an application sees: a [Task] goes into an [ExecutorPool], a [TaskHandle] comes back, and a [TaskOutcome] is
/// how it ended.
///
/// Everything here is an immutable value or an interface of the engine. A task enters as a description and leaves as
/// exactly one outcome; the engine alone owns what happens in between. Refusals and outcomes come as values
/// ([Submission], [TaskOutcome]) with a throwing form beside each. Start reading at [ExecutorPool].
@NullMarked
package dev.executor;

import org.jspecify.annotations.NullMarked;
