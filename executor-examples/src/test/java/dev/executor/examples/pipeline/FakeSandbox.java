// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import dev.executor.FailureKind;
import dev.executor.Task;
import dev.executor.TaskContext;
import dev.executor.Work;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.LogLine;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.LogTail;
import dev.executor.isolation.ProcessFailedException;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxCapabilities;
import dev.executor.isolation.SandboxCapabilities.Gap;
import dev.executor.isolation.UnsupportedIsolationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A sandbox without processes, so that what a pipeline does with it can be tested on any machine: a command is one of
///
/// - `say TEXT...`, which writes lines, and `shout TEXT...`, which writes them to standard error;
/// - `show INPUT`, which writes the content of an input;
/// - `keep PATH TEXT`, which keeps an artifact;
/// - `exit CODE`, `flake N` (fails before its Nth attempt), `violate` (is caught at what is forbidden);
/// - `hang`, which has to be stopped.
final class FakeSandbox implements Sandbox {
    private final Path artifacts;
    private final Set<Profile> profiles;
    private final Set<Limit> limits;
    private final AtomicInteger running = new AtomicInteger();
    final AtomicInteger mostRunning = new AtomicInteger();
    final List<Command> asked = new ArrayList<>(); // by the test's thread only
    boolean closed;

    FakeSandbox(Path artifacts, Set<Profile> profiles, Set<Limit> limits) {
        this.artifacts = artifacts;
        this.profiles = profiles;
        this.limits = limits;
    }

    @Override
    public SandboxCapabilities capabilities() {
        var enforcement = new EnumMap<Limit, SandboxCapabilities.Enforcement>(Limit.class);
        limits.forEach(limit -> enforcement.put(limit, SandboxCapabilities.Enforcement.KERNEL));
        return SandboxCapabilities.builder()
                .limits(enforcement)
                .profiles(profiles)
                .gaps(List.of(new Gap("memory limit", "no control groups", "delegate some")))
                .build();
    }

    @Override
    public Task<ProcessResult> task(String name, Command command) {
        var gaps = new ArrayList<Gap>();
        if (!profiles.contains(command.profile())) {
            gaps.add(new Gap(command.profile().name(), "no bubblewrap", "install it"));
        }
        var missing = EnumSet.copyOf(command.limits().set());
        missing.removeAll(limits);
        missing.remove(Limit.CORE_SIZE);
        missing.forEach(limit -> gaps.add(new Gap(limit.name(), "no control groups", "delegate some")));
        if (!gaps.isEmpty()) {
            throw new UnsupportedIsolationException(name, gaps);
        }
        asked.add(command);
        return Task.of(name, command).withIsolator(this);
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public boolean canRun(Work<?> work) {
        return work instanceof Work.Portable<?, ?> portable && portable.payload() instanceof Command;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T run(Work<T> work, TaskContext context) throws Exception {
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            return (T) run(context, (Command) ((Work.Portable<?, T>) work).payload());
        } finally {
            running.decrementAndGet();
        }
    }

    private ProcessResult run(TaskContext context, Command command) throws Exception {
        var arguments = command.argv().subList(1, command.argv().size());
        var kept = new ArrayList<ProcessResult.Artifact>();
        int code = 0;
        switch (command.argv().getFirst()) {
            case "say" -> arguments.forEach(text -> write(command, LogLine.Stream.OUT, text));
            case "shout" -> arguments.forEach(text -> write(command, LogLine.Stream.ERR, text));
            case "show" ->
                write(
                        command,
                        LogLine.Stream.OUT,
                        Files.readString(command.inputs().get(arguments.getFirst())));
            case "keep" -> kept.add(keep(context, arguments.get(0), arguments.get(1)));
            case "exit" -> code = Integer.parseInt(arguments.getFirst());
            case "flake" -> code = context.attempt() < Integer.parseInt(arguments.getFirst()) ? 1 : 0;
            case "violate" ->
                throw failure(
                        FailureKind.SANDBOX_VIOLATION,
                        "forbidden system call",
                        result(new Exit.Signalled(Exit.Signalled.SIGSYS), kept));
            case "hang" -> new CountDownLatch(1).await();
            case String other -> throw new IllegalArgumentException(other);
        }
        var result = result(new Exit.Exited(code), kept);
        if (!command.expectedExits().orElseThrow().contains(code)) {
            throw failure(FailureKind.NONZERO_EXIT, "exit code " + code, result);
        }
        return result;
    }

    private static void write(Command command, LogLine.Stream stream, String text) {
        switch (command.log()) {
            case LogSink.Lines(var receiver) -> receiver.accept(new LogLine(Instant.now(), stream, text, false));
            case LogSink.Discard _, LogSink.Logger _, LogSink.File _ -> throw new AssertionError(command.log());
        }
    }

    private ProcessResult.Artifact keep(TaskContext context, String path, String text) throws IOException {
        var file = artifacts.resolve(context.name()).resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return new ProcessResult.Artifact(path, ByteSize.bytes(text.length()), "unknown", file.toUri());
    }

    private static ProcessResult result(Exit exit, List<ProcessResult.Artifact> artifacts) {
        return ProcessResult.builder()
                .exit(exit)
                .usage(ProcessResult.Usage.builder()
                        .wall(Duration.ofMillis(1500))
                        .user(Duration.ofSeconds(1))
                        .system(Duration.ofSeconds(1))
                        .peakMemory(ByteSize.mib(12))
                        .build())
                .log(new LogTail(List.of(), ByteSize.bytes(7), 3))
                .artifacts(artifacts)
                .build();
    }

    private static ProcessFailedException failure(FailureKind kind, String message, ProcessResult result) {
        return new ProcessFailedException(kind, message, result, null);
    }

    @Override
    public void close() {
        closed = true;
    }

    /// {@return every limit there is}
    static Set<Limit> allLimits() {
        return EnumSet.allOf(Limit.class);
    }

    /// {@return every profile there is}
    static Set<Profile> allProfiles() {
        return EnumSet.allOf(Profile.class);
    }
}
