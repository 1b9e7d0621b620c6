// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The one seam to the machine: time, delay, threads, randomness, ids. The engine asks nobody else, so that a test or a
/// simulation can drive all of it.
///
/// Thread-safe, and none of its methods block. The default is the real machine; `dev.executor.testing.ManualHost` is
/// virtual time for tests.
///
/// @since 0.1
public interface Host {
    /// {@return the monotonic clock in nanoseconds, as `System.nanoTime()`: only differences mean something}
    ///
    /// Every deadline, age and duration is measured by it.
    long nanoTime();

    /// {@return the wall clock} Only for start times given as an `Instant`, never compared to a deadline.
    Instant wallTime();

    /// Calls back after a delay, never early. The engine's only source of delay, which it uses for the next
    /// deadline of many.
    ///
    /// @param delay how long, zero or more
    /// @param action what to call, once; it is quick, does not block and does not throw
    /// @return what calls it off
    Cancellable after(Duration delay, Runnable action);

    /// Starts a thread that runs tasks.
    ///
    /// @param name its name
    /// @param body what it runs; it does not throw
    /// @throws Error if no thread can be started; the engine loses nothing by it
    void startTaskThread(String name, Runnable body);

    /// Starts a thread of the engine's own (listeners, callbacks), which runs user code that may block.
    ///
    /// @param name its name
    /// @param body what it runs; it does not throw
    /// @throws Error if no thread can be started
    void startEngineThread(String name, Runnable body);

    /// Does the next step of what the calling thread is about to wait for, on a host whose threads and time are
    /// driven by the thread that waits: a test kit. The engine calls it before each park, and parks where it
    /// returns false, which it always does on a real machine.
    ///
    /// @param wait stands for this one wait: the same object at each step of it, another one for the next wait
    /// @param waitedFor says what the thread waits for, for messages
    /// @return whether the caller is to look at its condition again instead of waiting
    /// @throws IllegalStateException if nothing can happen any more, so that the wait would never end
    default boolean drive(Object wait, Supplier<String> waitedFor) {
        return false;
    }

    /// {@return a generator for jitter, safe to use on the calling thread}
    RandomGenerator random();

    /// {@return a new text for a [dev.executor.TaskId], different from all before}
    String nextId();

    /// A delayed call that can be called off.
    @FunctionalInterface
    interface Cancellable {
        /// Calls it off if it has not started; harmless if it has.
        void cancel();
    }
}
