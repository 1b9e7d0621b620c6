// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Running one attempt: the body's surroundings are set up, the work runs in its isolator, and what it came back
/// with becomes a signal.
///
/// [dev.executor.core.run.AttemptRunner] is the pipeline; it runs on whatever thread calls it, a pool's worker or, for
/// [dev.executor.core.run.CallerRunner], the submitter.
@NullMarked
package dev.executor.core.run;

import org.jspecify.annotations.NullMarked;
