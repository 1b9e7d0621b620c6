// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.outcome;

import java.time.Duration;

/// What becomes of a task after a failed attempt.
public sealed interface Verdict {
    /// It ends.
    ///
    /// @param denied whether another attempt was owed but the retry budget is spent
    record Final(boolean denied) implements Verdict {}

    /// Another attempt is owed.
    ///
    /// @param delay the backoff
    record Again(Duration delay) implements Verdict {}
}
