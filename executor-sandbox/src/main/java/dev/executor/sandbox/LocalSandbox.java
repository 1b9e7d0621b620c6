// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox;

import dev.executor.Task;
import dev.executor.TaskContext;
import dev.executor.UnsupportedWorkException;
import dev.executor.Work;
import dev.executor.isolation.Command;
import dev.executor.isolation.Limit;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxCapabilities;
import dev.executor.isolation.SandboxCapabilities.Gap;
import dev.executor.isolation.SandboxConfig;
import dev.executor.isolation.UnsupportedIsolationException;
import dev.executor.sandbox.process.Commands;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sandbox of this machine: the isolator of commands. Thread-safe.
final class LocalSandbox implements Sandbox {
    private static final Logger log = LoggerFactory.getLogger(LocalSandbox.class);

    private final SandboxConfig config;
    private final SandboxResources resources;
    private final SandboxCapabilities capabilities;
    private final Commands commands;
    private final CommandCheck check = new CommandCheck();
    private final AtomicBoolean closed = new AtomicBoolean();

    private LocalSandbox(SandboxConfig config, SandboxResources resources) {
        this.config = config;
        this.resources = resources;
        this.capabilities = resources.capabilities();
        this.commands = resources.commands();
    }

    static LocalSandbox open(SandboxConfig config) throws IOException {
        var sandbox = new LocalSandbox(config, SandboxResources.open(config));
        var found = sandbox.capabilities;
        log.info(
                "Sandbox opened: control groups {}, spawning {}, profiles {}, limits {}",
                found.cgroups(),
                found.spawning(),
                found.profiles(),
                found.limits());
        found.gaps().forEach(gap -> log.info("Not enforced on this machine: {}", gap));
        return sandbox;
    }

    @Override
    public SandboxCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public Task<ProcessResult> task(String name, Command command) {
        var task = Task.of(name, command).withIsolator(this);
        check.refusal(command).ifPresent(reason -> refuse(name, reason));
        var gaps = gaps(command);
        if (!gaps.isEmpty()) {
            throw new UnsupportedIsolationException(name, gaps);
        }
        missingPart(command).ifPresent(reason -> refuse(name, reason));
        return task;
    }

    private static void refuse(String name, String reason) {
        throw new IllegalArgumentException("command '" + name + "' " + reason);
    }

    @Override
    public String name() {
        return "sandbox";
    }

    /// What this machine enforces does not change while the sandbox is open, so neither does the answer.
    @Override
    public boolean canRun(Work<?> work) {
        return command(work).filter(command -> reasons(command).isEmpty()).isPresent();
    }

    @Override
    public String whyNot(Work<?> work) {
        return command(work).map(command -> String.join("; ", reasons(command))).orElse("a sandbox runs commands only");
    }

    @Override
    @SuppressWarnings("unchecked") // the work is of the type of commands, so what it returns is a result of one
    public <T extends @Nullable Object> T run(Work<T> work, TaskContext context) throws Exception {
        var command = command(work).filter(each -> reasons(each).isEmpty());
        if (command.isEmpty()) {
            throw new UnsupportedWorkException("The sandbox cannot run " + Work.describe(work) + " of task '"
                    + context.name() + "': " + whyNot(work));
        }
        return (T) commands.run(command.get(), context);
    }

    private static Optional<Command> command(Work<?> work) {
        return work instanceof Work.Portable<?, ?>(var type, Command command) && type.equals(Command.TYPE)
                ? Optional.of(command)
                : Optional.empty();
    }

    /// {@return why this sandbox cannot run a command, each with its remedy; none if it can}
    private List<String> reasons(Command command) {
        var reasons = new ArrayList<String>();
        check.refusal(command).ifPresent(reason -> reasons.add("the command " + reason));
        gaps(command).forEach(gap -> reasons.add("this machine cannot enforce " + gap));
        missingPart(command).ifPresent(reason -> reasons.add("the command " + reason));
        return reasons;
    }

    private List<Gap> gaps(Command command) {
        var gaps = new ArrayList<Gap>();
        if (!capabilities.profiles().contains(command.profile())) {
            gaps.add(gap("profile " + command.profile()));
        }
        for (Limit limit : command.limits().set()) {
            if (!capabilities.limits().containsKey(limit)) {
                gaps.add(gap(limit.name()));
            }
        }
        return gaps;
    }

    /// {@return what the command needs and this sandbox was built without, for a message}
    private Optional<String> missingPart(Command command) {
        if (!command.artifacts().globs().isEmpty() && config.artifacts().isEmpty()) {
            return Optional.of("keeps artifacts " + command.artifacts().globs()
                    + ", and this sandbox has no artifact store; call artifacts(..) when the sandbox is built");
        }
        if (!command.secrets().isEmpty() && config.secrets().isEmpty()) {
            return Optional.of("needs secrets " + command.secrets()
                    + ", and this sandbox has no secret source; call secrets(..) when the sandbox is built");
        }
        return Optional.empty();
    }

    /// Finds the gap that explains why a limit or profile is missing.
    private Gap gap(String what) {
        return capabilities.gaps().stream()
                .filter(gap -> List.of(gap.what().split(", | and ", -1)).contains(what))
                .findFirst()
                .orElseGet(() -> capabilities.gaps().stream()
                        .filter(gap -> gap.what().equals(SandboxResources.GROUPS))
                        .findFirst()
                        .map(gap -> new Gap(what, gap.reason(), gap.remedy()))
                        .orElse(new Gap(what, "this machine does not support it", "see docs/sandbox.md")));
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            resources.close();
        }
    }
}
