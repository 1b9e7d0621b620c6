// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

/// How a process is walled off, from the least to the most. What each stops, and what it does not, is in
/// `docs/sandbox.md`.
///
/// @since 0.1
public enum Profile {
    /// Limits only: it runs as the application's own user and sees what the application sees. For your own tools.
    TRUSTED,
    /// It cannot gain privileges and has none, sees only its own processes, has a private `/tmp` and a system that
    /// it cannot change, and dies with the application. It can reach the network and read what its user can read.
    /// For builds and third-party tools.
    STANDARD,
    /// As [#STANDARD]; it also has no network, is nobody, can make only the system calls of ordinary programs, and
    /// reads nothing but the system's programs and what it was given. For customers' code.
    UNTRUSTED
}
