// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What is kept of a work folder: the [Collector] finds files that match and hands each to the store, which by default
/// is a [FolderStore].
///
/// It runs when nothing of the attempt is alive any more, and trusts nothing that it finds. Start at [Collector].
@NullMarked
package dev.executor.sandbox.artifact;

import org.jspecify.annotations.NullMarked;
