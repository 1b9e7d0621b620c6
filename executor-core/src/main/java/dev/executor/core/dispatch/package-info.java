// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// When a task starts: threads with permits come to the queue, take what is next, run it, and come back.
///
/// [dev.executor.core.dispatch.ConcurrencyGate] counts the permits, [dev.executor.core.dispatch.Worker] is a thread
/// with one ([dev.executor.core.dispatch.OneShotWorker] where each attempt gets a fresh one), and
/// [dev.executor.core.dispatch.Dispatcher] wakes or starts a thread for each task that could run. A permit is
/// taken before a thread is made; waiting tasks are objects, not parked threads.
@NullMarked
package dev.executor.core.dispatch;

import org.jspecify.annotations.NullMarked;
