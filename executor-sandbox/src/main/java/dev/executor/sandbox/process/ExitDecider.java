// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.FailureKind;
import dev.executor.isolation.Command;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.Profile;
import dev.executor.isolation.ResourceLimits;
import dev.executor.sandbox.cgroup.Readings;
import dev.executor.sandbox.spawn.Ended;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Decides what ended a process. Stateless: evidence in, an [Exit] out.
final class ExitDecider {
    /// Signals that other processes send: hang-up, interrupt, quit, kill, terminate. A refused fork does not
    /// explain an end by one of these.
    private static final Set<Integer> FROM_OUTSIDE = Set.of(1, 2, 3, 9, 15);

    private static final int SIGXFSZ = 25;

    private ExitDecider() {}

    /// What is known about the end of a process.
    ///
    /// @param ended what the kernel reported
    /// @param stopped the limit for which the sandbox killed it, if it did
    /// @param readings what its control group counted
    /// @param processorTime the processor time it used, as far as known
    /// @param fullFile whether it wrote a file of exactly the maximum size
    record Evidence(
            Ended ended, Optional<Limit> stopped, Readings readings, Duration processorTime, boolean fullFile) {}

    static Exit exit(Command command, Evidence evidence) {
        var ended = evidence.ended();
        boolean unexpected = ended.signalled() || !expects(command, ended.code());
        int signal = ended.signalled() ? ended.signal() : relayed(command, ended);
        Optional<Limit> limit = evidence.stopped().or(() -> limit(command.limits(), evidence, signal, unexpected));
        if (limit.isPresent()) {
            return new Exit.LimitExceeded(limit.get());
        }
        return signal != 0 && unexpected ? new Exit.Signalled(signal) : new Exit.Exited(ended.code());
    }

    /// {@return the signal that an exit code stands for, where the wrapper or the JDK reports signals as codes; 0
    /// if none}
    private static int relayed(Command command, Ended ended) {
        boolean relayed = !ended.exact() || command.profile() != Profile.TRUSTED;
        return relayed && ended.code() > 128 && ended.code() <= 192 ? ended.code() - 128 : 0;
    }

    /// {@return whether the size of the files that it wrote can explain its end}
    static boolean fileSizeIsEvidence(Command command, Ended ended) {
        var limits = command.limits();
        return limits.fileSize().or(limits::disk).isPresent()
                && (ended.signalled() ? ended.signal() != SIGXFSZ : !expects(command, ended.code()));
    }

    private static boolean expects(Command command, int code) {
        return command.expectedExits().map(codes -> codes.contains(code)).orElse(code == 0);
    }

    private static Optional<Limit> limit(ResourceLimits limits, Evidence evidence, int signal, boolean unexpected) {
        if (limits.memory().isPresent() && evidence.readings().outOfMemory() > 0) {
            return Optional.of(Limit.MEMORY); // even if its parent ignored that and exited normally
        }
        if (!unexpected) {
            return Optional.empty();
        }
        if (limits.cpuTime().isPresent()
                && evidence.processorTime().compareTo(limits.cpuTime().get()) >= 0) {
            return Optional.of(Limit.CPU_TIME); // it was killed, or it caught SIGXCPU and gave up
        }
        boolean fileRefused = (evidence.ended().signalled() && signal == SIGXFSZ) || evidence.fullFile();
        if (fileRefused && limits.fileSize().isPresent()) {
            return Optional.of(Limit.FILE_SIZE);
        }
        if (fileRefused && limits.disk().isPresent()) {
            return Optional.of(Limit.DISK);
        }
        if (limits.processes().isPresent()
                && evidence.readings().refusedProcesses().orElse(0L) > 0
                && !FROM_OUTSIDE.contains(signal)) {
            return Optional.of(Limit.PROCESSES);
        }
        return Optional.empty();
    }

    /// {@return the kind of failure; empty if the exit is expected}
    static Optional<FailureKind> failureKind(Command command, Exit exit) {
        if (command.expectedExits().isEmpty()) {
            return Optional.empty();
        }
        return switch (exit) {
            case Exit.Exited(int code) ->
                expects(command, code) ? Optional.empty() : Optional.of(FailureKind.NONZERO_EXIT);
            case Exit.Signalled(int signal) ->
                Optional.of(
                        signal == Exit.Signalled.SIGSYS && command.profile() == Profile.UNTRUSTED
                                ? FailureKind.SANDBOX_VIOLATION
                                : FailureKind.SIGNALLED);
            case Exit.Running() -> throw new IllegalStateException("it has not ended");
            case Exit.LimitExceeded(var limit) ->
                Optional.of(limit == Limit.MEMORY ? FailureKind.OUT_OF_MEMORY : FailureKind.LIMIT_EXCEEDED);
        };
    }

    /// {@return the exit as text for a message}
    static String describe(Exit exit, ResourceLimits limits) {
        return switch (exit) {
            case Exit.Exited(int code) -> "exited with code " + code;
            case Exit.Signalled(int signal) -> "was ended by signal " + signal + meaning(signal);
            case Exit.Running() -> "has not ended";
            case Exit.LimitExceeded(var limit) -> "exceeded its limit " + limit + value(limit, limits);
        };
    }

    private static String meaning(int signal) {
        return switch (signal) {
            case 24 -> " (SIGXCPU, processor time past its limit)";
            case SIGXFSZ -> " (SIGXFSZ, a file past its limit)";
            default -> "";
        };
    }

    private static String value(Limit limit, ResourceLimits limits) {
        Optional<?> value = switch (limit) {
            case MEMORY -> limits.memory();
            case CPU -> limits.cpus();
            case CPU_WEIGHT -> limits.cpuWeight();
            case CPU_TIME -> limits.cpuTime();
            case WALL_TIME -> limits.wallTime();
            case PROCESSES -> limits.processes();
            case IO -> limits.readRate().or(limits::writeRate);
            case OPEN_FILES -> limits.openFiles();
            case FILE_SIZE -> limits.fileSize();
            case CORE_SIZE -> Optional.of(limits.coreSize());
            case OUTPUT -> limits.output();
            case DISK -> limits.disk();
        };
        return value.map(set -> " of " + set).orElse("");
    }
}
