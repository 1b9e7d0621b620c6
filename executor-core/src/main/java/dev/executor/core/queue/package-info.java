// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// The order of waiting: priority with ageing, first in first out within a priority, one at a time for each ordering
/// key.
///
/// A [dev.executor.core.queue.QueueNode] is offered without a lock and polled under one.
/// [dev.executor.core.queue.AgeingLevels] and [dev.executor.core.queue.KeyedQueues] are plain single-threaded
/// structures; [dev.executor.core.queue.TaskQueue] owns both and adds the lock. The bound on how many may wait is not
/// here but in admission. The queue knows nothing of tasks' lives: a thread that polls a node asks it whether it still
/// wants to run.
@NullMarked
package dev.executor.core.queue;

import org.jspecify.annotations.NullMarked;
