// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import dev.executor.isolation.Limit;
import dev.executor.isolation.ResourceLimits;
import dev.executor.sandbox.spawn.Child;
import dev.executor.sandbox.spawn.LaunchRequest;
import dev.executor.sandbox.spawn.Output;
import dev.executor.sandbox.spawn.SpawnThreads;
import dev.executor.sandbox.spawn.Spawner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Starts that block, as those of programs on a slow disk do.
class StartTest {
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final Path FOLDER = Path.of("/");

    private final SpawnThreads threads = new SpawnThreads();
    private final CountDownLatch go = new CountDownLatch(1);
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private final AtomicInteger blocked = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    @AfterEach
    void close() {
        go.countDown();
        threads.close();
    }

    private final Spawner blocking = new Spawner() {
        @Override
        public Child start(LaunchRequest request) throws IOException {
            if (request.argv().getFirst().equals("slow")) {
                blocked.incrementAndGet();
                boolean waits = true;
                while (waits) { // as a call of the kernel, which no interrupt ends
                    try {
                        go.await();
                        waits = false;
                    } catch (InterruptedException e) {
                        // It goes on.
                    }
                }
            }
            var process = new ProcessBuilder("sleep", "1000").start();
            return new Child(process.toHandle(), new NoOutput(), new NoOutput(), new CompletableFuture<>());
        }

        @Override
        public void close() {}
    };

    private final class NoOutput implements Output {
        @Override
        public int read(byte[] into) {
            return -1;
        }

        @Override
        public void finish() {}

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private Child start(String program, Optional<Duration> wall) throws Exception {
        var request = new LaunchRequest(
                List.of(program),
                Map.of(),
                FOLDER,
                FOLDER,
                List.of(),
                Optional.empty(),
                ResourceLimits.none(),
                FOLDER,
                false);
        return Start.of(threads, blocking, request, new Deadline(System.nanoTime(), wall, closing));
    }

    private Thread startSlow(CompletableFuture<Throwable> failure) {
        return Thread.ofVirtual().start(() -> {
            try {
                start("slow", Optional.empty());
                failure.complete(new AssertionError("it has started"));
            } catch (Throwable e) {
                failure.complete(e);
            }
        });
    }

    @Test
    void aStartThatBlocksHoldsUpNoOther() throws Exception {
        for (int i = 0; i < 20; i++) {
            startSlow(new CompletableFuture<>());
        }
        for (int i = 0; i < 3; i++) {
            start("quick", Optional.empty()).process().destroyForcibly();
        }
        await().atMost(TIME).untilAtomic(blocked, is(20));
        closing.complete(null);
    }

    @Test
    void theWallTimeEndsAStart() {
        assertThatThrownBy(() -> start("slow", Optional.of(Duration.ofMillis(200))))
                .isInstanceOfSatisfying(
                        LimitReached.class, e -> assertThat(e.limit()).isEqualTo(Limit.WALL_TIME));
    }

    @Test
    void anInterruptEndsAStartAndWhatStartsAfterAllIsKilled() throws Exception {
        var failure = new CompletableFuture<Throwable>();
        var attempt = startSlow(failure);
        await().atMost(TIME).untilAtomic(blocked, is(1));
        attempt.interrupt();
        assertThat(failure).succeedsWithin(TIME).isInstanceOf(InterruptedException.class);
        long before = sleepers();
        go.countDown();
        await().atMost(TIME).untilAtomic(closed, is(2));
        await().atMost(TIME).until(() -> sleepers() <= before);
    }

    @Test
    void aClosingSandboxEndsAStart() {
        var failure = new CompletableFuture<Throwable>();
        startSlow(failure);
        await().atMost(TIME).untilAtomic(blocked, is(1));
        closing.complete(null);
        assertThat(failure)
                .succeedsWithin(TIME)
                .isInstanceOf(IOException.class)
                .asString()
                .contains("closed while");
    }

    private static long sleepers() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
    }
}
