// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.isolation.Limit;

/// Thrown when a limit is exceeded before the process has started.
final class LimitReached extends Exception {
    private static final long serialVersionUID = 1L;

    /// The limit.
    private final Limit limit;

    LimitReached(Limit limit) {
        super(limit.toString());
        this.limit = limit;
    }

    Limit limit() {
        return limit;
    }
}
