// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// The folders that a process works in: made before it starts, measured while it runs, deleted afterwards.
///
/// A process may fill its folder with anything, so no code here follows a link or trusts a path. Start at
/// [Workspace].
@NullMarked
package dev.executor.sandbox.work;

import org.jspecify.annotations.NullMarked;
