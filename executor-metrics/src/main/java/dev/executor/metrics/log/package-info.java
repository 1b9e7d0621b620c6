// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What stands on log lines.
///
/// [dev.executor.metrics.log.TaskLogging] makes every line that a task writes, on any of its threads, say which
/// task that was; [dev.executor.metrics.log.AuditLog] writes lines of its own for what an auditor
/// asks about. Both log by slf4j and leave the format to its backend.
@NullMarked
package dev.executor.metrics.log;

import org.jspecify.annotations.NullMarked;
