// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// May a task enter: a task comes in, a decision goes out.
///
/// [dev.executor.core.admission.Admission] asks whether the pool is open, asks the policies
/// ([dev.executor.core.admission.Review]), takes a slot, and does what the overflow policy says where there is none.
/// [dev.executor.core.admission.Slots] is the one bound of a pool: it counts every live task, and it is where
/// submitters wait. Nothing else limits the queue.
@NullMarked
package dev.executor.core.admission;

import org.jspecify.annotations.NullMarked;
