// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import dev.executor.ExecutorPool;
import dev.executor.PoolConfig;
import dev.executor.spi.PoolProvider;

/// How the API finds this engine.
public final class CorePoolProvider implements PoolProvider {
    /// For the service loader.
    public CorePoolProvider() {}

    @Override
    public ExecutorPool create(PoolConfig config) {
        return new BoundedPool(config);
    }
}
