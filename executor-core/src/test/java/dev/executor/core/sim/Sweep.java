// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Runs a range of seeds on some threads, each with its own copy of the simulated classes, up to the first failure.
final class Sweep {
    private final int workers;
    private final Optional<Patch> patch;
    private final AtomicLong next;
    private final long end;
    private final AtomicBoolean failed = new AtomicBoolean();
    private final List<SeedRunner.Report> failures = new ArrayList<>();
    private final long[] features = new long[Feature.values().length];
    private long steps;

    /// @param patch a bug to plant, if any
    Sweep(int workers, Optional<Patch> patch, long start, long count) {
        this.workers = workers;
        this.patch = patch;
        this.next = new AtomicLong(start);
        this.end = start + count;
    }

    /// {@return the failures, by seed; empty if there was none}
    List<SeedRunner.Report> run() throws InterruptedException, ExecutionException {
        var tasks = new ArrayList<FutureTask<Void>>();
        for (int i = 0; i < workers; i++) {
            var task = new FutureTask<Void>(this::work, null);
            tasks.add(task);
            // A platform thread: virtual threads cannot carry others.
            Thread.ofPlatform().daemon().name("sweep-" + i).start(task);
        }
        for (var task : tasks) {
            task.get();
        }
        failures.sort((a, b) -> Long.compare(a.seed(), b.seed()));
        return failures;
    }

    private void work() {
        var runner = SimLoader.runner(patch);
        for (long seed = next.getAndIncrement(); seed < end && !failed.get(); seed = next.getAndIncrement()) {
            add(runner.run(seed));
        }
    }

    private synchronized void add(SeedRunner.Report report) {
        steps += report.steps();
        for (int i = 0; i < features.length; i++) {
            features[i] += report.features()[i];
        }
        if (!report.failure().isEmpty()) {
            failures.add(report);
            failed.set(true);
        }
    }

    synchronized long steps() {
        return steps;
    }

    synchronized long count(Feature feature) {
        return features[feature.ordinal()];
    }
}
