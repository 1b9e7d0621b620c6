// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.service;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.isolation.Artifacts;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.CommandBuilder;
import dev.executor.isolation.Limit;
import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.Secret;
import java.time.Duration;
import java.util.List;

/// Work of processes: a build that keeps an artifact and reads a secret, one that fails, one that takes too much
/// memory, and a plugin that tries what it may not; as far as this machine can keep them in their bounds. Confined
/// to one thread.
final class Commands {
    private static final int EVERY = 10;

    private final ExecutorPool pool;
    private final Sandbox sandbox;

    Commands(ExecutorPool pool, Sandbox sandbox) {
        this.pool = pool;
        this.sandbox = sandbox;
    }

    void tick(int number) {
        if (number % EVERY != 0) {
            return;
        }
        submit(
                "build",
                sh("test -r \"$KEY\" && seq 1 2000 | sort -r > built.txt")
                        .secret("signing", "KEY", Secret.Delivery.FILE)
                        .artifacts("built.txt"));
        switch (number / EVERY % 5) {
            case 0 -> submit("lint", sh("echo 'line 7: unused' >&2; exit 1"));
            // More artifacts than it may keep.
            case 1 -> submit("bundle", sh("touch a b c").artifacts(new Artifacts(List.of("*"), 2, ByteSize.mib(1))));
            case 2 -> hog();
            case 3 -> intrude();
            default -> {}
        }
    }

    private void hog() {
        if (sandbox.capabilities().limits().containsKey(Limit.MEMORY)) {
            submit(
                    "hog",
                    sh("tail /dev/zero")
                            .limits(ResourceLimits.builder()
                                    .memory(ByteSize.mib(32))
                                    .wallTime(Duration.ofSeconds(10))
                                    .build()));
        }
    }

    /// A system call that the filter forbids: the command is killed for it.
    private void intrude() {
        if (sandbox.capabilities().profiles().contains(Profile.UNTRUSTED)) {
            submit(
                    "plugin",
                    Command.builder("/bin/sh", "-c", "mount -t tmpfs none /tmp").profile(Profile.UNTRUSTED));
        }
    }

    private static CommandBuilder sh(String script) {
        return Command.builder("/bin/sh", "-c", script).profile(Profile.TRUSTED);
    }

    private void submit(String name, CommandBuilder command) {
        Task<?> task = sandbox.task(name, command.build());
        pool.trySubmit(task.withTenant("initech").withTimeout(Duration.ofSeconds(20)));
    }
}
