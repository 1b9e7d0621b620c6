// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.util.concurrent.CompletableFuture;

/// A process that was started.
///
/// @param pid its id; safe to use until [#ended()] is complete
/// @param out what it writes to standard output
/// @param err what it writes to standard error
/// @param ended complete when it has ended
public record Child(long pid, Output out, Output err, CompletableFuture<Ended> ended) {}
