// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lifecycle;

import dev.executor.PoolConfig;
import dev.executor.core.time.Timers;
import dev.executor.event.TaskEvent;
import dev.executor.spi.Host;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a task's transitions do to the pool around it. Called by the thread that brought the signal, with no lock
/// held. Thread-safe; nothing here blocks or throws, except what an inline listener takes for itself.
public interface PoolEffects {
    /// {@return every setting of the pool}
    PoolConfig config();

    /// {@return clock, threads, randomness, ids}
    Host host();

    /// {@return every deadline of the pool}
    Timers timers();

    /// {@return the table that the pool's tasks follow}
    Lifecycle lifecycle();

    /// {@return what writes outcomes before they are told; there is one exactly if the table has
    /// [Effect#RECORD]}
    Optional<Recorder> recorder();

    /// {@return whether anybody listens to events}
    boolean observed();

    /// Hands an event to the listeners. Calls for one task never overlap and come in order.
    ///
    /// @param event what happened
    /// @param context the submitter's captured context, or null
    void deliver(TaskEvent event, @Nullable Object context);

    /// Puts a task into the queue, and wakes or starts a thread for it.
    ///
    /// @param task the task
    void enqueue(TaskExecution<?> task);

    /// Takes a task out of the queue.
    ///
    /// @param task the task
    void dequeue(TaskExecution<?> task);

    /// Frees a task's ordering key, if it holds it.
    ///
    /// @param task the task, done
    void releaseKey(TaskExecution<?> task);

    /// Counts an outcome, just before it becomes visible.
    ///
    /// @param task the task
    /// @param outcome as [Completion] encodes it
    void decided(TaskExecution<?> task, Object outcome);

    /// Hears of a task that did not succeed and for which nobody waits, once its outcome is visible.
    ///
    /// @param task the task
    void unread(TaskExecution<?> task);

    /// Frees a task's slot and its ordering key.
    ///
    /// @param task the task, done
    void release(TaskExecution<?> task);

    /// Counts a task in or out of those that wait for a time, and of those whose outcome is visible and whose body
    /// is not back.
    ///
    /// @param from its phase before
    /// @param to its phase now
    void count(Phase from, Phase to);

    /// Counts an attempt in or out of those that ignore their interrupt.
    ///
    /// @param change 1 or -1
    void stuck(int change);

    /// {@return whether everything live is being cancelled because the pool closes}
    ///
    /// A thread that makes a task visible to the cancelling thread (queue, timers, a thread's current task) asks
    /// afterwards, and stops it if so.
    boolean cancelling();

    /// {@return whether the pool takes no new work: repeating tasks end with their present run}
    boolean draining();

    /// Runs a user's callback on a thread of its own, with the submitter's context restored.
    ///
    /// @param callback what to run
    /// @param context the submitter's captured context, or null
    void callBack(Runnable callback, @Nullable Object context);
}
