// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.profile;

import dev.executor.sandbox.spawn.Launch.Descriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is really started for a command.
///
/// @param argv the arguments, the first of them the absolute path of a program
/// @param environment all variables
/// @param descriptors what is open for it from [dev.executor.sandbox.spawn.Launch#FIRST_DESCRIPTOR] on
/// @param wrapper what tells whether the walls stood, where a wrapper builds them
public record Walls(
        List<String> argv, Map<String, String> environment, List<Descriptor> descriptors, Optional<Wrapper> wrapper) {
    /// A program that builds the walls and then runs the command as its child.
    ///
    /// @param status the file that it writes to, where `exit-code` stands once the command was about to run
    public record Wrapper(Path status) {}
}
