// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.ExecutorPool;
import dev.executor.isolation.Command;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An application that is killed while it runs commands, with cgroup v2: nothing outlives it, and if its helper is
/// killed, too, nothing outlives the next sandbox.
class KilledApplicationTest {
    private static final Path PARENT = Path.of("/sys/fs/cgroup");
    private static final Path STATE = Path.of("/mnt/scratch/killed");
    private static final Duration LONG = Duration.ofSeconds(90);

    private Process application;

    @BeforeEach
    void start() throws IOException {
        application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Application.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        for (String line = application.inputReader().readLine();
                !"READY".equals(line);
                line = application.inputReader().readLine()) {
            assertThat(line).as("the application has ended").isNotNull();
        }
        assertThat(groups()).as("its control group").hasSize(1);
        assertThat(processes()).as("shells, daemon and what they wait for").hasSizeGreaterThanOrEqualTo(3);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        application.destroyForcibly().waitFor();
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(groups()).isEmpty();
            assertThat(processes()).isEmpty();
            try (var left = Files.list(STATE)) {
                assertThat(left).allMatch(path -> path.endsWith("lock"));
            }
        });
    }

    @Test
    void nothingOutlivesAKilledApplication() {
        application.destroyForcibly(); // and then nothingIsLeft()
    }

    @Test
    void whatOutlivesTheHelperIsSweptByTheNextSandbox() throws Exception {
        var helper = application
                .children()
                .filter(child ->
                        text(Path.of("/proc/" + child.pid() + "/cmdline")).contains("guardian.sh"))
                .findFirst()
                .orElseThrow();
        assertThat(helper.destroyForcibly()).isTrue();
        await().atMost(LONG).until(() -> !helper.isAlive());
        application.destroyForcibly().waitFor();
        assertThat(groups()).as("what nobody has killed").hasSize(1);
        Sandbox.builder().cgroupParent(PARENT).stateFolder(STATE).open().close();
        assertThat(groups()).isEmpty();
        assertThat(processes()).isEmpty();
    }

    private static List<Path> groups() throws IOException {
        try (var groups = Files.list(PARENT)) {
            return groups.filter(path -> path.getFileName().toString().startsWith("executor-"))
                    .toList();
        }
    }

    /// {@return those that were started with a folder of the sandbox in their environment}
    private static List<Path> processes() throws IOException {
        try (var all = Files.list(Path.of("/proc"))) {
            return all.filter(process -> text(process.resolve("environ")).contains(STATE + "/"))
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it is gone, or no process
        }
    }

    /// What is killed.
    static final class Application {
        private Application() {}

        public static void main(String[] arguments) throws Exception {
            var sandbox =
                    Sandbox.builder().cgroupParent(PARENT).stateFolder(STATE).open();
            var pool = ExecutorPool.builder("killed").build();
            var up = new CountDownLatch(1);
            var command = Command.builder(
                            "sh",
                            "-c",
                            "trap '' TERM HUP; (setsid sh -c 'echo >daemon; sleep 1000' &);"
                                    + " until [ -e daemon ]; do sleep 0.1; done; echo up; sleep 1000")
                    .profile(Profile.TRUSTED)
                    .log(LogSink.lines(_ -> up.countDown()))
                    .build();
            pool.submit(sandbox.task("killed", command));
            up.await();
            System.out.println("READY");
            new CountDownLatch(1).await();
        }
    }
}
