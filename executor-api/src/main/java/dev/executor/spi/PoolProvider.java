// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import dev.executor.ExecutorPool;
import dev.executor.PoolConfig;

/// How the API finds an engine: a service, loaded by `java.util.ServiceLoader` each time a pool is built.
///
/// @since 0.1
public interface PoolProvider {
    /// Makes a pool that takes work at once.
    ///
    /// @param config every setting, already validated: what the pool shows as its own. The engine works by
    ///     [PoolConfig#extended()]
    /// @return the pool
    ExecutorPool create(PoolConfig config);
}
