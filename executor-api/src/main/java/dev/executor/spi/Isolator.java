// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import dev.executor.TaskBody;
import dev.executor.TaskContext;
import org.jspecify.annotations.Nullable;

/// Runs one attempt somewhere. The default runs it where it is called: on the attempt's own virtual thread.
///
/// Called on a thread that holds a permit and runs nothing else; it may block. It returns when the attempt is over and
/// nothing of it is left. An interrupt of the calling thread means: stop the work, wherever it runs, then return or
/// throw. What it throws is the attempt's failure. Thread-safe: attempts run at the same time.
///
/// @since 0.1
public interface Isolator {
    /// Runs one attempt to its end.
    ///
    /// @param body the work
    /// @param context the attempt
    /// @param <T> what it returns
    /// @return the result
    /// @throws Exception the attempt's failure
    <T extends @Nullable Object> T run(TaskBody<T> body, TaskContext context) throws Exception;

    /// {@return the default: the body runs on the calling thread}
    static Isolator inThread() {
        return InThread.INSTANCE;
    }
}
