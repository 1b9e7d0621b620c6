// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What a pool or a task decides by: retry, backoff, retry budget, overflow, stuck attempts, thread reuse.
///
/// All are immutable values, except [RetryBudget], which is the one thing that pools share. They hold no clock and no
/// randomness of their own: the caller passes both in, so that every decision can be replayed. Start reading at
/// [RetryPolicy].
@NullMarked
package dev.executor.policy;

import org.jspecify.annotations.NullMarked;
