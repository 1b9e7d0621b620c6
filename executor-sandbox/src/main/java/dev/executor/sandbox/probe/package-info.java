// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Finds out what this machine can enforce, by doing each thing once. Start at [HostProbe].
@NullMarked
package dev.executor.sandbox.probe;

import org.jspecify.annotations.NullMarked;
