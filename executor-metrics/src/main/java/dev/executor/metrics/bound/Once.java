// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.bound;

import dev.executor.ExecutorPool;
import java.util.function.Predicate;

/// Refuses an extension that is in a pool already, where a second one would tell everything twice. Stateless.
public final class Once {
    private Once() {}

    /// Looks at the parts that a pool has so far.
    ///
    /// @param builder of the pool
    /// @param isDouble whether a listener or carrier is one of those that must be there once
    /// @param what what is there twice, and what would come of it
    /// @param remedy what to do, a sentence without its point
    /// @throws IllegalStateException if there is one, naming the pool
    public static void require(ExecutorPool.Builder builder, Predicate<Object> isDouble, String what, String remedy) {
        var config = builder.config();
        if (config.listeners().stream().anyMatch(listening -> isDouble.test(listening.listener()))
                || config.carriers().stream().anyMatch(isDouble)) {
            throw new IllegalStateException("pool '" + config.name() + "' has " + what + "; " + remedy);
        }
    }
}
