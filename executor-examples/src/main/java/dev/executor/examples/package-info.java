// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// The quickstart: reads every file of a folder, one task a file, and says what became of each.
///
/// Files enter through [FileWalk], inputs that are meant to go wrong through [Trouble]; each becomes a task
/// with a [FileWork] as its body, and leaves as a [FileResult], exactly one. [Figures] hears the pool's
/// events, [ProgressLine] asks the pool how it is, [Summary] and [JsonReport] tell what came of it. Start
/// reading at [Quickstart].
@NullMarked
package dev.executor.examples;

import org.jspecify.annotations.NullMarked;
