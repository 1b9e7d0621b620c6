// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
/// What a failed attempt means: is another one owed, and when. A pure decision from policy, failure and budget; it
/// changes nothing but the budget.
@NullMarked
package dev.executor.core.outcome;

import org.jspecify.annotations.NullMarked;
