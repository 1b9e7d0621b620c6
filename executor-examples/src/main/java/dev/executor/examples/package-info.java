// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// The quickstart: reads every file of a folder, one task a file, and says what became of each.
///
/// The files and their tasks are in [dev.executor.examples.files]. [Figures] counts the pool's events, [ProgressLine]
/// asks the pool how it is, and [Summary] and [JsonReport] print the results. Start reading at [Quickstart], or at
/// [Hello], which fits on a screen.
@NullMarked
package dev.executor.examples;

import org.jspecify.annotations.NullMarked;
