// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Cleans up when an application dies while processes run. The [Guardian] kills them at once. If it fails, the next
/// sandbox that is opened sweeps what is left ([StateFolder]).
///
/// An [Instance] is the folder of one sandbox; it lives while the lock on its lease is held. Start at [StateFolder].
@NullMarked
package dev.executor.sandbox.orphan;

import org.jspecify.annotations.NullMarked;
