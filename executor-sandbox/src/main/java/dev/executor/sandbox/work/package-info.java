// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// The folders that a process works in: made before it starts, measured while it runs, deleted whatever it left there.
///
/// A process may have filled its folder with anything, so nothing here follows a link or trusts a path. Start at
/// [Workspace].
@NullMarked
package dev.executor.sandbox.work;

import org.jspecify.annotations.NullMarked;
