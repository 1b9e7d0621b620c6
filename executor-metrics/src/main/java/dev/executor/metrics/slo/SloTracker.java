// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.slo;

import dev.executor.ExecutorPool;
import dev.executor.FailureKind;
import dev.executor.PoolState;
import dev.executor.TaskOutcome;
import dev.executor.event.ProcessEvent;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import dev.executor.metrics.TaskMeter;
import dev.executor.metrics.bound.Once;
import dev.executor.metrics.slo.Slo.Objective;
import dev.executor.spi.Host;
import dev.executor.spi.PoolExtension;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// How a pool stands against its objectives.
///
/// ```java
/// var slo = SloTracker.of(Slo.standard());
/// var pool = ExecutorPool.builder("media").with(slo).build();
/// slo.bindTo(registry);
/// ...
/// slo.status(Objective.SUCCESS).budgetRemaining();
/// ```
///
/// For one pool; a pool may have several with different objectives. Thread-safe. It counts in memory, so windows begin
/// when the pool is built; for the error budget of a month use a monitoring system and its rules (`docs/operations`).
/// Time is the pool's own, so it runs in virtual time, too.
///
/// @since 0.1
public final class SloTracker implements PoolExtension {
    private static final int SUCCESS_TOTAL = 0;
    private static final int SUCCESS_BAD = 1;
    private static final int STARTED = 2;
    private static final int LATE_P50 = 3;
    private static final int LATE_P95 = 4;
    private static final int COUNTERS = 5;

    /// Into how many steps the shortest window is divided.
    private static final int STEPS = 30;

    private final Slo slo;

    /// What there is once the pool is built.
    private volatile @Nullable Counting counting;

    /// The trackers that are bound to each registry, by the names of their pools. No value refers to its key.
    private static final Map<MeterRegistry, Map<String, SloTracker>> BOUND = new WeakHashMap<>(); // guarded by itself

    private record Counting(
            String pool, WeakReference<ExecutorPool> watched, LongSupplier clock, SlidingCounts counts) {
        boolean isOpen() {
            ExecutorPool known = watched.get();
            return known != null && known.snapshot().state() != PoolState.CLOSED;
        }

        void count(int counter) {
            counts.count(counter, clock.getAsLong());
        }
    }

    private SloTracker(Slo slo) {
        this.slo = Objects.requireNonNull(slo, "slo");
    }

    /// {@return a tracker}
    /// @param slo what is aimed at
    public static SloTracker of(Slo slo) {
        return new SloTracker(slo);
    }

    /// {@return what is aimed at}
    public Slo slo() {
        return slo;
    }

    /// {@inheritDoc}
    ///
    /// @throws IllegalStateException if the pool has this tracker already
    @Override
    public void extend(ExecutorPool.Builder builder) {
        Once.require(
                builder,
                part -> part instanceof Ear(var tracker) && tracker == this,
                "the same tracker twice, and each task would count double",
                "add it once");
        builder.listener(new Ear(this), TaskListener.Delivery.INLINE);
    }

    private record Ear(SloTracker tracker) implements TaskListener {
        @Override
        public void onEvent(TaskEvent event) {
            tracker.hear(event);
        }
    }

    /// {@inheritDoc}
    ///
    /// It counts anew where it was given to a pool before that is closed now.
    ///
    /// @throws IllegalStateException if it tracks another pool that is open
    @Override
    public synchronized void built(ExecutorPool pool) {
        Counting other = counting;
        if (other != null && other.isOpen()) {
            throw new IllegalStateException(
                    "this tracker is of pool '" + other.pool + "'; give pool '" + pool.name() + "' one of its own");
        }
        Optional<Host> host = pool.config().host();
        LongSupplier clock = host.isPresent() ? host.get()::nanoTime : System::nanoTime;
        long stepNanos = slo.windows().getFirst().toNanos() / STEPS;
        int steps = (int) (slo.windows().getLast().toNanos() / stepNanos) + 1;
        counting = new Counting(
                pool.name(),
                new WeakReference<>(pool),
                clock,
                new SlidingCounts(COUNTERS, stepNanos, steps, clock.getAsLong()));
    }

    private void hear(TaskEvent event) {
        Counting to = counting;
        if (to == null) {
            return; // no task can be in a pool that is not built
        }
        switch (event) {
            case TaskEvent.Started(var _, int attempt, long queueNanos) -> {
                if (attempt == 1) {
                    started(to, queueNanos);
                }
            }
            case TaskEvent.Refused(var _, var rejection) -> {
                if (rejection.kind() == FailureKind.REJECTED_FULL) {
                    bad(to);
                }
            }
            case TaskEvent.Finished(var _, var outcome) -> {
                switch (outcome) {
                    case TaskOutcome.Succeeded<?> _ -> to.count(SUCCESS_TOTAL);
                    case TaskOutcome.Failed<?> _, TaskOutcome.TimedOut<?> _, TaskOutcome.Rejected<?> _ -> bad(to);
                    case TaskOutcome.Cancelled<?> _ -> {}
                }
            }
            case TaskEvent.Submitted _,
                    TaskEvent.AttemptEnded _,
                    TaskEvent.RetryScheduled _,
                    TaskEvent.RetryDenied _,
                    TaskEvent.Repeating _,
                    TaskEvent.Stuck _,
                    ProcessEvent _ -> {}
        }
    }

