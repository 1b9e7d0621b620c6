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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Every setting of a pool. Immutable, validated when it is made; [ExecutorPool.Builder] fills it. The defaults stand
/// here and in `docs/limits.md`. Two are equal if all settings are.
///
/// A class and not a record, because it will grow: new settings may be added, none will go.
///
/// @since 0.1
public final class PoolConfig {
    private final Draft settings;

    PoolConfig(Draft draft) {
        settings = new Draft(draft);
        settings.check();
    }

    /// {@return what the pool is called in logs, events, threads and metrics; 1 to 200 characters, none a
    /// control character}
    public String name() {
        return settings.name;
    }

    /// {@return how many attempts run at once at most, from 1 to 1,000,000; default 100}
    public int concurrency() {
        return settings.concurrency;
    }

    /// {@return how many tasks may wait while all permits are taken, from 0 to 100,000,000; default 10,000}
    ///
    /// The pool holds at most `queueCapacity + concurrency` tasks in all: waiting, delayed, backing off and
    /// running.
    public int queueCapacity() {
        return settings.queueCapacity;
    }

    /// {@return what submit does when every slot is taken; default: block for at most 30 seconds}
    public OverflowPolicy overflow() {
        return settings.overflow;
    }

    /// {@return how long a task waits to gain one level of [Priority], positive; default 10 seconds}
    public Duration ageing() {
        return settings.ageing;
    }

    /// {@return whether a virtual thread goes on with the next task; default [ThreadReuse#REUSE]}
    public ThreadReuse threadReuse() {
        return settings.threadReuse;
    }

    /// {@return how long after its interrupt an attempt that has not come back is stuck, positive;
    /// default 5 seconds}
    public Duration stuckAfter() {
        return settings.stuckAfter;
    }

    /// {@return what happens to the permit of a stuck attempt; default [StuckPolicy#KEEP_PERMIT]}
    public StuckPolicy stuckPolicy() {
        return settings.stuckPolicy;
    }

    /// {@return after how long [ExecutorPool#close()] cancels what is left, zero or more; default: it
    /// waits}
    public Optional<Duration> closeTimeout() {
        return settings.closeTimeout;
    }

    /// {@return what bounds the retries of all tasks; default [RetryBudget#standard()], one for each pool}
    public RetryBudget retryBudget() {
        return settings.retryBudget;
    }

    /// {@return who hears of every event, and how; default none}
    public List<Listening> listeners() {
        return settings.listeners;
    }

    /// {@return how many events a buffered listener may be behind before they are dropped, from 16 to
    /// 16,777,216; default 65,536}
    public int eventBuffer() {
        return settings.eventBuffer;
    }

    /// {@return who is asked before a task may enter, in order; default none}
    public List<AdmissionPolicy> admission() {
        return settings.admission;
    }

    /// {@return what context of the submitter is restored around the task's code, in order; default none}
    public List<ContextCarrier> carriers() {
        return settings.carriers;
    }

    /// {@return what runs the attempts of tasks that choose no isolator: the first that can run the work, and after
    /// all of them [Isolator#inThread()]; default none}
    public List<Isolator> isolators() {
        return settings.isolators;
    }

    /// {@return how long a failure may go unread before it is logged, positive; default 5 seconds; empty to log
    /// none}
    public Optional<Duration> failureLogAfter() {
        return settings.failureLogAfter;
    }

    /// {@return what adds parts of its own when a pool is built; default none}
    public List<PoolExtension> extensions() {
        return settings.extensions;
    }

    /// {@return the machine; default: the real one}
    public Optional<Host> host() {
        return settings.host;
    }

    /// {@return a builder with these settings}, for a pool that is like this one
    public ExecutorPool.Builder toBuilder() {
        return new ExecutorPool.Builder(new Draft(settings));
    }

