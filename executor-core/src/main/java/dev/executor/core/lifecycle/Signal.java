// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

/// What can happen to a task. What a signal brings with it is its [SignalData].
public enum Signal {
    /// The pool has accepted it, and it may start. From the submitter.
    ADMITTED,
    /// The pool has accepted it, and it may start later. From the submitter.
    POSTPONED,
    /// Its start time, its backoff or its next run is due. From the timers.
    DUE,
    /// A thread with a permit has taken it from the queue. From the dispatcher.
    DISPATCHED,
    /// The attempt timeout has passed, and another attempt may be owed. From the timers; may be late.
    EXPIRE,
    /// Its outcome is decided from outside: cancel, timeout, shed, shutdown. From anyone, at any time.
    STOP,
    /// As STOP, but a running body is left alone (`Future.cancel(false)`).
    STOP_QUIETLY,
    /// The body is back and no other attempt is owed. From the thread that ran it.
    RETURNED,
    /// The body is back and another attempt or run is owed after a delay. From the thread that ran it.
    RETRY,
    /// The body ignores its interrupt and its permit is to be taken from it. From the timers; may be late.
    ABANDON,
    /// The outcome is recorded. From the recorder.
    RECORDED
}
