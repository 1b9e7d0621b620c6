// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Starting processes: a [Launch] goes in, a [Child] comes out, in its control group before its first instruction.
///
/// [NativeSpawner] calls the C library through the foreign function API, [BuilderSpawner] uses the JDK; the rest of
/// the sandbox does not see which. Every start is made by a thread of [SpawnThreads]. The outputs of a child are
/// read by virtual threads, which are parked while there is nothing. Start at [Spawner].
@NullMarked
package dev.executor.sandbox.spawn;

import org.jspecify.annotations.NullMarked;
