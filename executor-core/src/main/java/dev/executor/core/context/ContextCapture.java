// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.context;

import dev.executor.TaskContext;
import dev.executor.spi.ContextCarrier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Captures the submitter's context once and opens it around the task's code. Thread-safe. A pool without carriers
/// captures null, which costs nothing.
public final class ContextCapture {
    private static final Logger log = LoggerFactory.getLogger(ContextCapture.class);

    private final List<ContextCarrier> carriers;

    /// Makes a capture.
    ///
    /// @param carriers who carries what, in order
    public ContextCapture(List<ContextCarrier> carriers) {
        this.carriers = carriers;
    }

    /// {@return what the carriers captured on the calling thread; null if there is nothing}
    public @Nullable Object capture() {
        if (carriers.isEmpty()) {
            return null;
        }
        var snapshots = new ArrayList<ContextCarrier.Snapshot>(carriers.size());
        for (var carrier : carriers) {
            try {
                snapshots.add(carrier.capture());
            } catch (Throwable e) {
                log.warn("a context carrier failed to capture; the task goes on without its context", e);
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
        var scopes = open(captured);
        try {
            body.run();
        } finally {
            close(scopes);
        }
    }

    /// Opens a captured context on the calling thread.
    ///
    /// @param captured what [#capture()] returned
    /// @return what to [#close(List)] on the same thread
    public static List<ContextCarrier.Scope> open(@Nullable Object captured) {
        return open(captured, ContextCarrier.Snapshot::open);
    }

    /// Opens a captured context on a thread that works for an attempt.
    ///
    /// @param captured what [#capture()] returned
    /// @param attempt the attempt
    /// @return what to [#close(List)] on the same thread
    public static List<ContextCarrier.Scope> openFor(@Nullable Object captured, TaskContext attempt) {
        return captured == null ? List.of() : open(captured, snapshot -> snapshot.openFor(attempt));
    }

    private static List<ContextCarrier.Scope> open(
            @Nullable Object captured, Function<ContextCarrier.Snapshot, ContextCarrier.Scope> how) {
        if (!(captured instanceof Captured(var snapshots))) {
            return List.of();
        }
        var scopes = new ArrayList<ContextCarrier.Scope>(snapshots.size());
        for (var snapshot : snapshots) {
            try {
                scopes.add(how.apply(snapshot));
            } catch (Throwable e) {
                log.warn("a context carrier failed to restore a context; the task goes on without it", e);
            }
        }
        return scopes;
    }

    /// Closes what [#open(Object)] opened, in reverse.
    ///
    /// @param scopes what it returned
    public static void close(List<ContextCarrier.Scope> scopes) {
        for (var scope : scopes.reversed()) {
            try {
                scope.close();
            } catch (Throwable e) {
                log.warn("a context carrier failed to close a context", e);
            }
        }
    }

    /// {@return the environment variables of all carriers}
    ///
    /// @param captured what [#capture()] returned
    /// @param attempt whose process gets them
    public static Map<String, String> environment(@Nullable Object captured, TaskContext attempt) {
        var environment = new TreeMap<String, String>();
        if (captured instanceof Captured(var snapshots)) {
            for (var snapshot : snapshots) {
                try {
                    environment.putAll(snapshot.environment(attempt));
                } catch (Throwable e) {
                    log.warn("a context carrier failed to hand its context on; the process goes on without it", e);
                }
            }
        }
        return environment;
    }

    private record Captured(List<ContextCarrier.Snapshot> snapshots) {}
}
