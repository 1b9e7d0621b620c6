// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

/// What has to be done because of a transition. The thread that brought the signal does it, at once, with no lock held.
public enum Effect {
    /// Put it into the queue.
    ENQUEUE,
    /// Take it out of the queue.
    DEQUEUE,
    /// Run the body on the thread that brought the signal.
    START_BODY,
    /// Arm the timer for the end of the delay.
    ARM_DELAY,
    /// Interrupt the thread that runs the body.
    INTERRUPT,
    /// Make the outcome visible and wake who waits for it.
    PUBLISH,
    /// The permit is free: of the thread that brought the signal, or, with ABANDON, of the stuck one.
    RELEASE_PERMIT,
    /// It leaves the live set: its place in the pool and its ordering key are free.
    RETIRE
}
