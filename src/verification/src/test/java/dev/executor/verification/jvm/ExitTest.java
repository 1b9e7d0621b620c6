// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A task that ends the JVM, in one whose shutdown hook closes what the task runs in.
class ExitTest {
    @TempDir
    private Path folder;

    /// What the JVM of the test runs.
    static final class Application {
        private Application() {}

        public static void main(String[] args) throws InterruptedException {
            var pool = ExecutorPool.builder("exiting").build();
            var view = pool.asExecutorService();
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                if (args[0].equals("pool")) {
                                    pool.close();
                                } else {
                                    view.close();
                                }
                                System.out.println("hook over");
                            },
                            "hook"));
            if (args[0].equals("pool")) {
                pool.submit(Task.action("exit", _ -> System.exit(3)));
            } else {
                view.execute(() -> System.exit(3));
            }
            new CountDownLatch(1).await(); // the end of this thread would end the JVM, too
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pool", "view"})
    void aTaskMayEndTheJvmWhoseHookClosesItsPool(String closed) throws Exception {
        var log = folder.resolve("log");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Application.class.getName(),
                        closed)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(Duration.ofMinutes(1)))
                    .as("the JVM ended; it printed: %s", Files.readString(log))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as("exit code; it printed: %s", Files.readString(log))
                .isEqualTo(3);
        assertThat(Files.readString(log)).contains("hook over");
    }
}
