// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

/// What a transition does. [TaskEffects] carries out the effects of each transition in the order in which they
/// are declared here, on the thread that brought the signal, with no lock held.
///
/// A permit is not in the table: it belongs to the thread that runs the body. Only [#REVOKE_PERMIT] takes one away.
public enum Effect {
    /// The pool's gauges count it in or out of the tasks that wait for a time, and of those that are stopping.
    COUNT,
    /// The pool counts the outcome.
    TALLY,
    /// The outcome becomes visible.
    PUBLISH,
    /// The thread that runs the body is interrupted.
    INTERRUPT,
    /// The permit is taken from the stuck thread.
    REVOKE_PERMIT,
    /// It leaves the queue.
    DEQUEUE,
    /// Its timer is set for the deadlines of the new phase.
    ARM,
    /// The listeners get the events of the transition.
    TELL,
    /// The recorder gets the outcome. It answers with [Signal#RECORDED].
    RECORD,
    /// It enters the queue, and a thread comes for it.
    ENQUEUE,
    /// It leaves the live set: its slot in the pool and its ordering key are free.
    RELEASE_SLOT,
    /// The threads and callbacks that wait for the outcome are woken.
    WAKE,
    /// It is stopped if its pool is closing. A closing thread may have looked for it before it was there to be
    /// found.
    HEED_CLOSING;

    int bit() {
        return 1 << ordinal();
    }
}
