// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Command;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.LogLine.Stream;
import dev.executor.isolation.LogTail;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.ProcessResult.Usage;
import dev.executor.sandbox.cgroup.Readings;
import dev.executor.sandbox.output.AttemptLog;
import dev.executor.sandbox.output.Pump;
import dev.executor.sandbox.profile.ConfinedCommand;
import dev.executor.sandbox.spawn.Child;
import dev.executor.sandbox.spawn.Ended;
import dev.executor.sandbox.spawn.LaunchRequest;
import dev.executor.sandbox.work.Trees;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A process from its start until nothing of it is left. Confined to the attempt's thread. That thread waits for a
/// [RunSignal]: the process has ended, it has written too much, or the sandbox closes. In between it asks the [Watch].
///
/// When the process ends (by itself, by a limit, by an interrupt), the whole tree is killed before anything else
/// happens. A child that outlived it would keep the outputs open and change the files that are collected.
final class Run {
    private static final Logger log = LoggerFactory.getLogger(Run.class);

    /// How long the end of a killed process may take to be reported.
    private static final Duration REAP_TIME = Duration.ofSeconds(10);

    /// How long the rest of the output may take to reach the sink.
    private static final Duration DRAIN_TIME = Duration.ofSeconds(5);

    private final SandboxRuntime runtime;
    private final Command command;
    private final LaunchRequest request;
    private final AttemptLog output;
    private final List<Path> watched;
    private final Optional<ConfinedCommand.Wrapper> wrapper;
    private final RunningAttempts running;
    private final Deadline deadline;
    private final PartialResult partialResult;
    private final LinkedBlockingQueue<RunSignal> mailbox = new LinkedBlockingQueue<>();
    private @Nullable Limit stopped;
    private @Nullable Ended stoppedAs; // how the process ended when its attempt was stopped
    private Instant started = Instant.MAX;
    private Duration wall = Duration.ZERO; // from its start until its tree was gone

    /// @param watched the folders that count as disk
    Run(
            SandboxRuntime runtime,
            Command command,
            LaunchRequest request,
            AttemptLog output,
            List<Path> watched,
            Optional<ConfinedCommand.Wrapper> wrapper,
            RunningAttempts running,
            Deadline deadline,
            PartialResult partialResult) {
        this.runtime = runtime;
        this.command = command;
        this.request = request;
        this.output = output;
        this.watched = watched;
        this.wrapper = wrapper;
        this.running = running;
        this.deadline = deadline;
        this.partialResult = partialResult;
    }

    /// The usage of a process that did not start.
    static final Usage NOTHING_USED = Usage.builder().build();

    /// How the process ended, and what it used and wrote.
    record Ending(ExitDecider.Evidence evidence, Usage usage, LogTail log) {}

    /// Starts the process and returns when nothing of it is left.
    ///
    /// @param events publishes the start of the process, and its usage if it was stopped
    /// @throws IOException if it did not run, or could not be killed
    /// @throws LimitReached if its wall time was used up before it started
    /// @throws InterruptedException if the attempt was stopped; the process is gone by then
    Ending run(AttemptEvents events) throws IOException, InterruptedException, LimitReached {
        running.add(mailbox);
        try {
            started = Instant.now();
            var child = Start.of(runtime.threads(), runtime.spawner(), request, deadline);
            var signalled = child.ended().handle((ended, failure) -> mailbox.add(signalOf(ended, failure)));
            var ending = follow(child, System.nanoTime(), events);
            signalled.join(); // already complete: run() returns only after the signal of the end
            return ending;
        } catch (InterruptedException e) {
            publishStoppedEnd(events, e);
            partialResult.freeze();
            throw e;
        } catch (IOException | RuntimeException e) {
            partialResult.freeze();
            throw e;
        } finally {
            running.remove(mailbox);
        }
    }

