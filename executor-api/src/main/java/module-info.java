// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// The public API: describe a task, submit it to a pool, learn how it ended.
///
/// Start at [dev.executor.ExecutorPool] and [dev.executor.Task]. The engine lives in the module `dev.executor.core`
/// and is found as a [dev.executor.spi.PoolProvider]; commands run in [dev.executor.isolation.Sandbox], from the
/// module `dev.executor.sandbox`; what watches a pool in `dev.executor.metrics`. This module has no dependency but
/// annotations.
@org.jspecify.annotations.NullMarked
module dev.executor {
    requires static org.jspecify;

    exports dev.executor;
    exports dev.executor.event;
    exports dev.executor.isolation;
    exports dev.executor.policy;
    exports dev.executor.spi;

    uses dev.executor.spi.PoolProvider;
    uses dev.executor.spi.SandboxProvider;
}
