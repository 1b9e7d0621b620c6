// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.TaskOutcome;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of an attempt when its body is back: all that the decision about it needs. Immutable.
///
/// @param attempt its number, from 1
/// @param ofRun its number within the present run of a repeating task; else the same
/// @param decided whether the task's outcome is decided already, so that nothing follows from this attempt
/// @param expiry the timeout that it has run into while another attempt may be owed, or null
/// @param previousDelay the wait before it
/// @param repeatDelay how long until the next run of a repeating task; empty if it does not repeat
public record AttemptFacts(
        int attempt,
        int ofRun,
        boolean decided,
        TaskOutcome.@Nullable TimedOut<?> expiry,
        Duration previousDelay,
        Optional<Duration> repeatDelay) {}