    /// {@return a pool with these settings that takes work at once}
    /// @throws IllegalStateException if no engine is visible to the API's class loader or to the thread's context
    ///     class loader, or an extension does not go with the others
    public ExecutorPool build() {
        var pool = Providers.find(
                        PoolProvider.class, "no engine for pool '" + name() + "'", "dev.executor:executor-core")
                .create(this);
        try {
            extensions().forEach(extension -> extension.built(pool));
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
        if (extensions().isEmpty()) {
            return this;
        }
        var parts = toBuilder();
        extensions().forEach(extension -> extension.extend(parts));
        var extended = parts.config();
        if (extended.extensions().size() != extensions().size()) {
            throw new IllegalStateException("pool '" + name() + "': an extension added "
                    + extended.extensions().getLast().getClass().getName()
                    + "; extensions add listeners, carriers and policies, no extensions");
        }
        return extended;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PoolConfig config && settings.all().equals(config.settings.all());
    }

    @Override
    public int hashCode() {
        return settings.all().hashCode();
    }

    /// {@return every setting}
    @Override
    public String toString() {
        return "PoolConfig" + settings.all();
    }

    /// The settings while a builder collects them, each at its default. Confined to one thread. A config keeps a
    /// copy that nobody changes.
    static final class Draft {
        String name;
        int concurrency = 100;
        int queueCapacity = 10_000;
        OverflowPolicy overflow = OverflowPolicy.block(Duration.ofSeconds(30));
        Duration ageing = Duration.ofSeconds(10);
        ThreadReuse threadReuse = ThreadReuse.REUSE;
        Duration stuckAfter = Duration.ofSeconds(5);
        StuckPolicy stuckPolicy = StuckPolicy.KEEP_PERMIT;
        Optional<Duration> closeTimeout = Optional.empty();
        RetryBudget retryBudget = RetryBudget.standard();
        List<Listening> listeners = List.of();
        int eventBuffer = 65_536;
        List<AdmissionPolicy> admission = List.of();
        List<ContextCarrier> carriers = List.of();
        List<Isolator> isolators = List.of();
        Optional<Duration> failureLogAfter = Optional.of(Duration.ofSeconds(5));
        List<PoolExtension> extensions = List.of();
        Optional<Host> host = Optional.empty();

        Draft(String name) {
            this.name = Objects.requireNonNull(name, "name");
        }

        Draft(Draft other) {
            name = other.name;
            concurrency = other.concurrency;
            queueCapacity = other.queueCapacity;
            overflow = other.overflow;
            ageing = other.ageing;
            threadReuse = other.threadReuse;
            stuckAfter = other.stuckAfter;
            stuckPolicy = other.stuckPolicy;
            closeTimeout = other.closeTimeout;
            retryBudget = other.retryBudget;
            listeners = List.copyOf(other.listeners);
            eventBuffer = other.eventBuffer;
            admission = List.copyOf(other.admission);
            carriers = List.copyOf(other.carriers);
            isolators = List.copyOf(other.isolators);
            failureLogAfter = other.failureLogAfter;
            extensions = List.copyOf(other.extensions);
            host = other.host;
        }

        void check() {
            Require.name("pool name", name);
            String pool = "pool '" + name + "': ";
            Require.range(pool + "concurrency", concurrency, 1, 1_000_000);
            Require.range(pool + "queueCapacity", queueCapacity, 0, 100_000_000);
            Require.positive(pool + "ageing", ageing);
            Require.positive(pool + "stuckAfter", stuckAfter);
            closeTimeout.ifPresent(timeout -> Require.notNegative(pool + "closeTimeout", timeout));
            Require.range(pool + "eventBuffer", eventBuffer, 16, 1 << 24);
            failureLogAfter.ifPresent(after -> Require.positive(pool + "failureLogAfter", after));
        }

        /// Every setting by its name.
        Map<String, Object> all() {
            var all = new LinkedHashMap<String, Object>();
            all.put("name", name);
            all.put("concurrency", concurrency);
            all.put("queueCapacity", queueCapacity);
            all.put("overflow", overflow);
            all.put("ageing", ageing);
            all.put("threadReuse", threadReuse);
            all.put("stuckAfter", stuckAfter);
            all.put("stuckPolicy", stuckPolicy);
            all.put("closeTimeout", closeTimeout);
            all.put("retryBudget", retryBudget);
            all.put("listeners", listeners);
            all.put("eventBuffer", eventBuffer);
            all.put("admission", admission);
            all.put("carriers", carriers);
            all.put("isolators", isolators);
            all.put("failureLogAfter", failureLogAfter);
            all.put("extensions", extensions);
            all.put("host", host);
            return all;
        }
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
