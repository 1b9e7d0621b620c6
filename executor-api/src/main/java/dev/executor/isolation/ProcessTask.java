// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import dev.executor.spi.Require;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A command to run as a process, and how. Immutable, and validated when it is made; [#command(String...)] builds one
/// and [Sandbox#task(String, ProcessTask)] makes a task of it, which can be submitted any number of times.
///
/// @param command the program and its arguments; never a shell line. A program without a slash is looked for in the
///     `PATH` of its own environment
/// @param stdin what it reads on standard input; empty unless set
/// @param environment its environment, which has nothing else in it but `PATH`, `HOME`, `TMPDIR` and `LANG` with plain
///     values where these are not set here, and what secrets and GPUs add
/// @param inherited the variables that it gets from the application, where that has them
/// @param inputs files and folders that are copied into its work folder first, by their path in there; links as links,
///     pipes, sockets and devices not
/// @param folder the folder that it works in; empty means a new private one, which is deleted afterwards
/// @param readable what it may read besides where its profile hides it (other than [Profile#TRUSTED]), at the same
///     place
/// @param writable what it may change besides, in the profiles other than [Profile#TRUSTED], at the same place
/// @param profile how it is walled off; [Profile#STANDARD] unless set
/// @param limits what it may use
/// @param log where its lines go
/// @param logTail how much of its last lines is kept in memory, from 0 to 16 MiB; 64 KiB unless set
/// @param logRate how many lines a second reach the sink, from 1 to 1,000,000, 1,000 unless set. A second's worth of
///     them may come at once; those beyond are counted as lost
/// @param expectedExits the exit codes that are no failure; 0 unless set. Empty: however it ends, it is a result
/// @param artifacts what of its work folder is kept
/// @param secrets which secrets it gets, and how
/// @param gpus the ids of the GPUs that it may use, as `CUDA_VISIBLE_DEVICES` has them
/// @param devices the device nodes that it may use besides, in the profiles other than [Profile#TRUSTED]
/// @param grace how long it may take to end after a `SIGTERM` before everything of it is killed; 2 seconds unless
///     set, at most a minute. A pool reports an attempt as stuck after 5 seconds unless told otherwise
/// @since 0.1
public record ProcessTask(
        List<String> command,
        Stdin stdin,
        Map<String, String> environment,
        Set<String> inherited,
        Map<String, Path> inputs,
        Optional<Path> folder,
        List<Path> readable,
        List<Path> writable,
        Profile profile,
        ResourceLimits limits,
        LogSink log,
        ByteSize logTail,
        int logRate,
        Optional<Set<Integer>> expectedExits,
        Artifacts artifacts,
        List<Secret> secrets,
        List<String> gpus,
        List<Path> devices,
        Duration grace) {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /// Refuses what cannot be run.
    public ProcessTask {
        command = List.copyOf(command);
        if (command.isEmpty() || command.getFirst().isBlank()) {
            throw new IllegalArgumentException("command was " + command + "; it must begin with a program");
        }
        for (int i = 0; i < command.size(); i++) {
            noNul("argument " + i + " of the command", command.get(i));
        }
        Objects.requireNonNull(stdin, "stdin");
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
        environment.forEach((name, value) -> {
            variable("environment variable", name);
            noNul("environment variable " + name, value);
        });
        inherited = Collections.unmodifiableSet(new TreeSet<>(inherited));
        inherited.forEach(name -> variable("inherited variable", name));
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        inputs.keySet().forEach(path -> relative("input", path));
        folder = folder.map(path -> absolute("folder", path));
        readable = readable.stream().map(path -> absolute("readable", path)).toList();
        writable = writable.stream().map(path -> absolute("writable", path)).toList();
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(log, "log");
        Require.range("logTail in bytes", logTail.bytes(), 0, 16 << 20);
        Require.range("logRate", logRate, 1, 1_000_000);
        expectedExits = expectedExits.map(codes -> Collections.unmodifiableSet(new TreeSet<>(codes)));
        expectedExits.ifPresent(codes -> codes.forEach(code -> Require.range("expected exit code", code, 0, 255)));
        Objects.requireNonNull(artifacts, "artifacts");
        secrets = List.copyOf(secrets);
        Require.range(
                "number of secrets given by descriptor",
                (int) secrets.stream()
                        .filter(secret -> secret.delivery() == Secret.Delivery.DESCRIPTOR)
                        .count(),
                0,
                4);
        gpus = List.copyOf(gpus);
        gpus.forEach(id -> {
            if (Require.name("GPU id", id).contains(",")) {
                throw new IllegalArgumentException("GPU id was '" + id + "'; give each id by itself, without a comma");
            }
        });
        devices = devices.stream().map(path -> absolute("device", path)).toList();
        if (Require.notNegative("grace", grace).compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("grace was " + grace + "; it must be from zero to PT1M");
        }
    }

    /// What a process reads on standard input.
    public sealed interface Stdin {
        /// Nothing.
        record Empty() implements Stdin {}

        /// These bytes. Not copied: leave them alone.
        ///
        /// @param content the bytes
        @SuppressWarnings("ArrayRecordComponent") // compared by nobody
        record Bytes(byte[] content) implements Stdin {
            @Override
            public String toString() {
                return "Bytes[" + content.length + "]";
            }
        }

        /// A file, from its start.
        ///
        /// @param path the file
        record File(Path path) implements Stdin {}
    }

    /// What of a work folder is kept.
    ///
    /// @param globs which files, as `out/*.png` or `reports/**`: `*` and `?` within a name, `**` across folders
    /// @param maxCount how many at most, from 1 to 1,000,000; 1,000 unless set
    /// @param maxSize how large at most, together; 1 GiB unless set
    public record Artifacts(List<String> globs, int maxCount, ByteSize maxSize) {
        /// Nothing.
        public static final Artifacts NONE = new Artifacts(List.of(), 1000, ByteSize.gib(1));

        /// Refuses values out of range.
        public Artifacts {
            globs = List.copyOf(globs);
            for (String glob : globs) {
                relative("artifact glob", glob);
                try {
                    FileSystems.getDefault().getPathMatcher("glob:" + glob);
                } catch (PatternSyntaxException e) {
                    throw new IllegalArgumentException(
                            "artifact glob was '" + glob + "', which is none: " + e.getDescription(), e);
                }
            }
            Require.range("artifact maxCount", maxCount, 1, 1_000_000);
            Objects.requireNonNull(maxSize, "artifact maxSize");
        }
    }

    /// A secret that a process gets.
    ///
    /// @param name its name for the [SecretSource]
    /// @param variable the environment variable that tells the process where it is, or has it
    /// @param delivery how it is given
    public record Secret(String name, String variable, Delivery delivery) {
        /// Refuses names that are none.
        public Secret {
            Require.name("secret name", name);
            ProcessTask.variable("secret variable", variable);
            Objects.requireNonNull(delivery, "delivery");
        }

        /// How a secret is given to a process. It never stands among the arguments.
        public enum Delivery {
            /// In a file that only the process's user can read; the variable has the path. The file is gone
            /// when the process is.
            FILE,
            /// On an open file descriptor, of which there are at most four; the variable has the number.
            DESCRIPTOR,
            /// As the value of the variable, which every process that it starts inherits and its user can
            /// read under `/proc`: for programs that know no better.
            ENVIRONMENT
        }
    }

    /// {@return a builder for a command}
    /// @param command the program and its arguments; never a shell line
    public static Builder command(String... command) {
        return command(List.of(command));
    }

    /// {@return a builder for a command}
    /// @param command the program and its arguments; never a shell line
    public static Builder command(List<String> command) {
        return new Builder(List.copyOf(command));
    }

    private static String noNul(String what, String value) {
        int at = value.indexOf('\0');
        if (at >= 0) {
            throw new IllegalArgumentException(
                    what + " has a NUL character at index " + at + ", which no process can be given; remove it");
        }
        return value;
    }

    private static void variable(String what, String name) {
        if (!VARIABLE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " was '" + name + "'; it must have letters, digits and _ only, and begin with no digit");
        }
    }

    private static void relative(String what, String path) {
        noNul(what, path);
        if (path.isEmpty()
                || path.startsWith("/")
                || List.of(path.split("/", -1)).contains("..")) {
            throw new IllegalArgumentException(
                    what + " was '" + path + "'; it must be a path inside the work folder, without '..'");
        }
    }

    private static Path absolute(String what, Path path) {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException(what + " was '" + path + "'; it must be an absolute path");
        }
        return path.normalize();
    }

    /// Collects what a command needs. Confined to one thread.
    public static final class Builder {
        private final List<String> command;
        private Stdin stdin = new Stdin.Empty();
        private final Map<String, String> environment = new TreeMap<>();
        private final Set<String> inherited = new TreeSet<>();
        private final Map<String, Path> inputs = new LinkedHashMap<>();
        private Optional<Path> folder = Optional.empty();
        private final List<Path> readable = new ArrayList<>();
        private final List<Path> writable = new ArrayList<>();
        private Profile profile = Profile.STANDARD;
        private ResourceLimits limits = ResourceLimits.none();
        private LogSink log = LogSink.discard();
        private ByteSize logTail = ByteSize.kib(64);
        private int logRate = 1000;
        private Optional<Set<Integer>> expectedExits = Optional.of(Set.of(0));
        private Artifacts artifacts = Artifacts.NONE;
        private final List<Secret> secrets = new ArrayList<>();
        private final List<String> gpus = new ArrayList<>();
        private final List<Path> devices = new ArrayList<>();
        private Duration grace = Duration.ofSeconds(2);

        private Builder(List<String> command) {
            this.command = command;
        }

        /// Sets what it reads on standard input.
        ///
        /// @param value the input
        /// @return this
        public Builder stdin(Stdin value) {
            stdin = Objects.requireNonNull(value, "stdin");
            return this;
        }

        /// Sets a variable of its environment.
        ///
        /// @param name letters, digits and `_`
        /// @param value the value
        /// @return this
        public Builder environment(String name, String value) {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "environment");
            environment.put(name, value);
            return this;
        }

        /// Hands on a variable of the application's own environment, where that has it.
        ///
        /// @param names their names
        /// @return this
        public Builder inherit(String... names) {
            Objects.requireNonNull(names, "names");
            inherited.addAll(List.of(names));
            return this;
        }

        /// Copies a file or folder into its work folder first.
        ///
        /// @param path where to, inside the work folder
        /// @param source what
        /// @return this
        public Builder input(String path, Path source) {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(source, "source");
            inputs.put(path, source);
            return this;
        }

        /// Sets the folder that it works in, instead of a new private one. It is never deleted.
        ///
        /// @param value an existing folder
        /// @return this
        public Builder folder(Path value) {
            Objects.requireNonNull(value, "folder");
            folder = Optional.of(value.toAbsolutePath());
            return this;
        }

        /// Lets it read a file or folder, where its profile hides it.
        ///
        /// @param path what; it is there at the same place
        /// @return this
        public Builder readable(Path path) {
            Objects.requireNonNull(path, "path");
            readable.add(path.toAbsolutePath());
            return this;
        }

        /// Lets it change a file or folder, in the profiles other than [Profile#TRUSTED].
        ///
        /// @param path what; it is there at the same place
        /// @return this
        public Builder writable(Path path) {
            Objects.requireNonNull(path, "path");
            writable.add(path.toAbsolutePath());
            return this;
        }

        /// Sets how it is walled off.
        ///
        /// @param value the profile
        /// @return this
        public Builder profile(Profile value) {
            profile = Objects.requireNonNull(value, "profile");
            return this;
        }

        /// Sets what it may use.
        ///
        /// @param value the limits
        /// @return this
        public Builder limits(ResourceLimits value) {
            limits = Objects.requireNonNull(value, "limits");
            return this;
        }

        /// Sets where its lines go.
        ///
        /// @param value the sink
        /// @return this
        public Builder log(LogSink value) {
            log = Objects.requireNonNull(value, "log");
            return this;
        }

        /// Sets how much of its last lines is kept in memory.
        ///
        /// @param value from 0 to 16 MiB
        /// @return this
        public Builder logTail(ByteSize value) {
            logTail = Objects.requireNonNull(value, "logTail");
            return this;
        }

        /// Sets how many lines reach the sink.
        ///
        /// @param perSecond lines a second, from 1 to 1,000,000
        /// @return this
        public Builder logRate(int perSecond) {
            logRate = perSecond;
            return this;
        }

        /// Sets the exit codes that are no failure.
        ///
        /// @param codes each from 0 to 255
        /// @return this
        public Builder expectExit(Integer... codes) {
            Objects.requireNonNull(codes, "codes");
            expectedExits = Optional.of(Set.of(codes));
            return this;
        }

        /// However it ends, it is a result and no failure: any code, a signal, an exceeded limit.
        ///
        /// @return this
        public Builder expectAnyExit() {
            expectedExits = Optional.empty();
            return this;
        }

        /// Keeps files of its work folder, also when it fails.
        ///
        /// @param globs which, as `out/*.png` or `reports/**`
        /// @return this
        public Builder artifacts(String... globs) {
            Objects.requireNonNull(globs, "globs");
            artifacts = new Artifacts(List.of(globs), artifacts.maxCount, artifacts.maxSize);
            return this;
        }

        /// Keeps files of its work folder, also when it fails.
        ///
        /// @param value which, and how many at most
        /// @return this
        public Builder artifacts(Artifacts value) {
            artifacts = Objects.requireNonNull(value, "artifacts");
            return this;
        }

        /// Gives it a secret.
        ///
        /// @param name its name for the [SecretSource]
        /// @param variable the environment variable that tells where it is, or has it
        /// @param delivery how it is given
        /// @return this
        public Builder secret(String name, String variable, Secret.Delivery delivery) {
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
        public Builder gpus(String... ids) {
            Objects.requireNonNull(ids, "ids");
            gpus.addAll(List.of(ids));
            return this;
        }

        /// Lets it use a device, in the profiles other than [Profile#TRUSTED].
        ///
        /// @param node the device node, such as `/dev/nvidia0`
        /// @return this
        public Builder device(Path node) {
            Objects.requireNonNull(node, "node");
            devices.add(node);
            return this;
        }

        /// Sets how long it may take to end after a `SIGTERM`.
        ///
        /// @param value from zero, which kills at once, to a minute
        /// @return this
        public Builder grace(Duration value) {
            grace = Objects.requireNonNull(value, "grace");
            return this;
        }

        /// {@return the command}
        /// @throws IllegalArgumentException if something of it cannot be run, naming it, its value and what to
        ///     do
        public ProcessTask build() {
            return new ProcessTask(
                    command,
                    stdin,
                    environment,
                    inherited,
                    inputs,
                    folder,
                    readable,
                    writable,
                    profile,
                    limits,
                    log,
                    logTail,
                    logRate,
                    expectedExits,
                    artifacts,
                    secrets,
                    gpus,
                    devices,
                    grace);
        }
    }
}
