// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What this machine can enforce, found out by doing each thing once.
@NullMarked
package dev.executor.sandbox.probe;

import org.jspecify.annotations.NullMarked;
