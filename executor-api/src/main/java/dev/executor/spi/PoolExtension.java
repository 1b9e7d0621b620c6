// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import dev.executor.ExecutorPool;

/// Something that belongs to a pool and consists of several parts: listeners, carriers, policies, and what reads the
/// pool's snapshot. Added by [ExecutorPool.Builder#with(PoolExtension)], so that using it is one call.
///
/// Called on the thread that builds the pool. The same extension may be given to several pools, on several threads.
///
/// @since 0.1
@FunctionalInterface
public interface PoolExtension {
    /// Adds its parts.
    ///
    /// @param builder of the pool; not to be kept
    void extend(ExecutorPool.Builder builder);

    /// Sees the pool that was built, before anybody else does.
    ///
    /// @param pool the pool
    default void built(ExecutorPool pool) {}
}
