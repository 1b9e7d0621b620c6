// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// One attempt of a command, from its work folder to its result.
///
/// [Commands] runs the attempts; each is an [Attempt], a pipeline whose middle is a [Run]: the
/// process from its start until nothing of it is left. [ExitDecider] then decides from the evidence what ended it. Only
/// the attempt's thread changes its state; other threads send it a [RunSignal]. Start at [Attempt].
@NullMarked
package dev.executor.sandbox.process;

import org.jspecify.annotations.NullMarked;
