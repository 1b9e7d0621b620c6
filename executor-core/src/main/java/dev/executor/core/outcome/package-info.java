// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What an attempt's end means: the outcome, or another attempt and when. In come the task's policy, the facts of the
/// attempt, and what the body returned or threw; out goes one decision, which the thread that ran the attempt brings to
/// the task. It asks the retry budget, and the host for the time and for the randomness of a backoff.
@NullMarked
package dev.executor.core.outcome;

import org.jspecify.annotations.NullMarked;
