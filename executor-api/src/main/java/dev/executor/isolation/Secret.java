// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import dev.executor.spi.Require;
import java.util.Objects;

/// A secret that a process receives. Immutable; it names the secret and does not contain its value.
///
/// @param name its name for the [SecretSource]
/// @param variable the environment variable that has the secret, or says where it is
/// @param delivery how the process receives it
/// @since 0.1
public record Secret(String name, String variable, Delivery delivery) {
    /// Refuses invalid names.
    public Secret {
        Require.name("secret name", name);
        CommandRules.variable("secret variable", variable);
        Objects.requireNonNull(delivery, "delivery");
    }

    /// How a process receives a secret. A secret is never an argument.
    public enum Delivery {
        /// In a file that only the process's user can read; the variable has its path. The file is deleted
        /// when the process has ended.
        FILE,
        /// On an open file descriptor; the variable has its number. At most four for each command.
        DESCRIPTOR,
        /// As the value of the variable. Every child process inherits it, and the user can read it under
        /// `/proc`, so use it only for programs that support no other way.
        ENVIRONMENT
    }
}
