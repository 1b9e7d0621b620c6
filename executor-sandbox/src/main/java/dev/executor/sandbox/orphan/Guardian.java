// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.orphan;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A small process beside the application that outlives it. When its standard input ends, the application is dead, and
/// the guardian kills everything in the sandbox's control groups and deletes the sandbox's folder. Thread-safe.
///
/// The kernel closes the pipe however the application dies, also by `kill -9`.
public final class Guardian implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Guardian.class);

    /// How many times it tries to remove the groups, ten a second.
    private static final int TRIES = 300;

    private final Process process;
    private volatile boolean closing;
    private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

    private Guardian(Process process) {
        this.process = process;
    }

    /// Starts the process.
    ///
    /// @param instance the sandbox
    /// @param roots its control groups
    /// @return the guardian
    /// @throws IOException if it cannot be started
    public static Guardian start(Instance instance, List<Path> roots) throws IOException {
        Path script = instance.folder().resolve("guardian.sh");
        try (InputStream resource = Guardian.class.getResourceAsStream("guardian.sh")) {
            if (resource == null) {
                throw new IOException("the resource guardian.sh is missing from the jar");
            }
            Files.copy(resource, script);
        }
        var argv = new ArrayList<>(List.of(
                "/bin/sh",
                script.toString(),
                Integer.toString(TRIES),
                instance.folder().toString()));
        roots.forEach(root -> argv.add(root.toString()));
        var builder = new ProcessBuilder(argv)
                .directory(Path.of("/").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        var guardian = new Guardian(builder.start());
        guardian.ended = guardian.process.onExit().thenRun(guardian::ended);
        return guardian;
    }

    private void ended() {
        if (!closing) {
            log.warn(
                    "The guardian process {} of the sandbox has ended (code {}); if this application is killed, its commands"
                            + " keep running until the next sandbox is opened",
                    process.pid(),
                    process.exitValue());
        }
    }

    /// Ends the guardian without any clean-up.
    @Override
    public void close() {
        closing = true;
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write("closed\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            log.debug("The guardian process of the sandbox had ended before", e);
        }
        ended.join();
    }
}
