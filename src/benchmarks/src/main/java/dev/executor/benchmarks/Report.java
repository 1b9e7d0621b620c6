// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Runs every benchmark and prints the tables of `docs/benchmarks.md`. About ten minutes.
public final class Report {
    private Report() {}

    /// Runs everything.
    ///
    /// @param args a prefix of what to run: `throughput`, `roundtrip`, `timer`, `million` or `process`; none for
    ///     all
    /// @throws Exception if a benchmark fails
    public static void main(String[] args) throws Exception {
        String what = args.length == 0 ? "" : args[0].toLowerCase(Locale.ROOT);
        System.out.printf(
                "%nJava %s on %d processors, %s%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors(), System.getProperty("os.name"));
        if ("throughput".startsWith(what)) {
            for (int submitters : List.of(1, 4, 64)) {
                throughput(submitters);
            }
        }
        if ("roundtrip".startsWith(what)) {
            roundTrip();
        }
        if ("timer".startsWith(what)) {
            for (int threads : List.of(1, 4)) {
                timer(threads);
            }
        }
        if ("million".startsWith(what)) {
            million();
        }
        if ("process".startsWith(what)) {
            System.out.printf("%n### Processes%n%n");
            ProcessStart.main(new String[0]);
        }
    }

    private static Collection<RunResult> run(Class<?> benchmark, int threads) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(benchmark.getSimpleName())
                        .threads(threads)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(4)
                        .measurementTime(TimeValue.seconds(1))
                        .forks(1)
                        .addProfiler(GCProfiler.class)
                        .addProfiler(CpuProfiler.class)
                        .shouldFailOnError(true) // else one that fails in its process only misses from its table
                        .verbosity(org.openjdk.jmh.runner.options.VerboseMode.SILENT)
                        .build())
                .run();
    }

    @SuppressWarnings("rawtypes") // as JMH declares its map
    private static double secondary(RunResult result, String name) {
        return result.getSecondaryResults().entrySet().stream()
                .filter(entry -> entry.getKey().contains(name))
                .mapToDouble(entry -> entry.getValue().getScore())
                .findFirst()
                .orElse(Double.NaN);
    }

    private static void throughput(int submitters) throws RunnerException {
        System.out.printf("%n### No-op tasks in batches of 1,000, %d submitter(s)%n%n", submitters);
        System.out.println("| who | tasks/s | x VT | CPU ns/task | x VT | B/task | noise |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        double rate = Double.NaN;
        double cpu = Double.NaN;
        for (RunResult result : run(ThroughputBenchmark.class, submitters)) {
            Result<?> primary = result.getPrimaryResult();
            double itsCpu = secondary(result, "cpu.norm");
            if (Double.isNaN(rate)) { // the first is VT, the yardstick
                rate = primary.getScore();
                cpu = itsCpu;
            }
            System.out.printf(
                    "| %s | %,.0f | %.2f | %,.0f | %.2f | %,.0f | ±%.0f %% |%n",
                    result.getParams().getParam("who"),
                    primary.getScore(),
                    primary.getScore() / rate,
                    itsCpu,
                    itsCpu / cpu,
                    secondary(result, "gc.alloc.rate.norm"),
                    100 * primary.getStatistics().getStandardDeviation() / primary.getScore());
        }
    }

    private static void roundTrip() throws RunnerException {
        System.out.printf("%n### Round trip of one task, microseconds%n%n");
        System.out.println("| who | p50 | p99 |");
        System.out.println("| --- | --- | --- |");
        for (RunResult result : run(RoundTripBenchmark.class, 1)) {
            var statistics = result.getPrimaryResult().getStatistics();
            System.out.printf(
                    "| %s | %.1f | %.1f |%n",
                    result.getParams().getParam("who"), statistics.getPercentile(50), statistics.getPercentile(99));
        }
    }

    private static void timer(int threads) throws RunnerException {
        System.out.printf("%n### A timer armed and cancelled, %d thread(s)%n%n", threads);
        System.out.println("| who | standing | a second | B/op |");
        System.out.println("| --- | --- | --- | --- |");
        for (RunResult result : run(TimerBenchmark.class, threads)) {
            String name = result.getParams().getBenchmark();
            System.out.printf(
                    "| %s | %s | %,.0f | %.0f |%n",
                    name.substring(name.lastIndexOf('.') + 1),
                    result.getParams().getParam("standing"),
                    result.getPrimaryResult().getScore(),
                    secondary(result, "gc.alloc.rate.norm"));
        }
    }

    private static void million() throws Exception {
        System.out.printf(
                "%n### A million tasks of 100 ms, 10,000 at once%n%n| who | wall | peak heap |%n| --- | --- | --- |%n");
        for (String contender : List.of("pool", "submitter", "inside", "bytes", "bytes-all")) {
            var java = ProcessHandle.current().info().command().orElse("java");
            int exit = new ProcessBuilder(
                            java,
                            "-Xmx2g",
                            "-cp",
                            System.getProperty("java.class.path"),
                            MillionWaiting.class.getName(),
                            contender)
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("contender " + contender + " ended with exit code " + exit);
            }
        }
    }
}
