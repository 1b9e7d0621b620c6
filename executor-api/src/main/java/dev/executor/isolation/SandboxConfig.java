// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Every setting of a sandbox. Immutable; [Sandbox.Builder] fills it. The defaults stand here. Two are equal if all
/// settings are.
///
/// A class and not a record, because it will grow: new settings may be added, none will go.
///
/// @since 0.1
public final class SandboxConfig {
    private final Draft settings;

    SandboxConfig(Draft draft) {
        settings = new Draft(draft);
    }

    /// {@return where work folders, secrets and the traces of this sandbox are while it runs; by default
    /// `executor-sandbox-<user>` in the folder for temporary files}
    ///
    /// Its mode is 0700, or 0711 where the application is root; it is refused if others can write to it.
    public Optional<Path> stateFolder() {
        return settings.stateFolder;
    }

    /// {@return the control group of version 2 that this sandbox may make groups in; by default the
    /// application's own, where that allows it}
    public Optional<Path> cgroupParent() {
        return settings.cgroupParent;
    }

    /// {@return whether the application's own control group may be rearranged; by default not}
    public OwnCgroup ownCgroup() {
        return settings.ownCgroup;
    }

    /// {@return whether system calls may be made through the foreign function API; by default where the module
    /// has been granted native access}
    public NativeCalls nativeCalls() {
        return settings.nativeCalls;
    }

    /// {@return where artifacts are kept; without it, commands that keep some are refused}
    public Optional<ArtifactStore> artifacts() {
        return settings.artifacts;
    }

    /// {@return where secrets come from; without it, commands that want some are refused}
    public Optional<SecretSource> secrets() {
        return settings.secrets;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SandboxConfig that
                && settings.stateFolder.equals(that.settings.stateFolder)
                && settings.cgroupParent.equals(that.settings.cgroupParent)
                && settings.ownCgroup.equals(that.settings.ownCgroup)
                && settings.nativeCalls.equals(that.settings.nativeCalls)
                && settings.artifacts.equals(that.settings.artifacts)
                && settings.secrets.equals(that.settings.secrets);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                settings.stateFolder,
                settings.cgroupParent,
                settings.ownCgroup,
                settings.nativeCalls,
                settings.artifacts,
                settings.secrets);
    }

    /// {@return every setting}
    @Override
    public String toString() {
        return "SandboxConfig[stateFolder=" + settings.stateFolder + ", cgroupParent=" + settings.cgroupParent
                + ", ownCgroup=" + settings.ownCgroup + ", nativeCalls=" + settings.nativeCalls + ", artifacts="
                + settings.artifacts + ", secrets=" + settings.secrets + "]";
    }

    /// The settings while they are collected, each at its default. Confined to one thread; a config has one of
    /// its own, which nobody changes.
    static final class Draft {
        Optional<Path> stateFolder = Optional.empty();
        Optional<Path> cgroupParent = Optional.empty();
        OwnCgroup ownCgroup = OwnCgroup.LEAVE;
        NativeCalls nativeCalls = NativeCalls.IF_GRANTED;
        Optional<ArtifactStore> artifacts = Optional.empty();
        Optional<SecretSource> secrets = Optional.empty();

        Draft() {}

        Draft(Draft other) {
            stateFolder = other.stateFolder;
            cgroupParent = other.cgroupParent;
            ownCgroup = other.ownCgroup;
            nativeCalls = other.nativeCalls;
            artifacts = other.artifacts;
            secrets = other.secrets;
        }
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
        /// Not at all: processes are started by `ProcessBuilder`, which takes longer; a code from 129 to 192 that
        /// was not expected is then taken for a signal.
        NEVER
    }
}
