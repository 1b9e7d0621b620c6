// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a pool is doing: what metrics and health checks read. Immutable. Two are equal if all figures are.
///
/// The figures are read one after the other while the pool goes on; each is exact at its moment, and when the pool is
/// quiet they conserve: `accepted = succeeded + failed + timedOut + cancelled + shed + live - stopping` (the outcome of
/// a stopping task is already counted).
///
/// It will grow: groups, and figures in a group, may be added, none will go. A test that needs one makes it by
/// [#builder(String)].
///
/// @since 0.1
public final class PoolSnapshot {
    private final Figures figures;

    PoolSnapshot(Figures figures) {
        this.figures = figures;
    }

    /// {@return a builder of a snapshot whose figures are zero and whose pool is open}, for engines and for tests
    /// of what reads snapshots
    /// @param pool the pool's name
    public static PoolSnapshotBuilder builder(String pool) {
        return new PoolSnapshotBuilder(Objects.requireNonNull(pool, "pool"));
    }

    /// {@return the pool's name}
    public String pool() {
        return figures.pool;
    }

    /// {@return where the pool is in its life}
    public PoolState state() {
        return figures.state;
    }

    /// {@return what waits for a permit}
    public Queue queue() {
        return figures;
    }

    /// {@return what is in the pool}
    public Tasks tasks() {
        return figures;
    }

    /// {@return how many attempts run, and may}
    public Permits permits() {
        return figures;
    }

    /// {@return what came of submits}
    public Submissions submissions() {
        return figures;
    }

    /// {@return how tasks ended}
    public Outcomes outcomes() {
        return figures;
    }

    /// {@return what became of failed attempts}
    public Retries retries() {
        return figures;
    }

    /// {@return what became of events}
    public Listeners listeners() {
        return figures;
    }

    /// {@return how many threads were started for attempts}; all other attempts ran on a thread that had run one
    /// before, or on their submitter's
    public long threadsStarted() {
        return figures.threadsStarted;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PoolSnapshot snapshot && figures.equals(snapshot.figures);
    }

    @Override
    public int hashCode() {
        return figures.hashCode();
    }

    /// {@return every figure}
    @Override
    public String toString() {
        return figures.toString().replaceFirst("Figures", "PoolSnapshot");
    }

    /// What waits for a permit.
    public sealed interface Queue {
        /// {@return how many tasks wait in the queue, by priority; every priority has an entry}
        Map<Priority, Integer> byPriority();

        /// {@return how many tasks wait in the queue, of all priorities}
        default int size() {
            return byPriority().values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /// What is in the pool.
    public sealed interface Tasks {
        /// {@return how many tasks are in the pool: waiting, delayed, backing off, running, stopping}
        int live();

        /// {@return how many tasks the pool holds at most}
        int bound();

        /// {@return how many tasks wait for a start time or for their backoff}
        int delayed();

        /// {@return how many live tasks have their outcome but not yet their body back}
        int stopping();

        /// {@return how many attempts have ignored their interrupt and are not back}
        int stuck();
    }

    /// How many attempts run, and may.
    public sealed interface Permits {
        /// {@return how many permits are taken}
        int taken();

        /// {@return how many permits there are}
        int limit();
    }

    /// What came of submits.
    public sealed interface Submissions {
        /// {@return how many tasks the pool has taken}
        long accepted();

        /// {@return how many it has not taken}
        long refused();
    }

    /// How tasks ended.
    public sealed interface Outcomes {
        /// {@return how many ended with a result}
        long succeeded();

        /// {@return how many failed}
        long failed();

        /// {@return how many timed out}
        long timedOut();

        /// {@return how many were cancelled}
        long cancelled();

        /// {@return how many were given back from the queue}
        long shed();

        /// {@return how many tasks have their outcome}
        default long total() {
            return succeeded() + failed() + timedOut() + cancelled() + shed();
        }
    }

    /// What became of failed attempts.
    public sealed interface Retries {
        /// {@return how many attempts after the first were scheduled}
        long scheduled();

        /// {@return how many were owed and not granted by the retry budget}
        long denied();
    }

    /// What became of events.
    public sealed interface Listeners {
        /// {@return how many events found a listener's buffer full}
        long droppedEvents();

        /// {@return how often a listener or callback threw}
        long errors();
    }

    /// All groups in one, so that a snapshot is two objects.
    record Figures(
            String pool,
            PoolState state,
            Map<Priority, Integer> byPriority,
            int live,
            int bound,
            int delayed,
            int stopping,
            int stuck,
            int taken,
            int limit,
            long accepted,
            long refused,
            long succeeded,
            long failed,
            long timedOut,
            long cancelled,
            long shed,
            long scheduled,
            long denied,
            long droppedEvents,
            long errors,
            long threadsStarted)
            implements Queue, Tasks, Permits, Submissions, Outcomes, Retries, Listeners {}
}
