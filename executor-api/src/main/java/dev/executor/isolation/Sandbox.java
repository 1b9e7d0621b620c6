// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import dev.executor.Task;
import dev.executor.spi.Isolator;
import dev.executor.spi.Providers;
import dev.executor.spi.SandboxProvider;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// Runs commands as processes that cannot exceed their limits, outlive their task, or leave their confinement.
///
/// It is the [Isolator] of commands. An application opens one, and either adds it to a pool, which then runs commands,
/// or makes tasks with it and submits them to any pool:
///
/// ```java
/// try (var sandbox = Sandbox.open(); var pool = ExecutorPool.builder("media").build()) {
///     var probe = Command.builder("ffprobe", "-show_format", "in.mp4")
///             .input("in.mp4", video)
///             .limits(ResourceLimits.builder().memory(ByteSize.mib(512)).wallTime(Duration.ofMinutes(1)).build())
///             .build();
///     ProcessResult result = pool.submit(sandbox.task("probe", probe)).join();
/// }
/// ```
///
/// Thread-safe. A sandbox with control groups has a guardian process while it is open. If the application is killed,
/// the guardian kills all processes of the sandbox. If the guardian fails, the next sandbox with the same state folder
/// removes what is left.
///
/// @since 0.1
public interface Sandbox extends Isolator, AutoCloseable {
    /// {@return a sandbox with every setting at its default}
    /// @throws IllegalStateException as [Builder#open()]
    static Sandbox open() {
        return builder().open();
    }

    /// {@return a builder with every setting at its default}
    static Builder builder() {
        return new Builder();
    }

    /// {@return what this machine can enforce, as found when the sandbox was opened}
    SandboxCapabilities capabilities();

    /// Makes a task of a command that chooses this sandbox. Its attempt ends when the process and all that it
    /// started are gone.
    ///
    /// It succeeds with the result of a process that ended with an expected exit code. Otherwise it fails with a
    /// [ProcessFailedException] of kind [dev.executor.FailureKind#NONZERO_EXIT], `SIGNALLED`, `OUT_OF_MEMORY`,
    /// `LIMIT_EXCEEDED`, `SANDBOX_VIOLATION` (a system call that the profile forbids) or `ARTIFACT`, which has the
    /// result; or with a [SandboxException] of kind `PROVISIONING` if it could not be started.
    ///
    /// @param name the task's name, as for [Task#of]
    /// @param command what to run
    /// @return the task
    /// @throws UnsupportedIsolationException if the command asks for what this machine cannot enforce
    /// @throws IllegalArgumentException if it keeps artifacts or wants secrets, and this sandbox has no store or
    ///     source; or if it can never be started, as the kernel or the wrapper does not take its arguments,
    ///     variables or limits
    Task<ProcessResult> task(String name, Command command);

    /// Kills what still runs, removes everything that was made, and ends the helper process. Close the pools first:
    /// an attempt that is killed by this fails. Closing again does nothing.
    @Override
    void close();

    /// Collects the settings of a sandbox. Confined to one thread.
    final class Builder {
        private final SandboxConfig.Draft draft = new SandboxConfig.Draft();
        private Optional<Path> artifactFolder = Optional.empty();

        private Builder() {}

        /// Sets where work folders and secrets are while commands run.
        ///
        /// @param value a folder; it is made if it is not there, with mode 0700, or 0711 where this is root
        /// @return this
        public Builder stateFolder(Path value) {
            Objects.requireNonNull(value, "stateFolder");
            draft.stateFolder = Optional.of(value.toAbsolutePath());
            return this;
        }

        /// Sets the control group of version 2 that groups are made in.
        ///
        /// @param value a group that this process may write to and that has no processes of its own
        /// @return this
        public Builder cgroupParent(Path value) {
            Objects.requireNonNull(value, "cgroupParent");
            draft.cgroupParent = Optional.of(value.toAbsolutePath());
            return this;
        }

        /// Sets what may be done to the control group that the application runs in.
        ///
        /// @param value leave it, or adopt it
        /// @return this
        public Builder ownCgroup(SandboxConfig.OwnCgroup value) {
            draft.ownCgroup = Objects.requireNonNull(value, "ownCgroup");
            return this;
        }

        /// Sets whether system calls may be made through the foreign function API.
        ///
        /// @param value where granted, or never
        /// @return this
        public Builder nativeCalls(SandboxConfig.NativeCalls value) {
            draft.nativeCalls = Objects.requireNonNull(value, "nativeCalls");
            return this;
        }

        /// Keeps artifacts in a folder, at `pool/task name/task id/attempt/path`, each written to a temporary
        /// file, synced, and renamed.
        ///
        /// @param folder the folder; it is made if it is not there
        /// @return this
        public Builder artifacts(Path folder) {
            Objects.requireNonNull(folder, "folder");
            artifactFolder = Optional.of(folder.toAbsolutePath());
            draft.artifacts = Optional.empty();
            return this;
        }

        /// Keeps artifacts in a store.
        ///
        /// @param store the store
        /// @return this
        public Builder artifacts(ArtifactStore store) {
            draft.artifacts = Optional.of(Objects.requireNonNull(store, "store"));
            artifactFolder = Optional.empty();
            return this;
        }

        /// Sets where secrets come from.
        ///
        /// @param source the source
        /// @return this
        public Builder secrets(SecretSource source) {
            draft.secrets = Optional.of(Objects.requireNonNull(source, "source"));
            return this;
        }

        /// Opens the sandbox: probes the machine, removes what a crashed one left, starts the helper process,
        /// and logs what cannot be enforced.
        ///
        /// @return the sandbox
        /// @throws IllegalStateException if no implementation is visible to the API's class loader or to
        ///     the thread's context class loader, or the state folder cannot be used
        public Sandbox open() {
            var provider = Providers.find(SandboxProvider.class, "no sandbox", "dev.executor:executor-sandbox");
            var settings = new SandboxConfig.Draft(draft);
            settings.artifacts = draft.artifacts.or(() -> artifactFolder.map(provider::folderStore));
            return provider.open(new SandboxConfig(settings));
        }
    }
}
