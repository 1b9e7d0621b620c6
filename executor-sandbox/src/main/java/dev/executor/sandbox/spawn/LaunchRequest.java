// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import dev.executor.isolation.ResourceLimits;
import dev.executor.sandbox.cgroup.ControlGroup;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A process to start. Immutable.
///
/// @param argv the arguments, the first of them the absolute path of the program
/// @param environment all variables
/// @param folder the folder that it starts in
/// @param stdin the file that it reads on standard input
/// @param descriptors the files that are open for it from [#FIRST_DESCRIPTOR] on
/// @param group the control group that it starts in
/// @param limits the spawner sets the limits of a single process and ignores the others
/// @param scratch a private folder for files that the start needs
/// @param changesUser whether the program switches to another user, whose limits this process may not set
public record LaunchRequest(
        List<String> argv,
        Map<String, String> environment,
        Path folder,
        Path stdin,
        List<Descriptor> descriptors,
        Optional<ControlGroup> group,
        ResourceLimits limits,
        Path scratch,
        boolean changesUser) {
    /// The number of the first file of [#descriptors].
    public static final int FIRST_DESCRIPTOR = 3;

    /// The most files of [#descriptors]: a POSIX shell names no descriptor above 9.
    public static final int MAX_DESCRIPTORS = 7;

    /// {@return whether a shell uses a variable itself, so that the script cannot set it}
    /// @param variable its name
    public static boolean isShellsOwn(String variable) {
        return Trampoline.SHELLS_OWN.matcher(variable).matches();
    }

    /// A file that is open for the process.
    ///
    /// @param file the file
    /// @param access whether it is read or written
    public record Descriptor(Path file, Access access) {}

    /// Whether a file is read or written.
    public enum Access {
        /// From its start.
        READ,
        /// From its start; it exists and is empty.
        WRITE
    }

    /// Copies the collections.
    public LaunchRequest {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        descriptors = List.copyOf(descriptors);
    }
}
