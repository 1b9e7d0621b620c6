// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// The submitter's ambient context: captured once, opened around every attempt, callback and listener call.
@NullMarked
package dev.executor.core.context;

import org.jspecify.annotations.NullMarked;
