// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.FailureKind;
import dev.executor.TaskContext;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.LogTail;
import dev.executor.isolation.ProcessFailedException;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.ProcessTask;
import dev.executor.isolation.Profile;
import dev.executor.isolation.SandboxException;
import dev.executor.sandbox.artifact.Collector;
import dev.executor.sandbox.cgroup.ControlGroup;
import dev.executor.sandbox.cgroup.Readings;
import dev.executor.sandbox.output.AttemptLog;
import dev.executor.sandbox.output.LastWords;
import dev.executor.sandbox.output.Masker;
import dev.executor.sandbox.profile.Bubblewrap;
import dev.executor.sandbox.profile.Room;
import dev.executor.sandbox.profile.Walls;
import dev.executor.sandbox.spawn.Ended;
import dev.executor.sandbox.spawn.Launch;
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

/// One attempt of a command, as a pipeline: furnish, wall, run, collect, judge, clear up. Confined to the attempt's
/// thread.
///
/// Each step undoes what it did, whatever happens in those after it; when it returns or throws, nothing of the
/// attempt is left.
final class Attempt {
    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    private static final Duration KILL_TIME = Duration.ofSeconds(10);

    private final Facilities facilities;
    private final ProcessTask command;
    private final TaskContext context;
    private final String name;
    private final Running running;
    private final Teller teller;
    private final Deadline deadline;
    private final SoFar soFar = new SoFar();

    /// @param name unique among the attempts of the sandbox
    Attempt(Facilities facilities, ProcessTask command, TaskContext context, String name, Running running) {
        this.facilities = facilities;
        this.command = command;
        this.context = context;
        this.name = name;
        this.running = running;
        long beginNanos = System.nanoTime();
        this.teller = new Teller(context, command.profile(), beginNanos);
        this.deadline = new Deadline(beginNanos, command.limits().wallTime(), running.closing());
    }

    ProcessResult run() throws ProcessFailedException, SandboxException, InterruptedException {
        teller.report(soFar);
        Workspace workspace;
        try {
            workspace = Workspace.create(facilities.instance().runs().resolve(name), command, owner());
        } catch (IOException | RuntimeException e) {
            throw failure("its work folder could not be made", e.toString(), e);
        }
        try {
            furnish(workspace);
            return judge(runIn(workspace), workspace);
        } catch (LimitReached e) {
            return judge(unstarted(e.limit()), workspace);
        } finally {
            clearUp("the work folder", () -> {
                if (!workspace.closeIfTidy()) {
                    facilities.files().runToEnd(() -> {
                        workspace.close();
                        return true;
                    });
                }
            });
        }
    }

    /// What became of a process that a limit kept from being started.
    private static Run.Ending unstarted(Limit limit) {
        var evidence = new Verdict.Evidence(
                new Ended(0, 0, true, Optional.empty()), Optional.of(limit), Readings.NONE, Duration.ZERO, false);
        return new Run.Ending(evidence, Run.NOTHING_USED, new LogTail(List.of(), ByteSize.bytes(0), 0));
    }

