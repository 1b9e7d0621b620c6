// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What happens when an application dies with processes running: the [Guardian] kills them at once, and what even that
/// could not do is swept when the next sandbox is opened ([StateFolder]).
///
/// An [Instance] is the folder of one sandbox; a lock on its lease tells that it lives. Start at [StateFolder].
@NullMarked
package dev.executor.sandbox.orphan;

import org.jspecify.annotations.NullMarked;
