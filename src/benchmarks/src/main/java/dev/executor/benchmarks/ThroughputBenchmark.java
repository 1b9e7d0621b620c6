// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// No-op tasks, submitted and completed in batches of 1,000. The number of submitters is JMH's `-t`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ThroughputBenchmark {
    private static final int BATCH = 1_000;

    /// Who runs them.
    @Param
    public Contender who = Contender.VT;

    private Contender.Runner runner = Contender.VT.start();

    /// Starts the contender.
    @Setup(Level.Trial)
    public void start() {
        runner.close();
        runner = who.start();
    }

    /// Ends the contender.
    @TearDown(Level.Trial)
    public void end() {
        runner.close();
    }

    /// Submits a batch and waits for it.
    ///
    /// @throws Exception if a task fails, which none does
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void batch() throws Exception {
        runner.batch(BATCH);
    }
}
