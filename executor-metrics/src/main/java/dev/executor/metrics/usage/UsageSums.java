// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.usage;

import dev.executor.isolation.ProcessResult;
import java.time.Duration;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// What the tasks of one name of one tenant have used so far. Thread-safe: sums that are added to without a lock.
/// A look at them while they are added to may have one part of an attempt and not yet another.
final class UsageSums {
    private final LongAdder attempts = new LongAdder();
    private final LongAdder wallNanos = new LongAdder();
    private final LongAdder cpuNanos = new LongAdder();
    private final DoubleAdder memoryByteSeconds = new DoubleAdder();
    private final LongAdder artifactBytes = new LongAdder();

    void attempt(long runNanos) {
        attempts.increment();
        wallNanos.add(runNanos);
    }

    void process(ProcessResult.Usage usage) {
        usage.user().ifPresent(time -> cpuNanos.add(time.toNanos()));
        usage.system().ifPresent(time -> cpuNanos.add(time.toNanos()));
        usage.peakMemory()
                .ifPresent(peak ->
                        memoryByteSeconds.add(peak.bytes() * (usage.wall().toNanos() / 1e9)));
    }

    void artifact(long bytes) {
        artifactBytes.add(bytes);
    }

    Usage look() {
        return Usage.builder()
                .attempts(attempts.sum())
                .wall(Duration.ofNanos(wallNanos.sum()))
                .cpu(Duration.ofNanos(cpuNanos.sum()))
                .memoryByteSeconds(memoryByteSeconds.sum())
                .artifactBytes(artifactBytes.sum())
                .build();
    }
}
