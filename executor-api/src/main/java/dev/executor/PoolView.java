// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

/// What a pool shows of itself, without the verbs that change it. Thread-safe.
///
/// @since 0.1
public interface PoolView {
    /// {@return what the pool is called}
    String name();

    /// {@return every setting of the pool}
    PoolConfig config();

    /// {@return what the pool is doing now}; costs about a microsecond
    PoolSnapshot snapshot();
}
