// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// The sandbox behind [dev.executor.isolation.Sandbox]: processes with limits, confinement, logs and artifacts.
///
/// Exports nothing; it is found as a [dev.executor.spi.SandboxProvider]. Grant it native access
/// (`--enable-native-access=dev.executor.sandbox`, on the class path `ALL-UNNAMED`) and processes start in less time.
@org.jspecify.annotations.NullMarked
module dev.executor.sandbox {
    requires dev.executor;
    requires org.slf4j;
    requires static org.jspecify;
    requires static com.google.errorprone.annotations;

    provides dev.executor.spi.SandboxProvider with
            dev.executor.sandbox.LocalSandboxProvider;
}
