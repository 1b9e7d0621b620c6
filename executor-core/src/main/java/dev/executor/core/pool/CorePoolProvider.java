// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import dev.executor.ExecutorPool;
import dev.executor.PoolConfig;
import dev.executor.core.lifecycle.Recorder;
import dev.executor.spi.PoolProvider;
import java.util.Optional;

/// How the API finds this engine.
public final class CorePoolProvider implements PoolProvider {
    /// For the service loader.
    public CorePoolProvider() {}

    @Override
    public ExecutorPool create(PoolConfig config) {
        return new BoundedPool(config, Optional.empty());
    }

    /// {@return a pool that writes each outcome before it tells it}
    ///
    /// @param config the pool's settings
    /// @param recorder what writes the outcomes
    public ExecutorPool create(PoolConfig config, Recorder recorder) {
        return new BoundedPool(config, Optional.of(recorder));
    }
}
