// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/// Starts processes with the JDK's `ProcessBuilder`. Works everywhere; where there is a shell, through a [Trampoline].
public final class BuilderSpawner implements Spawner {
    private static final File ROOT = new File("/");
    private static final File NOTHING = new File("/dev/null");

    private final CoreDumps cores;

    /// Makes one.
    ///
    /// @param cores how core dumps are limited
    public BuilderSpawner(CoreDumps cores) {
        this.cores = cores;
    }

    @Override
    public Child start(Launch launch) throws IOException {
        var limits = Rlimits.of(launch.limits(), cores);
        // Without a group and with no limit worth the name there is nothing for the script to do.
        boolean bare = launch.group().isEmpty()
                && launch.descriptors().isEmpty()
                && limits.onlyCore()
                && !Files.isExecutable(Trampoline.SHELL);
        var program = cores.wrap(launch.argv(), limits);
        Optional<Trampoline> trampoline =
                bare ? Optional.empty() : Optional.of(Trampoline.write(launch, program, limits, true));
        var builder = new ProcessBuilder(trampoline.map(Trampoline::argv).orElse(program));
        if (trampoline.isEmpty()) {
            builder.directory(launch.folder().toFile())
                    .redirectInput(launch.stdin().toFile());
        } else { // which finds both by their bytes
            builder.directory(ROOT).redirectInput(NOTHING);
        }
        builder.environment().clear();
        if (trampoline.isEmpty()) {
            builder.environment().putAll(launch.environment());
        }
        Process process = builder.start();
        var ended =
                process.onExit().thenApply(over -> Ended.relayed(over.exitValue())); // a signal as 128 and its number
        return new Child(
                process.toHandle(),
                new PolledOutput(process.getInputStream()),
                new PolledOutput(process.getErrorStream()),
                trampoline
                        .map(t -> ended.thenApply(end -> {
                            t.check(end);
                            return end;
                        }))
                        .orElse(ended));
    }

    @Override
    public void close() {}
}