    /// Copies the inputs. What is no file, folder or link is left out, and told.
    private void furnish(Workspace workspace) throws SandboxException, InterruptedException, LimitReached {
        if (command.inputs().isEmpty()) {
            return;
        }
        try {
            var skipped = facilities.files().run(() -> workspace.furnish(command), deadline);
            if (!skipped.isEmpty()) {
                log.atWarn()
                        .addKeyValue("task.id", context.id().value())
                        .addKeyValue("task.name", context.name())
                        .log(
                                "{}: {} pipes, sockets or devices of its inputs were not copied, such as {}",
                                describe(),
                                skipped.size(),
                                skipped.getFirst());
            }
        } catch (Workspace.NoRoomException e) {
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

    /// Who the process is: a number, or negative if it is who this one is.
    private int owner() {
        return command.profile() == Profile.UNTRUSTED && facilities.root() ? Bubblewrap.NOBODY : -1;
    }

    /// The user whose rights decide what an artifact is, where the command had fewer than this process.
    private Optional<Integer> reader() {
        return facilities.root() && command.profile() != Profile.TRUSTED
                ? Optional.of(Math.max(0, owner()))
                : Optional.empty();
    }

    private Run.Ending runIn(Workspace workspace) throws SandboxException, InterruptedException, LimitReached {
        Masker masker = Masker.NONE;
        try (var secrets = secrets()) {
            masker = secrets.masker();
            Path temporary = workspace.temporary();
            Walls walls = wall(workspace, temporary, secrets);
            Path stdin = command.stdin() instanceof ProcessTask.Stdin.Empty
                    ? workspace.stdin(command.stdin())
                    : facilities.files().run(() -> workspace.stdin(command.stdin()), deadline);
            try (var output = AttemptLog.open(context, command, masker)) {
                Optional<ControlGroup> group = group(workspace);
                try {
                    var launch = new Launch(
                            walls.argv(),
                            walls.environment(),
                            workspace.work(),
                            stdin,
                            walls.descriptors(),
                            group,
                            command.limits(),
                            workspace.root(),
                            owner() >= 0);
                    var watched = List.of(workspace.work(), temporary);
                    return new Run(
                                    facilities,
                                    command,
                                    launch,
                                    output,
                                    watched,
                                    walls.wrapper(),
                                    running,
                                    deadline,
                                    soFar)
                            .toItsEnd(teller);
                } finally {
                    if (group.isPresent()) {
                        var left = group.get();
                        clearUp("the control group", () -> {
                            left.kill(KILL_TIME); // after a start that failed half way, something may be in it
                            left.remove();
                        });
                    }
                }
            }
        } catch (ClosedByInterruptException e) { // the interrupt came while a file was written
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
                : Secrets.fetch(command.secrets(), facilities.config().secrets().orElseThrow(), context.info(), teller);
    }

    private Walls wall(Workspace workspace, Path temporary, Secrets secrets) throws IOException {
        var environment = Environments.of(command, workspace.work(), temporary, teller.environment());
        secrets.addTo(environment);
        var descriptors = secrets.descriptors(workspace, environment);
        var files = secrets.files(workspace, owner());
        var argv = new ArrayList<>(command.command());
        var program = Program.of(command, environment, workspace.work());
        argv.set(0, FileNames.text(program.path()));
        var room = new Room(command, argv, workspace, temporary, environment, files, descriptors);
        return switch (command.profile()) {
            case TRUSTED -> {
                files.forEach((variable, file) -> environment.put(variable, file.toString()));
                yield new Walls(argv, environment, descriptors, Optional.empty());
            }
            case STANDARD -> facilities.walls().orElseThrow().around(room);
            case UNTRUSTED -> {
                if (!Bubblewrap.visible(program.path(), room)) {
                    throw new IOException("program '" + argv.getFirst()
                            + "' is hidden by the profile UNTRUSTED; make it readable, or an input");
                }
                var interpreter = program.interpreter();
                if (interpreter.isPresent() && !Bubblewrap.visible(interpreter.get(), room)) {
                    throw new IOException("the interpreter " + interpreter.get() + " of the program '" + argv.getFirst()
                            + "' is hidden by the profile UNTRUSTED; make it readable");
                }
                yield facilities.walls().orElseThrow().around(room);
            }
        };
    }

    private Optional<ControlGroup> group(Workspace workspace) throws IOException {
        if (facilities.groups().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> disk =
                command.limits().set().contains(Limit.IO) ? Disks.of(workspace.work()) : Optional.empty();
        if (command.limits().set().contains(Limit.IO) && disk.isEmpty()) {
            throw new IOException(workspace.work() + " is on no disk whose rate could be limited; drop readRate and"
                    + " writeRate, or work elsewhere");
        }
        return Optional.of(facilities.groups().get().create(name, command.limits(), disk));
    }

    private ProcessResult judge(Run.Ending ending, Workspace workspace)
            throws ProcessFailedException, InterruptedException {
        Exit exit = Verdict.exit(command, ending.evidence());
        if (ending.usage() != Run.NOTHING_USED) {
            teller.ended(exit, ending.usage());
        }
        Optional<Collector> collector = command.artifacts().globs().isEmpty()
                ? Optional.empty()
                : facilities
                        .config()
                        .artifacts()
                        .map(store -> new Collector(store, context, command.artifacts(), reader()));
        Optional<IOException> lost = Optional.empty();
        if (collector.isPresent()) {
            try {
                facilities.files().run(collecting(collector.get(), workspace), FileThreads.Patience.ENDLESS);
            } catch (IOException e) {
                lost = Optional.of(e);
            }
            collector.get().kept().forEach(teller::kept);
            lost.ifPresent(teller::lost);
        }
        var result = ProcessResult.builder()
                .exit(exit)
                .usage(ending.usage())
                .log(ending.log())
                .artifacts(collector.map(Collector::kept).orElse(List.of()))
                .build();
        soFar.ended(result);
        Optional<FailureKind> kind = Verdict.failure(command, exit);
        if (kind.isPresent()) {
            var failure = new ProcessFailedException(kind.get(), message(exit, result), result, null);
            lost.ifPresent(failure::addSuppressed);
            throw failure;
        }
        if (lost.isPresent()) {
            throw new ProcessFailedException(
                    FailureKind.ARTIFACT,
                    describe() + " ended well, but its artifacts could not be kept: "
                            + lost.get().getMessage(),
                    result,
                    lost.get());
        }
        return result;
    }

    /// With the attempt's context, as the store is the application's.
    private FileThreads.Work<Boolean> collecting(Collector collector, Workspace workspace) {
        return () -> {
            try (var _ = teller.openContext()) {
                collector.collect(workspace.work());
                return true;
            }
        };
    }

    private String message(Exit exit, ProcessResult result) {
        String last = LastWords.of(result.log())
                .map(line -> "its last line was '" + line + "'")
                .orElse(result.log().lines().isEmpty() ? "it wrote nothing" : "it wrote nothing but blank lines");
        return describe() + " " + Verdict.words(exit, command.limits()) + "; " + last;
    }

    private String describe() {
        return "Command '" + context.name() + "' (" + context.id() + ", attempt " + context.attempt() + ")";
    }

    private SandboxException failure(String what, String reason, Exception cause) {
        return new SandboxException(describe() + ": " + what + ": " + reason, cause);
    }

    /// One step of clearing up. A failure is logged and not thrown: what became of the process matters more, and
    /// the next sandbox sweeps what is left.
    private void clearUp(String what, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("task.id", context.id().value())
                    .addKeyValue("task.name", context.name())
                    .setCause(e)
                    .log("{}: {} is left until the next sandbox is opened", describe(), what);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }
}
