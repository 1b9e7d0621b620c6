// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import dev.executor.TaskType;
import dev.executor.spi.Require;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A command to run as a process, and how. Immutable, and validated when it is built; [#builder(String...)] builds one,
/// and `Task.of(name, command)` makes a task of it for a pool that has a [Sandbox]. [Sandbox#task(String, Command)]
/// makes a task that chooses its sandbox. A task can be submitted any number of times.
///
/// @since 0.1
public final class Command {
    /// The type of this work, which a [Sandbox] runs: `Command.TYPE.with(command)` is a task.
    public static final TaskType<Command, ProcessResult> TYPE =
            TaskType.of("command", Command.class, ProcessResult.class);

    private final List<String> argv;
    private final Stdin stdin;
    private final Map<String, String> environment;
    private final Set<String> inherited;
    private final Map<String, Path> inputs;
    private final Optional<Path> folder;
    private final List<Path> readable;
    private final List<Path> writable;
    private final Profile profile;
    private final ResourceLimits limits;
    private final LogSink log;
    private final ByteSize logTail;
    private final int logRate;
    private final Optional<Set<Integer>> expectedExits;
    private final Artifacts artifacts;
    private final List<Secret> secrets;
    private final List<String> gpus;
    private final List<Path> devices;
    private final Duration grace;

    Command(CommandBuilder builder) {
        argv = builder.argv;
        if (argv.isEmpty() || argv.getFirst().isBlank()) {
            throw new IllegalArgumentException("command was " + argv + "; it must begin with a program");
        }
        for (int i = 0; i < argv.size(); i++) {
            CommandRules.noNul("argument " + i + " of the command", argv.get(i));
        }
        stdin = builder.stdin;
        environment = Collections.unmodifiableMap(new TreeMap<>(builder.environment));
        environment.forEach((name, value) -> {
            CommandRules.variable("environment variable", name);
            CommandRules.noNul("environment variable " + name, value);
        });
        inherited = Collections.unmodifiableSet(new TreeSet<>(builder.inherited));
        inherited.forEach(name -> CommandRules.variable("inherited variable", name));
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(builder.inputs));
        inputs.keySet().forEach(path -> CommandRules.relative("input", path));
        folder = builder.folder.map(path -> CommandRules.absolute("folder", path));
        readable = CommandRules.absolute("readable", builder.readable);
        writable = CommandRules.absolute("writable", builder.writable);
        profile = builder.profile;
        limits = builder.limits;
        log = builder.log;
        logTail = builder.logTail;
        Require.range("logTail in bytes", logTail.bytes(), 0, 16 << 20);
        logRate = Require.range("logRate", builder.logRate, 1, 1_000_000);
        expectedExits = builder.expectedExits.map(codes -> Collections.unmodifiableSet(new TreeSet<>(codes)));
        expectedExits.ifPresent(codes -> codes.forEach(code -> Require.range("expected exit code", code, 0, 255)));
        artifacts = builder.artifacts;
        secrets = List.copyOf(builder.secrets);
        Require.range(
                "number of secrets given by descriptor",
                (int) secrets.stream()
                        .filter(secret -> secret.delivery() == Secret.Delivery.DESCRIPTOR)
                        .count(),
                0,
                4);
        gpus = List.copyOf(builder.gpus);
        gpus.forEach(id -> {
            if (Require.name("GPU id", id).contains(",")) {
                throw new IllegalArgumentException("GPU id was '" + id + "'; give each id by itself, without a comma");
            }
        });
        devices = CommandRules.absolute("device", builder.devices);
        grace = Require.notNegative("grace", builder.grace);
        if (grace.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("grace was " + grace + "; it must be from zero to PT1M");
        }
    }

    /// {@return a builder for a command}
    /// @param argv the program and its arguments; never a shell line
    public static CommandBuilder builder(String... argv) {
        Objects.requireNonNull(argv, "argv");
        return builder(List.of(argv));
    }

    /// {@return a builder for a command}
    /// @param argv the program and its arguments; never a shell line
    public static CommandBuilder builder(List<String> argv) {
        Objects.requireNonNull(argv, "argv");
        return new CommandBuilder(List.copyOf(argv));
    }

    /// {@return the program and its arguments; never a shell line. A program without a slash is looked up in the
    /// `PATH` of the command's own environment}
    public List<String> argv() {
        return argv;
    }

    /// {@return what it reads on standard input; empty unless set}
    public Stdin stdin() {
        return stdin;
    }

    /// {@return the variables that it sets, sorted by name. The process also has `PATH`, `HOME`, `TMPDIR` and
    /// `LANG`, with plain values unless they are set here, and the variables of secrets and GPUs; nothing else}
    public Map<String, String> environment() {
        return environment;
    }

    /// {@return the variables that it inherits from the application, if that has them; none unless set}
    public Set<String> inherited() {
        return inherited;
    }

    /// {@return the files and folders that are copied into its work folder first, by their path there. Links are
    /// copied as links; pipes, sockets and devices are skipped}
    public Map<String, Path> inputs() {
        return inputs;
    }

    /// {@return the folder that it works in; empty for a new private one, which is deleted afterwards}
    public Optional<Path> folder() {
        return folder;
    }

    /// {@return the files and folders that it may also read where its profile hides them, at the same path}
    public List<Path> readable() {
        return readable;
    }

    /// {@return the files and folders that it may also change in the profiles other than [Profile#TRUSTED], at the
    /// same path}
    public List<Path> writable() {
        return writable;
    }

    /// {@return how it is confined; [Profile#STANDARD] unless set}
    public Profile profile() {
        return profile;
    }

    /// {@return how much it may use; [ResourceLimits#none()] unless set}
    public ResourceLimits limits() {
        return limits;
    }

    /// {@return where its log lines go; [LogSink#discard()] unless set}
    public LogSink log() {
        return log;
    }

    /// {@return how much of its last log lines is kept in memory, from 0 to 16 MiB; 64 KiB unless set}
    public ByteSize logTail() {
        return logTail;
    }

    /// {@return how many lines a second reach the sink, from 1 to 1,000,000; 1,000 unless set. The lines of one
    /// second may come at once; further ones are counted as lost}
    public int logRate() {
        return logRate;
    }

    /// {@return the exit codes that are not a failure; 0 unless set. Empty: every end is a result}
    public Optional<Set<Integer>> expectedExits() {
        return expectedExits;
    }

    /// {@return which files of its work folder are kept; [Artifacts#NONE] unless set}
    public Artifacts artifacts() {
        return artifacts;
    }

    /// {@return the secrets that it receives, and how; none unless set}
    public List<Secret> secrets() {
        return secrets;
    }

    /// {@return the ids of the GPUs that it may use, as in `CUDA_VISIBLE_DEVICES`; none unless set}
    public List<String> gpus() {
        return gpus;
    }

    /// {@return the device nodes that it may also use in the profiles other than [Profile#TRUSTED]; none unless
    /// set}
    public List<Path> devices() {
        return devices;
    }

    /// {@return the time between `SIGTERM` and the kill of all its processes; 2 seconds unless set, at most a
    /// minute. A pool reports an attempt as stuck after 5 seconds unless told otherwise}
    public Duration grace() {
        return grace;
    }

    /// {@return all values in a fixed order, for comparing and printing}
    private List<Object> values() {
        return List.of(
                argv,
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Command command && values().equals(command.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    /// {@return the command with all its settings}, among them the environment, but no secret: these are only named
    @Override
    public String toString() {
        return "Command" + values();
    }
}
