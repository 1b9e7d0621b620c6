// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// The pool as `java.util.concurrent` sees it: an `ExecutorService` and `ScheduledExecutorService` that submit tasks
/// and translate outcomes. At the edge; nothing of the engine bends to it. Start reading at
/// [dev.executor.core.view.PoolExecutorService].
@NullMarked
package dev.executor.core.view;

import org.jspecify.annotations.NullMarked;
