// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.isolation.Limit;
import dev.executor.isolation.ResourceLimits;
import dev.executor.sandbox.cgroup.ControlGroup;
import dev.executor.sandbox.work.FileThreads;
import dev.executor.sandbox.work.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Checks the limits of a running process that the kernel does not enforce, or only counts. Confined to the attempt's
/// thread. Does nothing if no such limit is set.
final class Watch {
    private static final long NEVER = Long.MAX_VALUE;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
    private static final Duration MEMORY_PAUSE = Duration.ofMillis(50);
    private static final Duration DISK_PAUSE = Duration.ofMillis(100);

    /// Measuring folders may take at most a tenth of the time.
    private static final int DISK_SHARE = 10;

    private final ResourceLimits limits;
    private final Optional<ControlGroup> group;
    private final List<Path> folders;
    private final FileThreads files;
    private final Consumer<RunSignal> mailbox;
    private final long startNanos;

    // When to check each limit next, in nanoseconds since the start.
    private long memoryNanos = NEVER;
    private long processorNanos = NEVER;
    private long diskNanos = NEVER;
    private long wallNanos;

    /// @param folders the folders that count as disk
    /// @param files measures them
    /// @param mailbox receives their size
    /// @param startNanos when the attempt began
    Watch(
            ResourceLimits limits,
            Optional<ControlGroup> group,
            List<Path> folders,
            FileThreads files,
            Consumer<RunSignal> mailbox,
            long startNanos) {
        this.limits = limits;
        this.group = group;
        this.folders = folders;
        this.files = files;
        this.mailbox = mailbox;
        this.startNanos = startNanos;
        this.wallNanos = limits.wallTime().map(Duration::toNanos).orElse(NEVER);
        // In version 1 the kernel kills only the process that asked for too much; the sandbox kills the others.
        if (limits.memory().isPresent()
                && group.flatMap(ControlGroup::threadMembership).isPresent()) {
            memoryNanos = MEMORY_PAUSE.toNanos();
        }
        if (limits.cpuTime().isPresent() && group.isPresent()) {
            processorNanos = 0;
        }
        if (limits.disk().isPresent()) {
            diskNanos = DISK_PAUSE.toNanos();
        }
    }

    /// {@return the time until the next check, in nanoseconds}
    long pauseNanos() {
        long next = Math.min(Math.min(memoryNanos, processorNanos), Math.min(diskNanos, wallNanos));
        return next == NEVER ? NEVER : Math.max(0, next - sinceStart());
    }

    /// Ignores the wall time from now on, because the process is being stopped.
    void forgetTime() {
        wallNanos = NEVER;
    }

    private long sinceStart() {
        return System.nanoTime() - startNanos;
    }

    /// {@return the limit that is exceeded, if one is}
    Optional<Limit> look() throws IOException {
        long now = sinceStart();
        if (now >= wallNanos) {
            return Optional.of(Limit.WALL_TIME);
        }
        if (now >= memoryNanos) {
            if (group.orElseThrow().outOfMemory() > 0) {
                return Optional.of(Limit.MEMORY);
            }
            memoryNanos = now + MEMORY_PAUSE.toNanos();
        }
        if (now >= processorNanos && processorTimeExceeded()) {
            return Optional.of(Limit.CPU_TIME);
        }
        if (now >= diskNanos) {
            diskNanos = NEVER; // until this measurement is done
            files.start(() -> {
                long before = System.nanoTime();
                long bytes = measure();
                mailbox.accept(new RunSignal.DiskMeasured(bytes, System.nanoTime() - before));
            });
        }
        return Optional.empty();
    }

    /// Sets the next check to the earliest time at which all processors together could have used up the rest.
    private boolean processorTimeExceeded() throws IOException {
        Duration limit = limits.cpuTime().orElseThrow();
        Optional<Duration> used = group.orElseThrow().processorTime();
        if (used.isEmpty()) {
            processorNanos = NEVER; // nothing counts it; the kernel's limit of each process remains
            return false;
        }
        Duration left = limit.minus(used.get());
        if (left.isNegative() || left.isZero()) {
            return true;
        }
        Duration soonest = left.dividedBy(Runtime.getRuntime().availableProcessors());
        processorNanos = sinceStart() + Math.max(SHORTEST_PAUSE.toNanos(), soonest.toNanos());
        return false;
    }

    private long measure() {
        long limit = limits.disk().orElseThrow().bytes();
        long size = 0;
        for (Path folder : folders) {
            size += Trees.measure(folder, limit);
        }
        return size;
    }

    /// Handles a measurement and sets the next check.
    ///
    /// @return the limit that is exceeded, if it is
    Optional<Limit> measured(RunSignal.DiskMeasured measured) {
        diskNanos = sinceStart() + Math.max(DISK_PAUSE.toNanos(), measured.tookNanos() * DISK_SHARE);
        return measured.bytes() > limits.disk().orElseThrow().bytes() ? Optional.of(Limit.DISK) : Optional.empty();
    }

    /// {@return whether the disk limit is exceeded after the end of the process}
    boolean diskExceededAtEnd() throws IOException {
        return limits.disk().isPresent()
                && files.runToEnd(this::measure) > limits.disk().get().bytes();
    }
}
