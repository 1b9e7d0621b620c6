// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What happened, as facts: each step of a task's life is one [TaskEvent], delivered to each [TaskListener] in order
/// per task.
///
/// Events leave the engine and nothing comes back: a listener cannot change, slow (unless it asks to be called inline)
/// or break a task. Metrics, traces, audit and accounting are listeners. Start reading at [TaskListener].
@NullMarked
package dev.executor.event;

import org.jspecify.annotations.NullMarked;
