// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// The engine behind [dev.executor.ExecutorPool], and the published test kit [dev.executor.testing].
@org.jspecify.annotations.NullMarked
module dev.executor.core {
    requires transitive dev.executor;
    requires jdk.jfr;
    requires org.slf4j;
    requires static org.jspecify;
    requires static com.google.errorprone.annotations;

    exports dev.executor.testing;

    provides dev.executor.spi.PoolProvider with
            dev.executor.core.pool.CorePoolProvider;
}
