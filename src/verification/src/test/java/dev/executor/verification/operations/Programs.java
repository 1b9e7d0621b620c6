// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Programs of other people, which a test needs. Where one is missing the test is skipped, and where the environment
/// variable `EXECUTOR_PROMETHEUS_REQUIRED` is 1 it fails. The reason says what to `install`: the last line of
/// `mvn verify` lists it.
final class Programs {
    private static final boolean REQUIRED = "1".equals(System.getenv("EXECUTOR_PROMETHEUS_REQUIRED"));

    /// Debian's package of a program that is not called like it.
    private static final Map<String, String> PACKAGES =
            Map.of("promtool", "prometheus", "amtool", "prometheus-alertmanager");

    private Programs() {}

    static void require(String name) {
        boolean there = Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        if (REQUIRED) {
            assertThat(there)
                    .as("there is a program " + name + " (EXECUTOR_PROMETHEUS_REQUIRED is 1)")
                    .isTrue();
        } else {
            assumeTrue(there, "there is a program " + name + "; install " + PACKAGES.getOrDefault(name, name));
        }
    }

    /// Runs a program to its end and returns what it printed.
    static String run(Path folder, String... command) throws IOException, InterruptedException {
        var log = Files.createTempFile("program", ".log");
        try {
            var process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            assertThat(process.waitFor(Duration.ofMinutes(1)))
                    .as(command[0] + " ended")
                    .isTrue();
            assertThat(process.exitValue())
                    .as("exit code of %s, which printed:%n%s", List.of(command), Files.readString(log))
                    .isZero();
            return Files.readString(log);
        } finally {
            Files.delete(log);
        }
    }

    /// A port of the loopback interface that nobody used a moment ago.
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
