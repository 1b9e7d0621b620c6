// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Commands that run as confined processes: what to run ([Command]), how far it may go ([ResourceLimits],
/// [Profile]), and what became of it ([ProcessResult]).
///
/// A [Command] enters [Sandbox#task], which makes an ordinary [dev.executor.Task] of it; the pool then queues,
/// times out, retries and stops it like any other. The module `dev.executor.sandbox` does the work; it is found as a
/// [dev.executor.spi.SandboxProvider]. What the machine can enforce is in [SandboxCapabilities], and what a command
/// asks for beyond that is refused, never silently dropped. Start at [Sandbox]; `docs/sandbox.md` has the threat model.
@NullMarked
package dev.executor.isolation;

import org.jspecify.annotations.NullMarked;
