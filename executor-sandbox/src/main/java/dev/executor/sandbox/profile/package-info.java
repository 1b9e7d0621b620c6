// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// Confines commands: turns a [ConfinementRequest] into a [ConfinedCommand], which is what is started, by the profile
/// of the command.
///
/// [dev.executor.isolation.Profile#TRUSTED] is not confined. [Bubblewrap] confines the others, with a system call
/// filter for [dev.executor.isolation.Profile#UNTRUSTED]. No code here starts a process. Start at [Bubblewrap].
@NullMarked
package dev.executor.sandbox.profile;

import org.jspecify.annotations.NullMarked;