    /// An attempt that was stopped has no result. Its usage still goes into the outcome's details and into an
    /// event, as accounting counts it.
    private void publishStoppedEnd(AttemptEvents events, InterruptedException stop) {
        if (stoppedAs != null) {
            try {
                var ending = ending(stoppedAs, output.tail());
                Exit exit = ExitDecider.exit(command, ending.evidence());
                partialResult.ended(ProcessResult.builder()
                        .exit(exit)
                        .usage(ending.usage())
                        .log(ending.log())
                        .build());
                events.processEnded(exit, ending.usage());
            } catch (IOException e) {
                stop.addSuppressed(e);
            }
        }
    }

    private static RunSignal signalOf(@Nullable Ended ended, @Nullable Throwable failure) {
        if (ended != null) {
            return new RunSignal.ProcessEnded(ended);
        }
        Throwable cause = Objects.requireNonNull(failure);
        return new RunSignal.EndUnknown(
                cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause);
    }

    private Ending follow(Child child, long startNanos, AttemptEvents events) throws IOException, InterruptedException {
        long limit = command.limits().output().map(ByteSize::bytes).orElse(Long.MAX_VALUE);
        Runnable onLimit = () -> mailbox.add(new RunSignal.OutputExceeded());
        var pumps = List.of(
                new Pump(Stream.OUT, child.out(), output, limit, onLimit),
                new Pump(Stream.ERR, child.err(), output, limit, onLimit));
        var tree = new ProcessTree(child, request.group(), request.scratch(), wrapper.isPresent());
        var watch = new Watch(
                command.limits(), request.group(), watched, runtime.files(), mailbox::add, deadline.beginNanos());
        Ended ended;
        try {
            partialResult.started(startNanos, request.group(), output);
            events.processStarted();
            ended = await(tree, watch);
            tree.awaitKernel();
        } finally {
            // Not interruptible from here: the processes must be gone before the attempt ends.
            boolean interrupted = Thread.interrupted();
            try {
                tree.kill();
            } finally {
                wall = Duration.ofNanos(System.nanoTime() - startNanos);
                drain(pumps);
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
        if (stopped == null && watch.diskExceededAtEnd()) {
            stopped = Limit.DISK;
        }
        var tail = output.tail();
        if (stopped == null && tail.bytes().bytes() > limit) { // it ended before the signal arrived
            stopped = Limit.OUTPUT;
        }
        if (stopped == null) {
            WrapperEnd.check(wrapper, request.group(), ended, tail);
        }
        return ending(ended, tail);
    }

    private Ending ending(Ended ended, LogTail tail) throws IOException {
        var readings = request.group().isPresent() ? request.group().get().readings() : Readings.NONE;
        var usage = PartialResult.usage(wall, readings, ended.usage());
        var processorTime =
                usage.user().orElse(Duration.ZERO).plus(usage.system().orElse(Duration.ZERO));
        return new Ending(
                new ExitDecider.Evidence(ended, Optional.ofNullable(stopped), readings, processorTime, fullFile(ended)),
                usage,
                tail);
    }

    /// A process that ignores SIGXFSZ sees its write fail, and the kernel does not count such failures. So the
    /// files are searched for one of exactly the maximum size.
    private boolean fullFile(Ended ended) throws IOException {
        if (stopped != null || !ExitDecider.fileSizeIsEvidence(command, ended)) {
            return false;
        }
        var limits = command.limits();
        long size = limits.fileSize().or(limits::disk).orElseThrow().bytes();
        return runtime.files().runToEnd(() -> {
            for (Path folder : watched) {
                if (Trees.hasFile(folder, size, started)) {
                    return true;
                }
            }
            return false;
        });
    }

    private Ended await(ProcessTree tree, Watch watch) throws IOException, InterruptedException {
        try {
            for (; ; ) {
                RunSignal signal = mailbox.poll(watch.pauseNanos(), TimeUnit.NANOSECONDS);
                if (signal != null) {
                    Optional<Ended> ended = handle(signal, tree, watch);
                    if (ended.isPresent()) {
                        return ended.get();
                    }
                } else {
                    var exceeded = watch.look();
                    if (exceeded.isPresent()) {
                        return stopFor(exceeded.get(), tree, watch);
                    }
                }
            }
        } catch (InterruptedException e) {
            stoppedAs = end(tree, watch, command.grace());
            throw e;
        } catch (ClosedByInterruptException e) { // interrupted while the watch read a file
            stoppedAs = end(tree, watch, command.grace());
            throw new InterruptedException();
        }
    }

    private Optional<Ended> handle(RunSignal signal, ProcessTree tree, Watch watch)
            throws IOException, InterruptedException {
        return switch (signal) {
            case RunSignal.ProcessEnded(var ended) -> Optional.of(ended);
            case RunSignal.EndUnknown(var cause) -> throw new IOException(cause.getMessage(), cause);
            case RunSignal.OutputExceeded() -> Optional.of(stopFor(Limit.OUTPUT, tree, watch));
            case RunSignal.DiskMeasured measured -> {
                var exceeded = watch.measured(measured);
                yield exceeded.isPresent() ? Optional.of(stopFor(exceeded.get(), tree, watch)) : Optional.empty();
            }
            case RunSignal.SandboxClosing() -> {
                end(tree, watch, command.grace());
                throw new IOException("the sandbox was closed while it ran");
            }
        };
    }

    /// Stops the process because of a limit. Past its wall time it gets its grace; past any other limit it is
    /// killed at once.
    private Ended stopFor(Limit limit, ProcessTree tree, Watch watch) throws IOException {
        stopped = limit;
        return end(tree, watch, limit == Limit.WALL_TIME ? command.grace() : Duration.ZERO);
    }

    /// Asks the processes to end, waits for the grace, and kills what is left. The other limits hold meanwhile. An
    /// interrupt is kept until this returns, because stopping is already the answer to it.
    private Ended end(ProcessTree tree, Watch watch, Duration grace) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            if (!grace.isZero()) {
                tree.terminate();
                watch.forgetTime();
                Optional<Ended> ended = awaitEnd(grace, watch);
                if (ended.isPresent()) {
                    return ended.get();
                }
            }
            tree.kill();
            return awaitEnd(REAP_TIME, null)
                    .orElseThrow(
                            () -> new IOException("it was killed, and its end was not reported within " + REAP_TIME));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// @param watch the limits to check meanwhile; null if everything was killed
    /// @return the end; empty if the process did not end in time, or a limit is exceeded
    private Optional<Ended> awaitEnd(Duration within, @Nullable Watch watch) throws IOException {
        long startNanos = System.nanoTime();
        boolean interrupted = false;
        try {
            for (; ; ) {
                long leftNanos = within.toNanos() - (System.nanoTime() - startNanos);
                try {
                    long pauseNanos = watch == null ? Long.MAX_VALUE : watch.pauseNanos();
                    RunSignal signal = mailbox.poll(Math.clamp(leftNanos, 0, pauseNanos), TimeUnit.NANOSECONDS);
                    switch (signal) {
                        case RunSignal.ProcessEnded(var ended) -> {
                            return Optional.of(ended);
                        }
                        case RunSignal.EndUnknown(var cause) -> throw new IOException(cause.getMessage(), cause);
                        case RunSignal.OutputExceeded() -> {
                            if (watch != null) {
                                return Optional.empty();
                            }
                        }
                        case RunSignal.DiskMeasured measured -> {
                            if (watch != null && watch.measured(measured).isPresent()) {
                                return Optional.empty();
                            }
                        }
                        case RunSignal.SandboxClosing() -> {} // it is being stopped already
                        case null -> {
                            if (leftNanos <= 0 || (watch != null && watch.look().isPresent())) {
                                return Optional.empty();
                            }
                        }
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Reads what is left in the pipes and closes them; all writers are dead. A sink that blocks is abandoned.
    private static void drain(List<Pump> pumps) {
        pumps.forEach(Pump::finish);
        long startNanos = System.nanoTime();
        boolean interrupted = false;
        for (Pump pump : pumps) {
            try {
                if (!pump.join(DRAIN_TIME.minusNanos(System.nanoTime() - startNanos))) {
                    log.warn(
                            "A log sink did not accept the last lines of a process within {}; it receives no more lines",
                            DRAIN_TIME);
                    pump.abandon();
                }
            } catch (InterruptedException e) {
                interrupted = true;
                pump.abandon();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
