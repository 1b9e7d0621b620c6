// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// One no-op at a time: submitted, run, and the submitter awake again.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RoundTripBenchmark {
    /// Who runs them.
    @Param({"VT", "FIXED_POOL", "POOL_BARE", "POOL_ALL", "FAILSAFE_ALL", "RESILIENCE4J_ALL"})
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

    /// Submits one and waits for it.
    ///
    /// @throws Exception if it fails, which none does
    @Benchmark
    public void roundTrip() throws Exception {
        runner.batch(1);
    }
}
