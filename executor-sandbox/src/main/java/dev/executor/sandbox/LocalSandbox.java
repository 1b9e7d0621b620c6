// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox;

import dev.executor.Task;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sandbox of this machine. Thread-safe.
final class LocalSandbox implements Sandbox {
    private static final Logger log = LoggerFactory.getLogger(LocalSandbox.class);

    private final SandboxConfig config;
    private final SandboxResources resources;
    private final SandboxCapabilities capabilities;
    private final Commands commands;
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
        var task = Task.of(name, commands.body(command));
        CommandCheck.check(name, command);
        var missing = new ArrayList<Gap>();
        if (!capabilities.profiles().contains(command.profile())) {
            missing.add(gap("profile " + command.profile()));
        }
        for (Limit limit : command.limits().set()) {
            if (!capabilities.limits().containsKey(limit)) {
                missing.add(gap(limit.name()));
            }
        }
        if (!missing.isEmpty()) {
            throw new UnsupportedIsolationException(name, missing);
        }
        if (!command.artifacts().globs().isEmpty() && config.artifacts().isEmpty()) {
            throw new IllegalArgumentException("command '" + name + "' keeps artifacts "
                    + command.artifacts().globs()
                    + ", and this sandbox has no artifact store; call artifacts(..) when the sandbox is built");
        }
        if (!command.secrets().isEmpty() && config.secrets().isEmpty()) {
            throw new IllegalArgumentException("command '" + name + "' needs secrets " + command.secrets()
                    + ", and this sandbox has no secret source; call secrets(..) when the sandbox is built");
        }
        return task;
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
