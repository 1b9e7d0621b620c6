// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// Every setting of a sandbox. Immutable; [Sandbox.Builder] fills it.
///
/// @param stateFolder where work folders, secrets and the traces of this sandbox are while it runs; by default
///     `executor-sandbox-<user>` in the folder for temporary files. Its mode is 0700, or 0711
///     where the application is root; it is refused if others can write to it
/// @param cgroupParent the control group of version 2 that this sandbox may make groups in; by default the
///     application's own, where that allows it
/// @param ownCgroup whether the application's own control group may be rearranged
/// @param nativeCalls whether system calls may be made through the foreign function API; by default where the module
///     has been granted native access
/// @param artifacts where artifacts are kept; without it, commands that keep some are refused
/// @param secrets where secrets come from; without it, commands that want some are refused
public record SandboxConfig(
        Optional<Path> stateFolder,
        Optional<Path> cgroupParent,
        OwnCgroup ownCgroup,
        NativeCalls nativeCalls,
        Optional<ArtifactStore> artifacts,
        Optional<SecretSource> secrets) {
    /// Refuses nulls.
    public SandboxConfig {
        Objects.requireNonNull(stateFolder, "stateFolder");
        Objects.requireNonNull(cgroupParent, "cgroupParent");
        Objects.requireNonNull(ownCgroup, "ownCgroup");
        Objects.requireNonNull(nativeCalls, "nativeCalls");
        Objects.requireNonNull(artifacts, "artifacts");
        Objects.requireNonNull(secrets, "secrets");
    }

    /// What may be done to the control group that the application itself runs in. In version 2 a group has either
    /// processes or groups with limits in it, not both.
    public enum OwnCgroup {
        /// Nothing.
        LEAVE,
        /// The processes in it are moved into a new group within it, so that other groups can be made beside
        /// that one. For an application that has its group to itself, as under systemd with `Delegate=yes` or
        /// in a container.
        ADOPT
    }

    /// Whether system calls may be made through the foreign function API.
    public enum NativeCalls {
        /// Where native access has been granted: `--enable-native-access=ALL-UNNAMED`, or where the sandbox is on
        /// the module path `dev.executor.sandbox` instead of that.
        IF_GRANTED,
        /// Not at all: processes are started by `ProcessBuilder`, which takes longer; a code from 129 to 192 that was
        /// not expected is then taken for a signal.
        NEVER
    }
}
