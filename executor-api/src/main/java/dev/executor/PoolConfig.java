// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor;

import dev.executor.event.TaskListener;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryBudget;
import dev.executor.policy.StuckPolicy;
import dev.executor.policy.ThreadReuse;
import dev.executor.spi.AdmissionPolicy;
import dev.executor.spi.ContextCarrier;
import dev.executor.spi.Host;
import dev.executor.spi.Isolator;
import dev.executor.spi.PoolExtension;
import dev.executor.spi.PoolProvider;
import dev.executor.spi.Providers;
import dev.executor.spi.Require;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Every setting of a pool. Immutable, validated when it is made; [ExecutorPool.Builder] fills it. The defaults stand
/// here and in `docs/limits.md`.
///
/// @param name what the pool is called in logs, events, threads and metrics; 1 to 200 characters
/// @param concurrency how many attempts run at once at most, from 1 to 1,000,000; default 100
/// @param queueCapacity how many tasks may wait while all permits are taken, from 0 to 100,000,000; default 10,000.
///     The pool holds at most `queueCapacity + concurrency` tasks in all: waiting, delayed, backing off and running
/// @param overflow what submit does when every slot is taken; default: block for at most 30 seconds
/// @param ageing how long a task waits to gain one level of [Priority], positive; default 10 seconds
/// @param threadReuse whether a virtual thread goes on with the next task; default [ThreadReuse#REUSE]
/// @param stuckAfter how long after its interrupt an attempt that has not come back is stuck, positive; default 5
///     seconds
/// @param stuckPolicy what happens to its permit; default [StuckPolicy#KEEP_PERMIT]
/// @param closeTimeout after how long [ExecutorPool#close()] cancels what is left; default: it waits
/// @param retryBudget what bounds the retries of all tasks; default [RetryBudget#standard()], one for each pool
/// @param listeners who hears of every event, and how; default none
/// @param eventBuffer how many events a buffered listener may be behind before they are dropped, from 16 to 16,777,216;
///     default 65,536
/// @param admission who is asked before a task may enter, in order; default none
/// @param carriers what context of the submitter is restored around the task's code, in order; default none
/// @param isolator what runs an attempt; default [Isolator#inThread()]
/// @param failureLogAfter how long a failure may go unread before it is logged; default 5 seconds; empty to log
///     none
/// @param extensions what adds parts of its own when a pool is built; default none
/// @param host the machine; default: the real one
public record PoolConfig(
        String name,
        int concurrency,
        int queueCapacity,
        OverflowPolicy overflow,
        Duration ageing,
        ThreadReuse threadReuse,
        Duration stuckAfter,
        StuckPolicy stuckPolicy,
        Optional<Duration> closeTimeout,
        RetryBudget retryBudget,
        List<Listening> listeners,
        int eventBuffer,
        List<AdmissionPolicy> admission,
        List<ContextCarrier> carriers,
        Isolator isolator,
        Optional<Duration> failureLogAfter,
        List<PoolExtension> extensions,
        Optional<Host> host) {

    /// Refuses values out of range.
    public PoolConfig {
        Require.name("pool name", name);
        String pool = "pool '" + name + "': ";
        Require.range(pool + "concurrency", concurrency, 1, 1_000_000);
        Require.range(pool + "queueCapacity", queueCapacity, 0, 100_000_000);
        Objects.requireNonNull(overflow, "overflow");
        Require.positive(pool + "ageing", ageing);
        Objects.requireNonNull(threadReuse, "threadReuse");
        Require.positive(pool + "stuckAfter", stuckAfter);
        Objects.requireNonNull(stuckPolicy, "stuckPolicy");
        Objects.requireNonNull(closeTimeout, "closeTimeout")
                .ifPresent(timeout -> Require.notNegative(pool + "closeTimeout", timeout));
        Objects.requireNonNull(retryBudget, "retryBudget");
        listeners = List.copyOf(Objects.requireNonNull(listeners, "listeners"));
        Require.range(pool + "eventBuffer", eventBuffer, 16, 1 << 24);
        admission = List.copyOf(Objects.requireNonNull(admission, "admission"));
        carriers = List.copyOf(Objects.requireNonNull(carriers, "carriers"));
        Objects.requireNonNull(isolator, "isolator");
        Objects.requireNonNull(failureLogAfter, "failureLogAfter")
                .ifPresent(after -> Require.positive(pool + "failureLogAfter", after));
        extensions = List.copyOf(Objects.requireNonNull(extensions, "extensions"));
        Objects.requireNonNull(host, "host");
    }

    /// {@return a builder with these settings}, for a pool that is like this one
    public ExecutorPool.Builder toBuilder() {
        return new ExecutorPool.Builder(this);
    }

    /// {@return a pool with these settings that takes work at once}
    /// @throws IllegalStateException if no engine is visible to the API's class loader or to the thread's context
    ///     class loader, or an extension does not go with the others
    public ExecutorPool build() {
        var pool = Providers.find(PoolProvider.class, "no engine for pool '" + name + "'", "dev.executor:executor-core")
                .create(this);
        try {
            extensions.forEach(extension -> extension.built(pool));
        } catch (RuntimeException | Error e) { // nobody gets the pool, so nobody else will close it
            pool.close();
            throw e;
        }
        return pool;
    }

    /// {@return these settings with what the extensions add to them, for an engine}; it has no extensions of
    /// its own
    /// @throws IllegalStateException if an extension adds another extension
    public PoolConfig extended() {
        if (extensions.isEmpty()) {
            return this;
        }
        var parts = toBuilder();
        extensions.forEach(extension -> extension.extend(parts));
        var extended = parts.config();
        if (extended.extensions.size() != extensions.size()) {
            throw new IllegalStateException("pool '" + name + "': an extension added "
                    + extended.extensions.getLast().getClass().getName()
                    + "; extensions add listeners, carriers and policies, no extensions");
        }
        return extended;
    }

    /// A listener and how it is called.
    ///
    /// @param listener who hears
    /// @param delivery on which thread
    public record Listening(TaskListener listener, TaskListener.Delivery delivery) {
        /// Refuses nulls.
        public Listening {
            Objects.requireNonNull(listener, "listener");
            Objects.requireNonNull(delivery, "delivery");
        }
    }
}
