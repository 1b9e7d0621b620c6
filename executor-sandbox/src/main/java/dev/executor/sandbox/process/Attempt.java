// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.FailureKind;
import dev.executor.TaskContext;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.LogTail;
import dev.executor.isolation.ProcessFailedException;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.isolation.SandboxException;
import dev.executor.isolation.Stdin;
import dev.executor.sandbox.artifact.Collector;
import dev.executor.sandbox.cgroup.ControlGroup;
import dev.executor.sandbox.cgroup.Readings;
import dev.executor.sandbox.output.AttemptLog;
import dev.executor.sandbox.output.LastLine;
import dev.executor.sandbox.output.Masker;
import dev.executor.sandbox.profile.Bubblewrap;
import dev.executor.sandbox.profile.ConfinedCommand;
import dev.executor.sandbox.profile.ConfinementRequest;
import dev.executor.sandbox.spawn.Ended;
import dev.executor.sandbox.spawn.LaunchRequest;
import dev.executor.sandbox.work.Disks;
import dev.executor.sandbox.work.FileNames;
import dev.executor.sandbox.work.FileThreads;
import dev.executor.sandbox.work.Workspace;
import dev.executor.spi.FailureText;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One attempt of a command, as a pipeline: prepare, confine, run, decide, collect, clean up. Confined to the attempt's
/// thread.
///
/// Each step undoes what it did, even if a later step fails. When [#run()] returns or throws, nothing of the attempt is
/// left.
final class Attempt {
    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    private static final Duration KILL_TIME = Duration.ofSeconds(10);

    private final SandboxRuntime runtime;
    private final Command command;
    private final TaskContext context;
    private final String name;
    private final RunningAttempts running;
    private final AttemptEvents events;
    private final Deadline deadline;
    private final PartialResult partialResult = new PartialResult();

    /// @param name unique among the attempts of the sandbox
    Attempt(SandboxRuntime runtime, Command command, TaskContext context, String name, RunningAttempts running) {
        this.runtime = runtime;
        this.command = command;
        this.context = context;
        this.name = name;
        this.running = running;
        long beginNanos = System.nanoTime();
        this.events = new AttemptEvents(context, command.profile(), beginNanos);
        this.deadline = new Deadline(beginNanos, command.limits().wallTime(), running.closing());
    }

    ProcessResult run() throws ProcessFailedException, SandboxException, InterruptedException {
        events.publishResultSource(partialResult);
        Workspace workspace;
        try {
            workspace = Workspace.create(runtime.instance().runs().resolve(name), command, owner());
        } catch (IOException | RuntimeException e) {
            throw failure("its work folder could not be made", e.toString(), e);
        }
        try {
            copyInputs(workspace);
            return decide(runIn(workspace), workspace);
        } catch (LimitReached e) {
            return decide(unstarted(e.limit()), workspace);
        } finally {
            cleanUp("the work folder", () -> {
                if (!workspace.closeIfTidy()) {
                    runtime.files().runToEnd(() -> {
                        workspace.close();
                        return true;
                    });
                }
            });
        }
    }

    /// The ending of a process that did not start because a limit was already exceeded.
    private static Run.Ending unstarted(Limit limit) {
        var evidence = new ExitDecider.Evidence(
                new Ended(0, 0, true, Optional.empty()), Optional.of(limit), Readings.NONE, Duration.ZERO, false);
        return new Run.Ending(evidence, Run.NOTHING_USED, new LogTail(List.of(), ByteSize.bytes(0), 0));
    }

    /// Copies the inputs. Pipes, sockets and devices are skipped and logged.
    private void copyInputs(Workspace workspace) throws SandboxException, InterruptedException, LimitReached {
        if (command.inputs().isEmpty()) {
            return;
        }
        try {
            var skipped = runtime.files().run(() -> workspace.copyInputs(command), deadline);
            if (!skipped.isEmpty()) {
                log.atWarn()
                        .addKeyValue("task.id", context.id().value())
                        .addKeyValue("task.name", context.name())
                        .log(
                                "{}: {} pipes, sockets or devices among its inputs were not copied, such as {}",
                                describe(),
                                skipped.size(),
                                skipped.getFirst());
            }
        } catch (Workspace.InputsTooLargeException e) {
            throw new LimitReached(Limit.DISK);
        } catch (IOException | RuntimeException e) {
            try {
                deadline.check("its inputs were copied");
            } catch (IOException f) {
                throw failure("its inputs could not be copied", String.valueOf(f.getMessage()), f);
            }
            throw failure("its inputs could not be copied", e.toString(), e);
        }
    }

