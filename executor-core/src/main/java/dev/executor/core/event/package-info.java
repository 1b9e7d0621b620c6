// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Delivers events to listeners: inline, or through a bounded buffer and a thread that exists only while there is
/// something to deliver.
@NullMarked
package dev.executor.core.event;

import org.jspecify.annotations.NullMarked;
