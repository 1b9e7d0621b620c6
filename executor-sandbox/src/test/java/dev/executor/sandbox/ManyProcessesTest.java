// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.executor.ExecutorPool;
import dev.executor.TaskHandle;
import dev.executor.TaskOutcome;
import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.LogSink;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Profile;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.SandboxCapabilities.Spawning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Five hundred processes at once, all of which have written a line and then say nothing more.
class ManyProcessesTest {
    private static final int PROCESSES = 500;

    /// Carriers of virtual threads, the sandbox's own, the JVM's and the test's: far below one for each process.
    private static final int PLATFORM_THREADS = 60;

    /// Two pumps, each with 16 KiB to read into and a line of 8 KiB, and as much again for everything else.
    private static final long HEAP_BYTES = 96 << 10;

    @TempDir
    Path state;

    @Test
    void fiveHundredProcessesRunAtOnceWithAHandfulOfThreads() throws Exception {
        try (var sandbox = Sandbox.builder().stateFolder(state.resolve("state")).open();
                var pool = ExecutorPool.builder("many").concurrency(PROCESSES).build()) {
            assertThat(sandbox.capabilities().spawning())
                    .as(
                            "native access is granted to the tests; elsewhere than on x86-64 Linux there is no native spawner")
                    .isEqualTo(expected());
            var started = new AtomicInteger();
            long heapBefore = usedHeap();
            var silent = Command.builder("sh", "-c", "echo started; exec sleep 1000")
                    .profile(Profile.TRUSTED)
                    .log(LogSink.lines(_ -> started.incrementAndGet()))
                    .logTail(ByteSize.kib(1))
                    .grace(Duration.ZERO)
                    .build();
            List<TaskHandle<ProcessResult>> handles = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                handles.add(pool.submit(sandbox.task("silent", silent)));
            }
            await().atMost(Duration.ofMinutes(2)).until(() -> started.get() == PROCESSES);
            long heap = usedHeap() - heapBefore;
            assertThat(heap / PROCESSES).as("bytes of heap for each process").isLessThan(HEAP_BYTES);
            int threads = Thread.getAllStackTraces().size(); // of platform threads
            int reapers = sandbox.capabilities().spawning() == Spawning.NATIVE ? 0 : PROCESSES; // the JDK's
            assertThat(threads).isLessThan(PLATFORM_THREADS + reapers);
            assertThat(pool.snapshot().permits().taken()).isEqualTo(PROCESSES);
            handles.forEach(TaskHandle::cancel);
            for (var handle : handles) {
                assertThat(handle.await()).isInstanceOf(TaskOutcome.Cancelled.class);
            }
        }
        assertThat(ProcessHandle.current()
                        .children()
                        .filter(ProcessHandle::isAlive)
                        .map(ManyProcessesTest::command))
                .noneMatch(command -> command.endsWith("sleep"));
    }

    private static long usedHeap() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static Spawning expected() {
        boolean here = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
        return here ? Spawning.NATIVE : Spawning.PROCESS_BUILDER;
    }

    private static String command(ProcessHandle process) {
        return process.info().command().orElse("");
    }
}
