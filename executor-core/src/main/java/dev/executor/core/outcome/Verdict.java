// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.outcome;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What becomes of a task after a failed attempt.
public sealed interface Verdict {
    /// It ends.
    ///
    /// @param denied whether another attempt was owed but the retry budget is spent
    /// @param policyFailure what a function of the policy threw, for which there is no other attempt; or null
    record Final(boolean denied, @Nullable Throwable policyFailure) implements Verdict {}

    /// Another attempt is owed.
    ///
    /// @param delay the backoff
    record Again(Duration delay) implements Verdict {}
}
