// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.profile;

import dev.executor.sandbox.spawn.LaunchRequest.Descriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is started for a command: itself, or the wrapper that confines it. Immutable.
///
/// @param argv the arguments, the first of them the absolute path of a program
/// @param environment all variables
/// @param descriptors the files that are open for it from [dev.executor.sandbox.spawn.LaunchRequest#FIRST_DESCRIPTOR]
///     on
/// @param wrapper the wrapper, which reports whether it set up the confinement; empty without one
public record ConfinedCommand(
        List<String> argv, Map<String, String> environment, List<Descriptor> descriptors, Optional<Wrapper> wrapper) {
    /// A program that sets up the confinement and then runs the command as its child.
    ///
    /// @param status the file that it writes its status to; it contains `exit-code` once the command was about to
    ///     run
    public record Wrapper(Path status) {}
}
