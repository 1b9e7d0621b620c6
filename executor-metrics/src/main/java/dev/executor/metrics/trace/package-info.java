// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Spans of tasks and attempts, for OpenTelemetry.
///
/// [dev.executor.metrics.trace.TaskTracing] captures the submitter's context with each task; events and the
/// opening of that context for an attempt begin and end the spans of a [dev.executor.metrics.trace.TaskTrace]. By
/// the API alone: what is sampled, how ids are made and where spans go is the SDK's business.
@NullMarked
package dev.executor.metrics.trace;

import org.jspecify.annotations.NullMarked;