    /// The user id that the process runs as; negative if it runs as the user of this process.
    private int owner() {
        return command.profile() == Profile.UNTRUSTED && runtime.root() ? Bubblewrap.NOBODY : -1;
    }

    /// The user whose permissions decide which files may become artifacts. Empty if the command had the same
    /// permissions as this process.
    private Optional<Integer> reader() {
        return runtime.root() && command.profile() != Profile.TRUSTED
                ? Optional.of(Math.max(0, owner()))
                : Optional.empty();
    }

    private Run.Ending runIn(Workspace workspace) throws SandboxException, InterruptedException, LimitReached {
        Masker masker = Masker.NONE;
        try (var secrets = secrets()) {
            masker = secrets.masker();
            Path temporary = workspace.temporary();
            ConfinedCommand confined = confine(workspace, temporary, secrets);
            Path stdin = command.stdin() instanceof Stdin.Empty
                    ? workspace.stdin(command.stdin())
                    : runtime.files().run(() -> workspace.stdin(command.stdin()), deadline);
            try (var output = AttemptLog.open(context, command, masker)) {
                Optional<ControlGroup> group = group(workspace);
                try {
                    var request = new LaunchRequest(
                            confined.argv(),
                            confined.environment(),
                            workspace.work(),
                            stdin,
                            confined.descriptors(),
                            group,
                            command.limits(),
                            workspace.root(),
                            owner() >= 0);
                    var watched = List.of(workspace.work(), temporary);
                    return new Run(
                                    runtime,
                                    command,
                                    request,
                                    output,
                                    watched,
                                    confined.wrapper(),
                                    running,
                                    deadline,
                                    partialResult)
                            .run(events);
                } finally {
                    if (group.isPresent()) {
                        var left = group.get();
                        cleanUp("the control group", () -> {
                            left.kill(KILL_TIME); // a start that failed half-way may have left a process in it
                            left.remove();
                        });
                    }
                }
            }
        } catch (ClosedByInterruptException e) { // interrupted while a file was written
            throw new InterruptedException();
        } catch (FileThreads.StoppedException e) {
            try {
                deadline.check("its standard input was made ready");
            } catch (IOException f) {
                throw failure("it was not started", String.valueOf(f.getMessage()), f);
            }
            throw failure("it was not started", "stopped", e);
        } catch (IOException | RuntimeException e) {
            throw failure(
                    "it failed in its sandbox", masker.mask(String.valueOf(FailureText.messageOf(e))), masker.mask(e));
        }
    }

    private Secrets secrets() throws IOException, InterruptedException {
        return command.secrets().isEmpty()
                ? Secrets.NONE
                : Secrets.fetch(command.secrets(), runtime.config().secrets().orElseThrow(), context.info(), events);
    }

    private ConfinedCommand confine(Workspace workspace, Path temporary, Secrets secrets) throws IOException {
        var environment = Environments.of(command, workspace.work(), temporary, events.environment());
        secrets.addTo(environment);
        var descriptors = secrets.descriptors(workspace, environment);
        var files = secrets.files(workspace, owner());
        var argv = new ArrayList<>(command.argv());
        var program = Program.of(command, environment, workspace.work());
        argv.set(0, FileNames.text(program.path()));
        var request = new ConfinementRequest(command, argv, workspace, temporary, environment, files, descriptors);
        return switch (command.profile()) {
            case TRUSTED -> {
                files.forEach((variable, file) -> environment.put(variable, file.toString()));
                yield new ConfinedCommand(argv, environment, descriptors, Optional.empty());
            }
            case STANDARD -> runtime.bubblewrap().orElseThrow().confine(request);
            case UNTRUSTED -> {
                if (!Bubblewrap.visible(program.path(), request)) {
                    throw new IOException("the program '" + argv.getFirst()
                            + "' is hidden by the profile UNTRUSTED; make it readable, or an input");
                }
                var interpreter = program.interpreter();
                if (interpreter.isPresent() && !Bubblewrap.visible(interpreter.get(), request)) {
                    throw new IOException("the interpreter " + interpreter.get() + " of the program '" + argv.getFirst()
                            + "' is hidden by the profile UNTRUSTED; make it readable");
                }
                yield runtime.bubblewrap().orElseThrow().confine(request);
            }
        };
    }

