// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Exit;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.ProcessResult.Usage;
import dev.executor.sandbox.cgroup.ControlGroup;
import dev.executor.sandbox.cgroup.Readings;
import dev.executor.sandbox.output.AttemptLog;
import dev.executor.sandbox.spawn.Ended;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The result of an attempt so far, for readers of the outcome's details: null before the process starts, then its log
/// and usage until now, and in the end its result. Thread-safe: the attempt's thread writes, any thread reads.
final class PartialResult implements Supplier<@Nullable ProcessResult> {
    private volatile @Nullable Live live;
    private volatile @Nullable ProcessResult ended;

    /// A running process.
    private record Live(long startNanos, Optional<ControlGroup> group, AttemptLog log) {}

    void started(long startNanos, Optional<ControlGroup> group, AttemptLog log) {
        live = new Live(startNanos, group, log);
    }

    void ended(ProcessResult result) {
        ended = result;
    }

    /// Keeps what was counted so far. Called when the process is gone and its control group is about to be removed.
    void freeze() {
        if (ended == null) {
            ended = get();
        }
    }

    @Override
    public @Nullable ProcessResult get() {
        var running = live;
        var result = ended;
        if (result != null || running == null) {
            return result;
        }
        var wall = Duration.ofNanos(System.nanoTime() - running.startNanos());
        return ProcessResult.builder()
                .exit(new Exit.Running())
                .usage(usage(wall, readings(running), Optional.empty()))
                .log(running.log().tail())
                .build();
    }

    private static Readings readings(Live running) {
        try {
            return running.group().isPresent() ? running.group().get().readings() : Readings.NONE;
        } catch (IOException e) {
            return Readings.NONE; // the group is being removed; the final result follows
        }
    }

    /// {@return what was used}
    /// @param wall time since its start
    /// @param readings what its control group counted
    /// @param counted what the kernel reported at the end, if it did
    static Usage usage(Duration wall, Readings readings, Optional<Ended.Usage> counted) {
        var usage = Usage.builder().wall(wall);
        readings.userNanos()
                .map(Duration::ofNanos)
                .or(() -> counted.map(Ended.Usage::user))
                .ifPresent(usage::user);
        readings.systemNanos()
                .map(Duration::ofNanos)
                .or(() -> counted.map(Ended.Usage::system))
                .ifPresent(usage::system);
        readings.peakMemory().map(ByteSize::bytes).ifPresent(usage::peakMemory);
        readings.bytesRead().map(ByteSize::bytes).ifPresent(usage::bytesRead);
        readings.bytesWritten().map(ByteSize::bytes).ifPresent(usage::bytesWritten);
        readings.peakProcesses().map(Long::intValue).ifPresent(usage::processes);
        readings.refusedProcesses().ifPresent(usage::refusedProcesses);
        return usage.build();
    }
}
