// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// An application with the library in a class loader of its own, as a container makes one for each deployment.
class RedeployTest {
    /// What the application does, loaded by its own loader.
    public static final class Application implements Runnable {
        /// Made by the test, through the application's loader.
        public Application() {}

        @Override
        public void run() {
            try (var pool = ExecutorPool.builder("deployed").build()) {
                pool.submit(Task.of("timed", ctx -> {
                                    if (ctx.attempt() == 1) {
                                        throw new IllegalStateException("once");
                                    }
                                    return "done";
                                })
                                .withTimeout(Duration.ofMinutes(1))
                                .withRetry(RetryPolicy.attempts(2, Backoff.fixed(Duration.ofMillis(1)))))
                        .join();
            }
        }
    }

    @Test
    void anApplicationThatIsGoneIsCollected() throws Exception {
        var gone = deployed();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return gone.get() == null;
        });
    }

    private static WeakReference<ClassLoader> deployed() throws Exception {
        var before = Thread.currentThread().getContextClassLoader();
        try (var loader = new URLClassLoader("deployed", classPath(), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            var application = (Runnable) loader.loadClass(Application.class.getName())
                    .getConstructor()
                    .newInstance();
            assertThat(application.getClass()).isNotEqualTo(Application.class);
            application.run();
            return new WeakReference<>(loader);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static URL[] classPath() throws IOException {
        var urls = new ConcurrentLinkedQueue<URL>();
        for (var entry :
                Arrays.asList(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(File.pathSeparator, -1))) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    /// The first to arm a timer starts the one thread that serves all pools.
    @Test
    void theTimerThreadKnowsNothingOfWhoeverStartedIt() throws Exception {
        var user = new InheritableThreadLocal<String>();
        var seen = new ConcurrentLinkedQueue<String>();
        Supplier<String> there =
                () -> user.get() + ", " + Thread.currentThread().getContextClassLoader();
        var loader = new URLClassLoader("submitters", new URL[0], RedeployTest.class.getClassLoader());
        var submitter = Thread.ofPlatform().unstarted(() -> {
            user.set("alice");
            Thread.currentThread().setContextClassLoader(loader);
            try (var pool = ExecutorPool.builder("first")
                    .listener(
                            event -> {
                                if (Thread.currentThread().getName().equals("executor-timer")) {
                                    seen.add(there.get());
                                }
                            },
                            dev.executor.event.TaskListener.Delivery.INLINE)
                    .build()) {
                var handle = pool.submit(Task.action("late", _ -> Thread.sleep(Duration.ofMinutes(1)))
                        .withAttemptTimeout(Duration.ofMillis(50)));
                // The attempt's clock starts with it, so that only the timer can end it.
                Awaitility.await().until(() -> handle.outcome().isPresent());
            }
        });
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> timers().isEmpty()); // of tests before this one
        submitter.start();
        submitter.join();
        assertThat(seen).isNotEmpty().noneMatch(text -> text.startsWith("alice"));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> timers().isEmpty());
    }

    private static List<Thread> timers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("executor-timer"))
                .toList();
    }
}
