// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.TaskOutcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What is known of an attempt when its body is back: what the decision about another one needs. Immutable.
///
/// @param attempt its number, from 1
/// @param ofRun its number within the present run of a repeating task; else the same
/// @param expiry the timeout that it has run into while another attempt may be owed, or null
/// @param previousDelay the wait before it
public record AttemptFacts(int attempt, int ofRun, TaskOutcome.@Nullable TimedOut<?> expiry, Duration previousDelay) {}
