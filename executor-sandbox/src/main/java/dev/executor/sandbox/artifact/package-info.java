// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Keeps artifacts: the [Collector] finds the matching files of a work folder and passes each to the store, which is a
/// [FolderStore] by default.
///
/// The collector runs after all processes of the attempt are dead, and trusts no file that it finds. Start at
/// [Collector].
@NullMarked
package dev.executor.sandbox.artifact;

import org.jspecify.annotations.NullMarked;
