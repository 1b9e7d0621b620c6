// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What the example programs share: the command line, the screen, a stop from the keyboard, and the file that gets the
/// result.
@NullMarked
package dev.executor.examples.console;

import org.jspecify.annotations.NullMarked;
