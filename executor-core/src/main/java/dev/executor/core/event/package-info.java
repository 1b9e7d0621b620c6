// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Events on their way to listeners: called inline, or through a bounded buffer with a thread that exists only while
/// there is something to deliver.
@NullMarked
package dev.executor.core.event;

import org.jspecify.annotations.NullMarked;
