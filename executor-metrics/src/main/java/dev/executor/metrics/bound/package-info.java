// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Bounds for what is kept by name, so that names that users make up cannot fill the memory.
@NullMarked
package dev.executor.metrics.bound;

import org.jspecify.annotations.NullMarked;
