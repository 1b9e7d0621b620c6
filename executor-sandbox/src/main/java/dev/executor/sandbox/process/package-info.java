// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// One attempt of a command, from its work folder to its result.
///
/// [Commands] makes the body that a pool runs; each attempt is an [Attempt], a pipeline whose middle is a [Run]: the
/// process from its start until nothing of it is left. [Verdict] then tells from the evidence what ended it. State is
/// owned by the attempt's thread alone; others send it a [Notice]. Start at [Attempt].
@NullMarked
package dev.executor.sandbox.process;

import org.jspecify.annotations.NullMarked;
