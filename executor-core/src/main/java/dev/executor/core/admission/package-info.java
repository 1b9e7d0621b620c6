// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// May a task enter: the policies' word, and a slot.
///
/// [dev.executor.core.admission.Slots] is the one bound of a pool: it counts every live task, and it is where
/// submitters wait. Nothing else limits the queue.
@NullMarked
package dev.executor.core.admission;

import org.jspecify.annotations.NullMarked;
