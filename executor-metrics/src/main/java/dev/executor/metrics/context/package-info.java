// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What other libraries keep in thread-locals, on the way from the submitter to the attempt.
///
/// [dev.executor.metrics.context.ContextPropagation] carries whatever is registered with Micrometer's
/// context-propagation. Guaranteed: what was current on a thread before an attempt is current after it.
@NullMarked
package dev.executor.metrics.context;

import org.jspecify.annotations.NullMarked;