    private Optional<ControlGroup> group(Workspace workspace) throws IOException {
        if (runtime.groups().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> disk =
                command.limits().set().contains(Limit.IO) ? Disks.of(workspace.work()) : Optional.empty();
        if (command.limits().set().contains(Limit.IO) && disk.isEmpty()) {
            throw new IOException(workspace.work() + " is not on a disk whose rate can be limited; remove readRate and"
                    + " writeRate, or put the work folder on a disk");
        }
        return Optional.of(runtime.groups().get().create(name, command.limits(), disk));
    }

    private ProcessResult decide(Run.Ending ending, Workspace workspace)
            throws ProcessFailedException, InterruptedException {
        Exit exit = ExitDecider.exit(command, ending.evidence());
        if (ending.usage() != Run.NOTHING_USED) {
            events.processEnded(exit, ending.usage());
        }
        Optional<Collector> collector = command.artifacts().globs().isEmpty()
                ? Optional.empty()
                : runtime.config()
                        .artifacts()
                        .map(store -> new Collector(store, context, command.artifacts(), reader()));
        Optional<IOException> lost = Optional.empty();
        if (collector.isPresent()) {
            try {
                runtime.files().run(collecting(collector.get(), workspace), FileThreads.StopCondition.NONE);
            } catch (IOException e) {
                lost = Optional.of(e);
            }
            collector.get().kept().forEach(events::artifactKept);
            lost.ifPresent(events::artifactLost);
        }
        var result = ProcessResult.builder()
                .exit(exit)
                .usage(ending.usage())
                .log(ending.log())
                .artifacts(collector.map(Collector::kept).orElse(List.of()))
                .build();
        partialResult.ended(result);
        Optional<FailureKind> kind = ExitDecider.failureKind(command, exit);
        if (kind.isPresent()) {
            var failure = new ProcessFailedException(kind.get(), message(exit, result), result, null);
            lost.ifPresent(failure::addSuppressed);
            throw failure;
        }
        if (lost.isPresent()) {
            throw new ProcessFailedException(
                    FailureKind.ARTIFACT,
                    describe() + " succeeded, but its artifacts could not be kept: "
                            + lost.get().getMessage(),
                    result,
                    lost.get());
        }
        return result;
    }

    /// Opens the attempt's context first, because the store is the application's code.
    private FileThreads.Work<Boolean> collecting(Collector collector, Workspace workspace) {
        return () -> {
            try (var _ = events.openContext()) {
                collector.collect(workspace.work());
                return true;
            }
        };
    }

    private String message(Exit exit, ProcessResult result) {
        String last = LastLine.of(result.log())
                .map(line -> "its last line was '" + line + "'")
                .orElse(result.log().lines().isEmpty() ? "it wrote nothing" : "it wrote nothing but blank lines");
        return describe() + " " + ExitDecider.describe(exit, command.limits()) + "; " + last;
    }

    private String describe() {
        return "Command '" + context.name() + "' (" + context.id() + ", attempt " + context.attempt() + ")";
    }

    private SandboxException failure(String what, String reason, Exception cause) {
        return new SandboxException(describe() + ": " + what + ": " + reason, cause);
    }

    /// Runs one clean-up step. A failure is logged, not thrown: the outcome of the process matters more, and the
    /// next sandbox sweeps what is left.
    private void cleanUp(String what, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("task.id", context.id().value())
                    .addKeyValue("task.name", context.name())
                    .setCause(e)
                    .log("{}: {} could not be removed; the next sandbox that is opened removes it", describe(), what);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }
}
