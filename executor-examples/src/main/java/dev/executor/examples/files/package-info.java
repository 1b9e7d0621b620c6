// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// The work of the quickstart: one task reads one input.
///
/// [FileWalk] lists the files of a folder, and [Trouble] makes inputs that go wrong. Each [Input] becomes a task with a
/// [FileWork] as its body and leaves as one [FileResult], which has a [FileReport] if all went well.
@NullMarked
package dev.executor.examples.files;

import org.jspecify.annotations.NullMarked;
