// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.policy;

/// How a computed backoff is spread, so that tasks that failed together do not come back together.
///
/// Source of the four: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
///
/// @since 0.1
public enum Jitter {
    /// The computed delay as it is.
    NONE,
    /// Uniform from zero to the computed delay. The best spread.
    FULL,
    /// Half of the computed delay, and a uniform part up to the other half: never almost at once.
    EQUAL,
    /// Uniform from the initial delay to three times the delay before, up to the maximum. Ignores the factor.
    DECORRELATED
}
