// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import dev.executor.TaskContext;
import java.util.Map;

/// Carries the submitter's ambient context (MDC, trace, security) to wherever the task's code runs.
///
/// [#capture()] is called once for each submit, on the submitting thread. The snapshot is then
/// opened around [every attempt][Snapshot#openFor(TaskContext)], and around [every callback and listener
/// call][Snapshot#open()], each time on the thread that makes the call, and closed on the same thread. With
/// several carriers, they are opened in the order in which they were added and closed in reverse. An exception of
/// a carrier is logged and otherwise ignored: the task goes on without that context.
///
/// @since 0.1
@FunctionalInterface
public interface ContextCarrier {
    /// Captures the calling thread's context.
    ///
    /// @return the snapshot; immutable and thread-safe
    Snapshot capture();

    /// A captured context.
    @FunctionalInterface
    interface Snapshot {
        /// Makes the captured context current on the calling thread.
        ///
        /// @return what restores the one that is current now; see [Scope]
        Scope open();

        /// Makes current what an attempt's own code is to see, for carriers to which an attempt is a
        /// context of its own (a span, what stands on its log lines). The same as [#open()] for all
        /// others.
        ///
        /// Called on the attempt's thread before its body, and on each thread that works for the attempt,
        /// such as one that reads the output of a process.
        ///
        /// @param attempt the attempt
        /// @return what restores the context that is current now; see [Scope]
        default Scope openFor(TaskContext attempt) {
            return open();
        }

        /// {@return environment variables that hand the context on to a process of the attempt}; never
        /// secrets, as a process's environment is read by others of its user
        ///
        /// @param attempt the attempt
        default Map<String, String> environment(TaskContext attempt) {
            return Map.of();
        }
    }

    /// Ends a context's being current.
    ///
    /// It restores the whole of what was current when it was opened, whatever the code between has left: a
    /// scope that it has not closed, a value that it has set or removed. Undoing what this carrier has set is
    /// not enough: threads are reused, and under [dev.executor.policy.OverflowPolicy#callerRuns()] the
    /// thread is the submitter's own, which goes on with its own work in that context.
    @FunctionalInterface
    interface Scope extends AutoCloseable {
        /// Restores the context that was current before it was opened. Called once, on the thread that opened
        /// it, after the scopes that were opened later.
        @Override
        void close();
    }
}
