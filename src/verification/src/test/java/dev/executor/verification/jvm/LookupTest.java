// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.isolation.Sandbox;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A container: the API in a class loader that all applications share, engine and sandbox beside one of them.
class LookupTest {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void putBack() {
        Thread.currentThread().setContextClassLoader(before);
    }

    /// The class path's entries that have a text in their names, or that have none of several.
    private static URL[] classPath(boolean with, String... texts) throws Exception {
        var urls = new ArrayList<URL>();
        for (var entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator, -1)) {
            if (List.of(texts).stream().anyMatch(entry::contains) == with) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static ClassLoader shared() throws Exception {
        return new URLClassLoader(
                "shared",
                classPath(true, "executor-api", "jspecify", "slf4j-api"),
                ClassLoader.getPlatformClassLoader());
    }

    private static AutoCloseable opened(ClassLoader shared, Class<?> entry, String factory, String open)
            throws Exception {
        var api = shared.loadClass(entry.getName());
        assertThat(api).isNotSameAs(entry);
        var builder = factory.equals("builder") && entry == ExecutorPool.class
                ? api.getMethod(factory, String.class).invoke(null, "contained")
                : api.getMethod(factory).invoke(null);
        return (AutoCloseable) builder.getClass().getMethod(open).invoke(builder);
    }

    @Test
    void anEngineBesideTheApplicationIsFoundByTheContextLoader() throws Exception {
        var shared = shared();
        Thread.currentThread()
                .setContextClassLoader(new URLClassLoader(
                        "application", classPath(true, "executor-core", "executor-sandbox"), shared));
        try (var pool = opened(shared, ExecutorPool.class, "builder", "build")) {
            assertThat(pool.getClass().getClassLoader().getName()).isEqualTo("application");
        }
        try (var sandbox = opened(shared, Sandbox.class, "builder", "open")) {
            assertThat(sandbox.getClass().getClassLoader().getName()).isEqualTo("application");
        }
    }

    @Test
    void whereThereIsNoneTheMessageSaysWhatWasLookedAt() throws Exception {
        var shared = shared();
        Thread.currentThread().setContextClassLoader(new URLClassLoader("empty", new URL[0], shared));
        assertThat(thrownBy(shared, ExecutorPool.class, "build"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no engine for pool 'contained'")
                .hasMessageContaining("the class loader of the API")
                .hasMessageContaining("the context class loader of thread '"
                        + Thread.currentThread().getName() + "'")
                .hasMessageContaining(shared.toString())
                .hasMessageContaining(
                        Thread.currentThread().getContextClassLoader().toString())
                .hasMessageContaining("dev.executor:executor-core");
        assertThat(thrownBy(shared, Sandbox.class, "open"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no sandbox")
                .hasMessageContaining("dev.executor:executor-sandbox");
    }

    /// The application has a copy of its own of the API, which its engine implements.
    @Test
    void anEngineOfAnotherCopyOfTheApiIsToldAsSuch() throws Exception {
        var shared = shared();
        Thread.currentThread()
                .setContextClassLoader(
                        new URLClassLoader("copy", classPath(true, "executor-", "slf4j-api", "jspecify"), null));
        assertThat(thrownBy(shared, ExecutorPool.class, "build"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not a subtype");
    }

    private static Throwable thrownBy(ClassLoader shared, Class<?> entry, String open) throws Exception {
        try {
            opened(shared, entry, "builder", open).close();
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
        throw new AssertionError("it was found");
    }
}
