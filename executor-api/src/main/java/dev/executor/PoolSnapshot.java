// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import java.util.Map;

/// What a pool is doing: what metrics and health checks read. Immutable.
///
/// The figures are read one after the other while the pool goes on; each is exact at its moment, and when the pool is
/// quiet they conserve: `accepted = succeeded + failed + timedOut + cancelled + shed + live - stopping` (the outcome of
/// a stopping task is already counted).
///
/// @param pool the pool's name
/// @param state where the pool is in its life
/// @param queued how many tasks wait in the queue, by priority; every priority has an entry
/// @param delayed how many tasks wait for a start time or for their backoff
/// @param running how many permits are taken
/// @param limit how many permits there are
/// @param live how many tasks are in the pool: waiting, delayed, backing off, running, stopping
/// @param bound how many tasks the pool holds at most
/// @param stopping how many live tasks have their outcome but not yet their body back
/// @param stuck how many attempts have ignored their interrupt and are not back
/// @param accepted how many tasks the pool has taken
/// @param refused how many it has not taken
/// @param succeeded how many ended with a result
/// @param failed how many failed
/// @param timedOut how many ran out of one of their clocks
/// @param cancelled how many were cancelled
/// @param shed how many were given back from the queue
/// @param retries how many attempts after the first were scheduled
/// @param retriesDenied how many were owed and not granted by the retry budget
/// @param droppedEvents how many events found a listener's buffer full
/// @param listenerErrors how often a listener or callback threw
/// @param threadsStarted how many threads were started for attempts; all other attempts ran on a thread that had run
///     one before, or on their submitter's
public record PoolSnapshot(
        String pool,
        PoolState state,
        Map<Priority, Integer> queued,
        int delayed,
        int running,
        int limit,
        int live,
        int bound,
        int stopping,
        int stuck,
        long accepted,
        long refused,
        long succeeded,
        long failed,
        long timedOut,
        long cancelled,
        long shed,
        long retries,
        long retriesDenied,
        long droppedEvents,
        long listenerErrors,
        long threadsStarted) {
    /// {@return how many tasks wait in the queue, of all priorities}
    public int queuedTotal() {
        return queued.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// {@return how many tasks have their outcome}
    public long finished() {
        return succeeded + failed + timedOut + cancelled + shed;
    }
}
