// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Starts processes: a [LaunchRequest] goes in, a [Child] comes out, in its control group before its first instruction.
///
/// [NativeSpawner] calls the C library through the foreign function API, [BuilderSpawner] uses the JDK; the rest of
/// the sandbox does not see which. A thread of [SpawnThreads] makes every start. Virtual threads read the outputs of a
/// child and are parked while there is nothing to read. Start at [Spawner].
@NullMarked
package dev.executor.sandbox.spawn;

import org.jspecify.annotations.NullMarked;
