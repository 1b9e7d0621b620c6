// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import dev.executor.TaskInfo;

/// Where secrets come from. Thread-safe; called on the attempt's thread before its process is started, at each attempt
/// anew, so that a rotated secret is seen.
///
/// @since 0.1
@FunctionalInterface
public interface SecretSource {
    /// Fetches one secret.
    ///
    /// @param name its name, as the command gave it
    /// @param task for whom
    /// @return its bytes, which the caller overwrites after use; at least one, at most 64 KiB
    /// @throws Exception if there is none, or it may not be had; the attempt then fails with kind
    ///     [dev.executor.FailureKind#PROVISIONING] and the process is not started. Its message is not passed on, as
    ///     it may tell a secret; its class and stack trace are
    byte[] fetch(String name, TaskInfo task) throws Exception;
}
