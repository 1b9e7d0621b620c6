// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.hostile;

import dev.executor.ExecutorPool;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.CommandBuilder;
import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.UnsupportedIsolationException;
import java.nio.file.Path;
import java.time.Duration;

/// An application on a machine that has next to nothing; run as a JVM of its own by [FallbackTest].
final class Bare {
    private Bare() {}

    public static void main(String[] args) throws Exception {
        try (var sandbox = Sandbox.builder().stateFolder(Path.of(args[0])).open();
                var pool = ExecutorPool.builder("bare").build()) {
            var found = sandbox.capabilities();
            System.out.println(found.cgroups() + " " + found.spawning() + " " + found.profiles() + " trees "
                    + found.killsTrees() + " orphans " + found.killsOrphans());
            found.gaps().forEach(gap -> System.out.println("gap: " + gap));
            var command = Command.builder("sh", "-c", "echo works; ulimit -n; sleep 1000 & exit 3")
                    .profile(Profile.TRUSTED)
                    .limits(ResourceLimits.builder()
                            .openFiles(50)
                            .wallTime(Duration.ofMinutes(1))
                            .build())
                    .expectExit(3);
            System.out.println(pool.submit(sandbox.task("plain", command.build()))
                    .join()
                    .log()
                    .text());
            refused(sandbox, command.profile(Profile.STANDARD));
            refused(
                    sandbox,
                    command.profile(Profile.TRUSTED)
                            .limits(ResourceLimits.builder()
                                    .memory(ByteSize.mib(64))
                                    .build()));
            refused(
                    sandbox,
                    command.limits(ResourceLimits.builder()
                            .cpuTime(Duration.ofSeconds(1))
                            .build()));
        }
        System.out.println("CLOSED");
    }

    private static void refused(Sandbox sandbox, CommandBuilder command) {
        try {
            sandbox.task("refused", command.build());
        } catch (UnsupportedIsolationException e) {
            System.out.println("refused: " + e.getMessage().replace('\n', ' '));
        }
    }
}
