// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What the log says of failures that nobody would see otherwise.
///
/// [dev.executor.core.failure.UnreadFailures] gets each task whose failure nobody waited for, keeps it for a
/// while, and hands those that nobody has asked about since to [dev.executor.core.failure.FailureLog]. That
/// writes the lines, also of denied retries, within a [dev.executor.core.failure.LineBudget] for each task name.
/// Nothing here changes a task.
@NullMarked
package dev.executor.core.failure;

import org.jspecify.annotations.NullMarked;
