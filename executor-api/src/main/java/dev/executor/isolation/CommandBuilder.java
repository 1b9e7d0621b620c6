// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Collects the settings of a [Command]. Not thread-safe; made by [Command#builder(String...)].
///
/// @since 0.1
public final class CommandBuilder {
    final List<String> argv;
    Stdin stdin = new Stdin.Empty();
    final Map<String, String> environment = new TreeMap<>();
    final Set<String> inherited = new TreeSet<>();
    final Map<String, Path> inputs = new LinkedHashMap<>();
    Optional<Path> folder = Optional.empty();
    final List<Path> readable = new ArrayList<>();
    final List<Path> writable = new ArrayList<>();
    Profile profile = Profile.STANDARD;
    ResourceLimits limits = ResourceLimits.none();
    LogSink log = LogSink.discard();
    ByteSize logTail = ByteSize.kib(64);
    int logRate = 1000;
    Optional<Set<Integer>> expectedExits = Optional.of(Set.of(0));
    Artifacts artifacts = Artifacts.NONE;
    final List<Secret> secrets = new ArrayList<>();
    final List<String> gpus = new ArrayList<>();
    final List<Path> devices = new ArrayList<>();
    Duration grace = Duration.ofSeconds(2);

    CommandBuilder(List<String> argv) {
        this.argv = argv;
    }

    /// Sets what it reads on standard input.
    ///
    /// @param value the input
    /// @return this
    public CommandBuilder stdin(Stdin value) {
        stdin = Objects.requireNonNull(value, "stdin");
        return this;
    }

    /// Sets a variable of its environment.
    ///
    /// @param name letters, digits and `_`
    /// @param value the value
    /// @return this
    public CommandBuilder environment(String name, String value) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "environment");
        environment.put(name, value);
        return this;
    }

    /// Passes on variables of the application's environment, if that has them.
    ///
    /// @param names their names
    /// @return this
    public CommandBuilder inherit(String... names) {
        Objects.requireNonNull(names, "names");
        inherited.addAll(List.of(names));
        return this;
    }

    /// Copies a file or folder into its work folder first.
    ///
    /// @param path the path in the work folder
    /// @param source the file or folder
    /// @return this
    public CommandBuilder input(String path, Path source) {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(source, "source");
        inputs.put(path, source);
        return this;
    }

    /// Sets the folder that it works in, instead of a new private one. It is never deleted.
    ///
    /// @param value an existing folder
    /// @return this
    public CommandBuilder folder(Path value) {
        Objects.requireNonNull(value, "folder");
        folder = Optional.of(value.toAbsolutePath());
        return this;
    }

    /// Lets it read a file or folder that its profile hides.
    ///
    /// @param path the file or folder, which it sees at the same path
    /// @return this
    public CommandBuilder readable(Path path) {
        Objects.requireNonNull(path, "path");
        readable.add(path.toAbsolutePath());
        return this;
    }

    /// Lets it change a file or folder, in the profiles other than [Profile#TRUSTED].
    ///
    /// @param path the file or folder, which it sees at the same path
    /// @return this
    public CommandBuilder writable(Path path) {
        Objects.requireNonNull(path, "path");
        writable.add(path.toAbsolutePath());
        return this;
    }

    /// Sets how it is confined.
    ///
    /// @param value the profile
    /// @return this
    public CommandBuilder profile(Profile value) {
        profile = Objects.requireNonNull(value, "profile");
        return this;
    }

    /// Sets how much it may use.
    ///
    /// @param value the limits
    /// @return this
    public CommandBuilder limits(ResourceLimits value) {
        limits = Objects.requireNonNull(value, "limits");
        return this;
    }

    /// Sets where its log lines go.
    ///
    /// @param value the sink
    /// @return this
    public CommandBuilder log(LogSink value) {
        log = Objects.requireNonNull(value, "log");
        return this;
    }

    /// Sets how much of its last log lines is kept in memory.
    ///
    /// @param value from 0 to 16 MiB
    /// @return this
    public CommandBuilder logTail(ByteSize value) {
        logTail = Objects.requireNonNull(value, "logTail");
        return this;
    }

    /// Sets how many log lines reach the sink.
    ///
    /// @param perSecond lines a second, from 1 to 1,000,000
    /// @return this
    public CommandBuilder logRate(int perSecond) {
        logRate = perSecond;
        return this;
    }

    /// Sets the exit codes that are not a failure.
    ///
    /// @param codes each from 0 to 255
    /// @return this
    public CommandBuilder expectExit(Integer... codes) {
        Objects.requireNonNull(codes, "codes");
        expectedExits = Optional.of(Set.of(codes));
        return this;
    }

    /// Makes every end a result and not a failure: any code, a signal, an exceeded limit.
    ///
    /// @return this
    public CommandBuilder expectAnyExit() {
        expectedExits = Optional.empty();
        return this;
    }

    /// Keeps files of its work folder, also when it fails.
    ///
    /// @param globs which files, as `out/*.png` or `reports/**`
    /// @return this
    public CommandBuilder artifacts(String... globs) {
        Objects.requireNonNull(globs, "globs");
        artifacts = new Artifacts(List.of(globs), artifacts.maxCount(), artifacts.maxSize());
        return this;
    }

    /// Keeps files of its work folder, also when it fails.
    ///
    /// @param value which files, and how many at most
    /// @return this
    public CommandBuilder artifacts(Artifacts value) {
        artifacts = Objects.requireNonNull(value, "artifacts");
        return this;
    }

    /// Adds a secret.
    ///
    /// @param name its name for the [SecretSource]
    /// @param variable the environment variable that has the secret, or says where it is
    /// @param delivery how the process receives it
    /// @return this
    public CommandBuilder secret(String name, String variable, Secret.Delivery delivery) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(variable, "variable");
        Objects.requireNonNull(delivery, "delivery");
        secrets.add(new Secret(name, variable, delivery));
        return this;
    }

    /// Lets it use GPUs: sets `CUDA_VISIBLE_DEVICES` and `NVIDIA_VISIBLE_DEVICES`. Name their device nodes
    /// with [#device(Path)] where the profile hides them.
    ///
    /// @param ids the ids
    /// @return this
    public CommandBuilder gpus(String... ids) {
        Objects.requireNonNull(ids, "ids");
        gpus.addAll(List.of(ids));
        return this;
    }

    /// Lets it use a device, in the profiles other than [Profile#TRUSTED].
    ///
    /// @param node the device node, such as `/dev/nvidia0`
    /// @return this
    public CommandBuilder device(Path node) {
        Objects.requireNonNull(node, "node");
        devices.add(node);
        return this;
    }

    /// Sets the time between `SIGTERM` and the kill of all its processes.
    ///
    /// @param value from zero, which kills at once, to a minute
    /// @return this
    public CommandBuilder grace(Duration value) {
        grace = Objects.requireNonNull(value, "grace");
        return this;
    }

    /// {@return the command}
    /// @throws IllegalArgumentException if a setting is invalid, naming the setting, its value and the remedy
    public Command build() {
        return new Command(this);
    }
}
