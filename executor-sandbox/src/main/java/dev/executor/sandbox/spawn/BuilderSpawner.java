// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.spawn;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/// Starts processes with the JDK's `ProcessBuilder`, through a [Trampoline] where there is a shell. Works everywhere.
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
    public Child start(LaunchRequest request) throws IOException {
        var limits = Rlimits.of(request.limits(), cores);
        // Without a shell, a group, descriptors and limits the program is started directly.
        boolean bare = request.group().isEmpty()
                && request.descriptors().isEmpty()
                && limits.onlyCore()
                && !Files.isExecutable(Trampoline.SHELL);
        var program = cores.wrap(request.argv(), limits);
        Optional<Trampoline> trampoline =
                bare ? Optional.empty() : Optional.of(Trampoline.write(request, program, limits, true));
        var builder = new ProcessBuilder(trampoline.map(Trampoline::argv).orElse(program));
        if (trampoline.isEmpty()) {
            builder.directory(request.folder().toFile())
                    .redirectInput(request.stdin().toFile());
        } else { // the script opens both by the bytes of their names
            builder.directory(ROOT).redirectInput(NOTHING);
        }
        builder.environment().clear();
        if (trampoline.isEmpty()) {
            builder.environment().putAll(request.environment());
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
