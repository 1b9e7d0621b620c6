// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import dev.executor.TaskContext;
import dev.executor.Work;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs attempts somewhere: on the attempt's own thread ([#inThread()]), as a process (a
/// [dev.executor.isolation.Sandbox]), or elsewhere. Thread-safe: attempts run at the same time.
///
/// A task chooses its isolator ([dev.executor.Task#withIsolator]); otherwise the pool takes the first of its own
/// ([dev.executor.ExecutorPool.Builder#isolator]) that can run the work, and the attempt's own thread last. Work that
/// none can run is refused at submit with a [dev.executor.Rejection.Unsupported]. It is never run by another isolator
/// instead.
///
/// @since 0.1
public interface Isolator {
    /// {@return a short name for messages, such as `sandbox`}
    String name();

    /// {@return whether this isolator can run some work}
    ///
    /// Called on the submitter's thread at submit and on the attempt's thread before each attempt. It must be
    /// quick, must not block, and must give the same answer each time. If it throws, the work is refused.
    ///
    /// @param work the work
    boolean canRun(Work<?> work);

    /// {@return why this isolator cannot run some work, and what to do about it, for a person}; called only after
    /// [#canRun(Work)] has returned false
    ///
    /// @param work the work
    default String whyNot(Work<?> work) {
        return "it does not run " + Work.describe(Objects.requireNonNull(work, "work"));
    }

    /// Runs one attempt to its end.
    ///
    /// Called on a thread that holds a permit and runs nothing else; it may block. It returns when the attempt is
    /// over and nothing of it is left. An interrupt of the calling thread means: stop the work, wherever it runs,
    /// then return or throw.
    ///
    /// @param work the work
    /// @param context the attempt
    /// @param <T> what it returns
    /// @return the result
    /// @throws dev.executor.UnsupportedWorkException if it cannot run this work
    /// @throws Exception the attempt's failure
    <T extends @Nullable Object> T run(Work<T> work, TaskContext context) throws Exception;

    /// {@return the default: runs inline work on the calling thread, and no other work}
    static Isolator inThread() {
        return InThread.INSTANCE;
    }
}
