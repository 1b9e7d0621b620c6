// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.profile;

import dev.executor.isolation.Command;
import dev.executor.sandbox.spawn.LaunchRequest.Descriptor;
import dev.executor.sandbox.work.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A command that is to be confined, with all that it is given. Immutable.
///
/// @param command what to run
/// @param argv its arguments, the first of them the absolute path of the program
/// @param workspace its folders
/// @param temporary its folder for temporary files
/// @param environment all its variables
/// @param secretFiles its secret files on the host, by the variable that is to have their path
/// @param descriptors its open files
public record ConfinementRequest(
        Command command,
        List<String> argv,
        Workspace workspace,
        Path temporary,
        Map<String, String> environment,
        Map<String, Path> secretFiles,
        List<Descriptor> descriptors) {}