    private static void bad(Counting to) {
        to.count(SUCCESS_TOTAL);
        to.count(SUCCESS_BAD);
    }

    private void started(Counting to, long queueNanos) {
        to.count(STARTED);
        if (queueNanos > slo.startLatencyP50().toNanos()) {
            to.count(LATE_P50);
        }
        if (queueNanos > slo.startLatencyP95().toNanos()) {
            to.count(LATE_P95);
        }
    }

    /// {@return how an objective stands now}; costs some microseconds
    ///
    /// @param objective which
    /// @throws IllegalStateException if no pool has been built with it
    public SloStatus status(Objective objective) {
        Counting from = counting();
        long nowNanos = from.clock.getAsLong();
        double target = slo.target(objective);
        List<SloStatus.Window> windows = new ArrayList<>();
        for (Duration length : slo.windows()) {
            long[] grown = from.counts.within(length.toNanos(), nowNanos);
            windows.add(window(objective, length, target, grown));
        }
        return new SloStatus(objective, target, windows, 1 - windows.getLast().burnRate());
    }

    private Counting counting() {
        Counting known = counting;
        if (known == null) {
            throw new IllegalStateException("no pool has been built with this tracker; give it to a builder first");
        }
        return known;
    }

    private static SloStatus.Window window(Objective objective, Duration length, double target, long[] grown) {
        int totalAt = objective == Objective.SUCCESS ? SUCCESS_TOTAL : STARTED;
        int badAt = switch (objective) {
            case SUCCESS -> SUCCESS_BAD;
            case START_P50 -> LATE_P50;
            case START_P95 -> LATE_P95;
        };
        // Read one after the other while tasks go on: never more bad ones than there are.
        long total = Math.max(grown[totalAt], grown[badAt]);
        long bad = grown[badAt];
        double badShare = total == 0 ? 0 : (double) bad / total;
        return new SloStatus.Window(length, total, bad, 1 - badShare, badShare / (1 - target));
    }

    /// Makes the objectives meters: `executor.slo.*` in [TaskMeter].
    ///
    /// @param registry where the meters are; it keeps this
    /// @return this
    /// @throws IllegalStateException if no pool has been built with it, or the registry has the objectives of
    ///     another open pool of that name (or other objectives of this one): shares of different objectives
    ///     cannot be added
    public SloTracker bindTo(MeterRegistry registry) {
        String pool = counting().pool;
        synchronized (BOUND) {
            var byPool = BOUND.computeIfAbsent(registry, _ -> new HashMap<>());
            SloTracker other = byPool.get(pool);
            if (other != null && other != this && other.counting().isOpen()) {
                throw new IllegalStateException("the registry has the objectives of an open pool '" + pool
                        + "' already; give each pool a name of its own, or bind one of the trackers");
            }
            byPool.put(pool, this);
        }
        for (Objective objective : Objective.values()) {
            gauge(registry, TaskMeter.SLO_TARGET, tracker -> slo.target(objective), pool, objective);
            gauge(
                    registry,
                    TaskMeter.SLO_BUDGET,
                    tracker -> tracker.status(objective).budgetRemaining(),
                    pool,
                    objective);
            for (int i = 0; i < slo.windows().size(); i++) {
                int at = i;
                String window = describe(slo.windows().get(i));
                gauge(
                        registry,
                        TaskMeter.SLO_RATIO,
                        tracker -> tracker.status(objective).windows().get(at).ratio(),
                        pool,
                        objective,
                        "window",
                        window);
                gauge(
                        registry,
                        TaskMeter.SLO_BURN_RATE,
                        tracker -> tracker.status(objective).windows().get(at).burnRate(),
                        pool,
                        objective,
                        "window",
                        window);
            }
        }
        return this;
    }

    private void gauge(
            MeterRegistry registry,
            TaskMeter meter,
            ToDoubleFunction<SloTracker> figure,
            String pool,
            Objective objective,
            String... tags) {
        String name = objective.name().toLowerCase(Locale.ROOT);
        var all = Tags.of("pool", pool, "objective", name).and(tags);
        // A registry keeps the first meter of a name and tags, which may be of a pool that is gone.
        registry.removeByPreFilterId(new Meter.Id(meter.meterName(), all, null, null, Meter.Type.GAUGE));
        Gauge.builder(meter.meterName(), this, figure)
                .description(meter.meaning())
                .strongReference(true)
                .tags(all)
                .register(registry);
    }

    /// As Prometheus writes durations: `5m`, `1h`.
    private static String describe(Duration window) {
        return window.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
