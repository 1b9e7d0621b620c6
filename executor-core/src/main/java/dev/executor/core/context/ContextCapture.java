// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.context;

import dev.executor.TaskContext;
import dev.executor.spi.ContextCarrier;
import dev.executor.spi.FailureText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Captures the submitter's context once and opens it around the task's code. Thread-safe. A pool without carriers
/// captures null, which costs nothing.
public final class ContextCapture {
    private static final Logger log = LoggerFactory.getLogger(ContextCapture.class);

    private static final ContextCarrier.Scope NOTHING = () -> {};

    private final List<ContextCarrier> carriers;
    private final @Nullable ClassLoader poolLoader;

    /// Makes a capture.
    ///
    /// @param carriers who carries what, in order
    /// @param poolLoader the context class loader that the pool's threads have by themselves
    public ContextCapture(List<ContextCarrier> carriers, @Nullable ClassLoader poolLoader) {
        this.carriers = carriers;
        this.poolLoader = poolLoader;
    }

    /// Gives the calling thread, which is one of the pool's, the pool's context class loader.
    public void enterThread() {
        Thread.currentThread().setContextClassLoader(poolLoader);
    }

    /// {@return what is to be restored of the calling thread: its context class loader where it is not the
    /// pool's, and what the carriers captured; null if there is nothing}
    public @Nullable Object capture() {
        var loader = Thread.currentThread().getContextClassLoader();
        return loader == poolLoader ? carried() : new Loaded(loader, carried());
    }

    private @Nullable Object carried() {
        return switch (carriers.size()) {
            case 0 -> null;
            case 1 -> capture(carriers.getFirst());
            default -> captureAll();
        };
    }

    private static ContextCarrier.@Nullable Snapshot capture(ContextCarrier carrier) {
        try {
            return carrier.capture();
        } catch (Throwable e) {
            UserCode.tell(
                    e,
                    () -> log.warn(
                            "a context carrier failed to capture; the task goes on without its context",
                            FailureText.printable(e)));
            return null;
        }
    }

    private Captured captureAll() {
        var snapshots = new ArrayList<ContextCarrier.Snapshot>(carriers.size());
        for (var carrier : carriers) {
            var snapshot = capture(carrier);
            if (snapshot != null) {
                snapshots.add(snapshot);
            }
        }
        return new Captured(snapshots);
    }

    /// Runs with a captured context open on the calling thread. What `body` throws is thrown; what carriers throw
    /// is logged.
    ///
    /// @param captured what [#capture()] returned
    /// @param body what to run
    public static void with(@Nullable Object captured, Runnable body) {
        try (var _ = open(captured)) {
            body.run();
        }
    }

    /// Opens a captured context on the calling thread.
    ///
    /// @param captured what [#capture()] returned
    /// @return what ends it, on the same thread
    public static ContextCarrier.Scope open(@Nullable Object captured) {
        return open(captured, null);
    }

    /// Opens a captured context on a thread that works for an attempt.
    ///
    /// @param captured what [#capture()] returned
    /// @param attempt the attempt; null for a callback or listener
    /// @return what ends it, on the same thread
    public static ContextCarrier.Scope open(@Nullable Object captured, @Nullable TaskContext attempt) {
        if (captured == null) { // the first use of the switch costs milliseconds, which nothing captured need not pay
            return NOTHING;
        }
        return switch (captured) {
            case Loaded(var loader, var carried) -> {
                var thread = Thread.currentThread();
                var before = thread.getContextClassLoader();
                thread.setContextClassLoader(loader); // first, as a carrier may look for its own parts by it
                var scope = open(carried, attempt);
                yield () -> {
                    scope.close();
                    thread.setContextClassLoader(before);
                };
            }
            case ContextCarrier.Snapshot snapshot -> guarded(snapshot, attempt);
            case Captured(var snapshots) -> {
                var scopes = new ArrayList<ContextCarrier.Scope>(snapshots.size());
                for (var snapshot : snapshots) {
                    scopes.add(guarded(snapshot, attempt));
                }
                yield () -> scopes.reversed().forEach(ContextCarrier.Scope::close);
            }
            default -> NOTHING;
        };
    }

    /// Opens one context. What its carrier throws, at the open or at the close, is logged.
    private static ContextCarrier.Scope guarded(ContextCarrier.Snapshot snapshot, @Nullable TaskContext attempt) {
        ContextCarrier.Scope scope;
        try {
            scope = attempt == null ? snapshot.open() : snapshot.openFor(attempt);
        } catch (Throwable e) {
            UserCode.tell(
                    e,
                    () -> log.warn(
                            "a context carrier failed to restore a context; the task goes on without it",
                            FailureText.printable(e)));
            return NOTHING;
        }
        return () -> {
            try {
                scope.close();
            } catch (Throwable e) {
                UserCode.tell(
                        e, () -> log.warn("a context carrier failed to close a context", FailureText.printable(e)));
            }
        };
    }

    /// {@return the environment variables of all carriers}
    ///
    /// @param captured what [#capture()] returned
    /// @param attempt whose process gets them
    public static Map<String, String> environment(@Nullable Object captured, TaskContext attempt) {
        var environment = new TreeMap<String, String>();
        for (var snapshot : snapshots(captured)) {
            try {
                environment.putAll(snapshot.environment(attempt));
            } catch (Throwable e) {
                UserCode.tell(
                        e,
                        () -> log.warn(
                                "a context carrier failed to hand its context on; the process goes on without it",
                                FailureText.printable(e)));
            }
        }
        return environment;
    }

    private static List<ContextCarrier.Snapshot> snapshots(@Nullable Object captured) {
        return switch (captured) {
            case Loaded(var _, var carried) -> snapshots(carried);
            case ContextCarrier.Snapshot snapshot -> List.of(snapshot);
            case Captured(var snapshots) -> snapshots;
            case null, default -> List.of();
        };
    }

    /// A context class loader that is not the pool's, and what the carriers captured.
    private record Loaded(
            @Nullable ClassLoader loader, @Nullable Object carried) {}

    /// What several carriers captured.
    private record Captured(List<ContextCarrier.Snapshot> snapshots) {}
}
