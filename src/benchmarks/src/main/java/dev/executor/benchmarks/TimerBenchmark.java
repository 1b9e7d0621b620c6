// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.benchmarks;

import dev.executor.core.time.SystemHost;
import dev.executor.core.time.TimerNode;
import dev.executor.core.time.Timers;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A timeout armed and cancelled, as nearly all are, while so many others stand.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TimerBenchmark {
    /// How many timers stand all the while.
    @Param({"0", "100000", "1000000"})
    public int standing;

    private Timers timers = new Timers(SystemHost.instance());
    private ScheduledThreadPoolExecutor scheduled = new ScheduledThreadPoolExecutor(1);

    private static final class Node extends TimerNode {
        Node() {
            super(Timers.stripeOfThread());
        }

        @Override
        protected void fire(long nowNanos) {}
    }

    /// Arms the standing ones.
    @Setup(Level.Trial)
    public void start() {
        timers = new Timers(SystemHost.instance());
        scheduled = new ScheduledThreadPoolExecutor(1);
        scheduled.setRemoveOnCancelPolicy(true);
        for (int i = 0; i < standing; i++) {
            long delay = Duration.ofMinutes(10).toNanos() + i * 1_000L;
            timers.arm(new Node(), System.nanoTime() + delay);
            var _ = scheduled.schedule(TimerBenchmark::nothing, delay, TimeUnit.NANOSECONDS);
        }
    }

    /// Ends what was started.
    @TearDown(Level.Trial)
    public void end() {
        timers.close();
        scheduled.shutdownNow();
    }

    /// Ours.
    @Benchmark
    public void wheel() {
        var node = new Node();
        timers.arm(node, System.nanoTime() + 10_000_000_000L);
        timers.cancel(node);
    }

    /// `ScheduledThreadPoolExecutor` with removal on cancel.
    @Benchmark
    public void scheduledThreadPool() {
        scheduled.schedule(TimerBenchmark::nothing, 10, TimeUnit.SECONDS).cancel(false);
    }

    /// The common pool's own scheduler, new in JDK 25.
    @Benchmark
    public void forkJoinPool() {
        ForkJoinPool.commonPool()
                .schedule(TimerBenchmark::nothing, 10, TimeUnit.SECONDS)
                .cancel(false);
    }

    private static void nothing() {}
}
