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

/// Looks at the limits of a running process that the kernel does not enforce by itself, or only counts. Confined to the
/// attempt's thread; never looks when there is nothing to look at.
final class Watch {
    private static final long NEVER = Long.MAX_VALUE;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
    private static final Duration MEMORY_PAUSE = Duration.ofMillis(50);
    private static final Duration DISK_PAUSE = Duration.ofMillis(100);

    /// At most a tenth of the time goes into measuring folders.
    private static final int DISK_SHARE = 10;

    private final ResourceLimits limits;
    private final Optional<ControlGroup> group;
    private final List<Path> folders;
    private final FileThreads files;
    private final Consumer<Notice> mailbox;
    private final long startNanos;

    // When to look next, in nanoseconds since the start.
    private long memoryNanos = NEVER;
    private long processorNanos = NEVER;
    private long diskNanos = NEVER;
    private long wallNanos;

    /// @param folders those that count as disk
    /// @param files measures them
    /// @param mailbox is told how large they are
    /// @param startNanos when the attempt began
    Watch(
            ResourceLimits limits,
            Optional<ControlGroup> group,
            List<Path> folders,
            FileThreads files,
            Consumer<Notice> mailbox,
            long startNanos) {
        this.limits = limits;
        this.group = group;
        this.folders = folders;
        this.files = files;
        this.mailbox = mailbox;
        this.startNanos = startNanos;
        this.wallNanos = limits.wallTime().map(Duration::toNanos).orElse(NEVER);
        // In version 1 only the process that asked for too much is killed, and the rest would live on.
        if (limits.memory().isPresent()
                && group.flatMap(ControlGroup::threadDoor).isPresent()) {
            memoryNanos = MEMORY_PAUSE.toNanos();
        }
        if (limits.cpuTime().isPresent() && group.isPresent()) {
            processorNanos = 0;
        }
        if (limits.disk().isPresent()) {
            diskNanos = DISK_PAUSE.toNanos();
        }
    }

    /// {@return how long until the next look, in nanoseconds}
    long pauseNanos() {
        long next = Math.min(Math.min(memoryNanos, processorNanos), Math.min(diskNanos, wallNanos));
        return next == NEVER ? NEVER : Math.max(0, next - sinceStart());
    }

    /// From now on its time does not matter: it is being stopped.
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
            diskNanos = NEVER; // until this look is over
            files.start(() -> {
                long before = System.nanoTime();
                long bytes = measure();
                mailbox.accept(new Notice.Measured(bytes, System.nanoTime() - before));
            });
        }
        return Optional.empty();
    }

    /// Sets the next look to when all processors together could have used up what is left.
    private boolean processorTimeExceeded() throws IOException {
        Duration limit = limits.cpuTime().orElseThrow();
        Optional<Duration> used = group.orElseThrow().processorTime();
        if (used.isEmpty()) {
            processorNanos = NEVER; // counted by nobody; the kernel's limit of each process remains
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

    /// Takes what was measured, and sets the next look.
    ///
    /// @return the limit that is exceeded, if it is
    Optional<Limit> measured(Notice.Measured measured) {
        diskNanos = sinceStart() + Math.max(DISK_PAUSE.toNanos(), measured.tookNanos() * DISK_SHARE);
        return measured.bytes() > limits.disk().orElseThrow().bytes() ? Optional.of(Limit.DISK) : Optional.empty();
    }

    /// {@return whether the disk limit is exceeded now, after the end}
    boolean diskExceededAtEnd() throws IOException {
        return limits.disk().isPresent()
                && files.runToEnd(this::measure) > limits.disk().get().bytes();
    }
}
