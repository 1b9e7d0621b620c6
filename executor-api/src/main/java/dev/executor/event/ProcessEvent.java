// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.event;

import dev.executor.TaskInfo;
import dev.executor.isolation.Exit;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import java.time.Duration;

/// What happens while an attempt runs in a process. An isolator, for example a [dev.executor.isolation.Sandbox],
/// publishes these events with [dev.executor.spi.AttemptLink#tell], between the attempt's [TaskEvent.Started] and its
/// [TaskEvent.AttemptEnded].
///
/// They are a branch of their own, so that a [TaskListener] that ignores processes needs none of their types.
///
/// @since 0.1
public sealed interface ProcessEvent extends TaskEvent {
    /// {@return the number of the attempt, from 1}
    int attempt();

    /// A secret was asked for.
    ///
    /// @param task the task
    /// @param attempt the number of the attempt
    /// @param secret the secret's name
    /// @param granted whether the source gave it
    record SecretRead(TaskInfo task, int attempt, String secret, boolean granted) implements ProcessEvent {}

    /// A process was started.
    ///
    /// @param task the task
    /// @param attempt the number of the attempt
    /// @param profile how the process is confined
    /// @param startNanos how long it took from the attempt's start to the process's: the work folder and its
    ///     inputs, secrets, confinement, control group and start, in nanoseconds
    record ProcessStarted(TaskInfo task, int attempt, Profile profile, long startNanos) implements ProcessEvent {
        /// {@return how long it took from the attempt's start to the process's}
        public Duration startTime() {
            return Duration.ofNanos(startNanos);
        }
    }

    /// A process is over, and nothing of it is left: also one that was stopped with its attempt, by a cancel or a
    /// timeout. Its end may then be that signal.
    ///
    /// @param task the task
    /// @param attempt the number of the attempt
    /// @param profile how the process is confined
    /// @param exit how it ended
    /// @param usage what it used
    record ProcessEnded(TaskInfo task, int attempt, Profile profile, Exit exit, ProcessResult.Usage usage)
            implements ProcessEvent {}

    /// A file was kept.
    ///
    /// @param task the task
    /// @param attempt the number of the attempt
    /// @param artifact the file
    record ArtifactKept(TaskInfo task, int attempt, ProcessResult.Artifact artifact) implements ProcessEvent {}

    /// A file that matched could not be kept, and none after it was looked at.
    ///
    /// @param task the task
    /// @param attempt the number of the attempt
    /// @param cause why
    record ArtifactLost(TaskInfo task, int attempt, Throwable cause) implements ProcessEvent {}
}
