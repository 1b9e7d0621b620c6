// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.benchmarks;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.TaskHandle;
import dev.executor.metrics.TaskMetrics;
import dev.executor.metrics.trace.TaskTracing;
import dev.executor.metrics.usage.UsageAccounting;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.infra.Blackhole;

/// What it costs to be watched: tasks of no work and of a little, in batches of 1,000, by a pool that is watched in
/// several ways. Metrics go to a Prometheus registry; traces to an SDK whose sampler takes none.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ObservabilityBenchmark {
    private static final int BATCH = 1_000;

    /// Who watches.
    public enum Watched {
        /// Nobody.
        NOTHING {
            @Override
            ExecutorPool.Builder by(ExecutorPool.Builder builder) {
                return builder;
            }
        },
        /// Micrometer.
        METRICS {
            @Override
            ExecutorPool.Builder by(ExecutorPool.Builder builder) {
                return builder.with(TaskMetrics.of(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)));
            }
        },
        /// OpenTelemetry, sampling nothing.
        TRACES_UNSAMPLED {
            @Override
            ExecutorPool.Builder by(ExecutorPool.Builder builder) {
                return builder.with(TaskTracing.of(OpenTelemetrySdk.builder()
                        .setTracerProvider(SdkTracerProvider.builder()
                                .setSampler(Sampler.parentBased(Sampler.alwaysOff()))
                                .build())
                        .build()));
            }
        },
        /// Both.
        METRICS_AND_TRACES {
            @Override
            ExecutorPool.Builder by(ExecutorPool.Builder builder) {
                return TRACES_UNSAMPLED.by(METRICS.by(builder));
            }
        },
        /// Accounting.
        USAGE {
            @Override
            ExecutorPool.Builder by(ExecutorPool.Builder builder) {
                return builder.with(UsageAccounting.create());
            }
        };

        abstract ExecutorPool.Builder by(ExecutorPool.Builder builder);
    }

    /// Who watches.
    @Param
    public Watched watched = Watched.NOTHING;

    /// How much a task does, in JMH's tokens; 10,000 are some 20 microseconds.
    @Param({"0", "10000"})
    public long tokens;

    private ExecutorPool pool = ExecutorPool.builder("unused").build();

    /// Starts the pool.
    @Setup(Level.Trial)
    public void start() {
        pool.close();
        pool = watched.by(ExecutorPool.builder("bench").concurrency(100).queueCapacity(100_000))
                .build();
    }

    /// Ends the pool.
    @TearDown(Level.Trial)
    public void end() {
        pool.close();
    }

    /// Submits a batch and waits for it.
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void batch() {
        var task = Task.action("work", _ -> Blackhole.consumeCPU(tokens));
        var handles = new TaskHandle<?>[BATCH];
        for (int i = 0; i < BATCH; i++) {
            handles[i] = pool.<@Nullable Void>submit(task);
        }
        for (var handle : handles) {
            handle.join();
        }
    }
}
