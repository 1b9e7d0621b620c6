// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.sandbox.process;

import dev.executor.isolation.ByteSize;
import dev.executor.isolation.Exit;
import dev.executor.isolation.Limit;
import dev.executor.isolation.LogLine.Stream;
import dev.executor.isolation.LogTail;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.ProcessResult.Usage;
import dev.executor.isolation.ProcessTask;
import dev.executor.sandbox.cgroup.Readings;
import dev.executor.sandbox.output.AttemptLog;
import dev.executor.sandbox.output.Pump;
import dev.executor.sandbox.profile.Walls;
import dev.executor.sandbox.spawn.Child;
import dev.executor.sandbox.spawn.Ended;
import dev.executor.sandbox.spawn.Launch;
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

/// A process from its start until nothing of it is left. Confined to the attempt's thread, which waits for [Notice]s
/// from those who see the process end, write too much, or the sandbox close, and looks at the [Watch] in between.
///
/// However it ends (by itself, by a limit, by an interrupt), its whole tree is killed then, before anything else is
/// done: a child that outlived it would hold outputs open and change the files that are collected.
final class Run {
    private static final Logger log = LoggerFactory.getLogger(Run.class);

    /// How long a process that was killed may take to be reported as ended.
    private static final Duration REAP_TIME = Duration.ofSeconds(10);

    /// How long what is left in the pipes may take to reach the sink.
    private static final Duration DRAIN_TIME = Duration.ofSeconds(5);

    private final Facilities facilities;
    private final ProcessTask command;
    private final Launch launch;
    private final AttemptLog output;
    private final List<Path> watched;
    private final Optional<Walls.Wrapper> wrapper;
    private final Running running;
    private final Deadline deadline;
    private final SoFar soFar;
    private final LinkedBlockingQueue<Notice> mailbox = new LinkedBlockingQueue<>();
    private @Nullable Limit stopped;
    private @Nullable Ended stoppedAs; // how it ended when its attempt was stopped
    private Instant started = Instant.MAX;
    private Duration wall = Duration.ZERO; // from its start until nothing was left of it

    /// @param watched the folders that count as disk
    Run(
            Facilities facilities,
            ProcessTask command,
            Launch launch,
            AttemptLog output,
            List<Path> watched,
            Optional<Walls.Wrapper> wrapper,
            Running running,
            Deadline deadline,
            SoFar soFar) {
        this.facilities = facilities;
        this.command = command;
        this.launch = launch;
        this.output = output;
        this.watched = watched;
        this.wrapper = wrapper;
        this.running = running;
        this.deadline = deadline;
        this.soFar = soFar;
    }

    /// What a process has used that was not started.
    static final Usage NOTHING_USED = Usage.builder().build();

    /// What became of it.
    record Ending(Verdict.Evidence evidence, Usage usage, LogTail log) {}

    /// Starts the process and returns when nothing of it is left.
    ///
    /// @param teller told when it has been started, and what it used if it was stopped
    /// @throws IOException if it was not run, or could not be killed
    /// @throws LimitReached if its wall time was over before it was started
    /// @throws InterruptedException if the attempt was stopped; the process is gone then, too
    Ending toItsEnd(Teller teller) throws IOException, InterruptedException, LimitReached {
        running.add(mailbox);
        try {
            started = Instant.now();
            var child = Start.of(facilities.threads(), facilities.spawner(), launch, deadline);
            var told = child.ended().handle((ended, failure) -> mailbox.add(notice(ended, failure)));
            var ending = follow(child, System.nanoTime(), teller);
            told.join(); // it has told, or there would be no ending
            return ending;
        } catch (InterruptedException e) {
            tellStopped(teller, e);
            soFar.over();
            throw e;
        } catch (IOException | RuntimeException e) {
            soFar.over();
            throw e;
        } finally {
            running.remove(mailbox);
        }
    }

    /// An attempt that was stopped has no result, but the outcome's details do, and somebody may have to pay for it.
    private void tellStopped(Teller teller, InterruptedException stop) {
        if (stoppedAs != null) {
            try {
                var ending = ending(stoppedAs, output.tail());
                Exit exit = Verdict.exit(command, ending.evidence());
                soFar.ended(ProcessResult.builder()
                        .exit(exit)
                        .usage(ending.usage())
                        .log(ending.log())
                        .build());
                teller.ended(exit, ending.usage());
            } catch (IOException e) {
                stop.addSuppressed(e);
            }
        }
    }

    private static Notice notice(@Nullable Ended ended, @Nullable Throwable failure) {
        if (ended != null) {
            return new Notice.Over(ended);
        }
        Throwable cause = Objects.requireNonNull(failure);
        return new Notice.Unknown(
                cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause);
    }

    private Ending follow(Child child, long startNanos, Teller teller) throws IOException, InterruptedException {
        long limit = command.limits().output().map(ByteSize::bytes).orElse(Long.MAX_VALUE);
        Runnable onLimit = () -> mailbox.add(new Notice.TooMuchOutput());
        var pumps = List.of(
                new Pump(Stream.OUT, child.out(), output, limit, onLimit),
                new Pump(Stream.ERR, child.err(), output, limit, onLimit));
        var tree = new ProcessTree(child, launch.group(), launch.scratch(), wrapper.isPresent());
        var watch = new Watch(
                command.limits(), launch.group(), watched, facilities.files(), mailbox::add, deadline.beginNanos());
        Ended ended;
        try {
            soFar.started(startNanos, launch.group(), output);
            teller.started();
            ended = await(tree, watch);
            tree.awaitKernel();
        } finally {
            // Uninterruptible from here: the attempt is over, and what is left of it has to go.
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
        if (stopped == null && tail.bytes().bytes() > limit) { // it ended before the notice came
            stopped = Limit.OUTPUT;
        }
        if (stopped == null) {
            WrapperEnd.check(wrapper, launch.group(), ended, tail);
        }
        return ending(ended, tail);
    }

    private Ending ending(Ended ended, LogTail tail) throws IOException {
        var readings = launch.group().isPresent() ? launch.group().get().readings() : Readings.NONE;
        var usage = SoFar.usage(wall, readings, ended.usage());
        var processorTime =
                usage.user().orElse(Duration.ZERO).plus(usage.system().orElse(Duration.ZERO));
        return new Ending(
                new Verdict.Evidence(ended, Optional.ofNullable(stopped), readings, processorTime, fullFile(ended)),
                usage,
                tail);
    }

    /// Whoever ignores the signal of a file that is too large sees a write fail, and the kernel counts none of these.
    private boolean fullFile(Ended ended) throws IOException {
        if (stopped != null || !Verdict.filesTell(command, ended)) {
            return false;
        }
        var limits = command.limits();
        long size = limits.fileSize().or(limits::disk).orElseThrow().bytes();
        return facilities.files().runToEnd(() -> {
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
                Notice notice = mailbox.poll(watch.pauseNanos(), TimeUnit.NANOSECONDS);
                if (notice != null) {
                    Optional<Ended> ended = hear(notice, tree, watch);
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
        } catch (ClosedByInterruptException e) { // the interrupt came while the watch read a file
            stoppedAs = end(tree, watch, command.grace());
            throw new InterruptedException();
        }
    }

    private Optional<Ended> hear(Notice notice, ProcessTree tree, Watch watch)
            throws IOException, InterruptedException {
        return switch (notice) {
            case Notice.Over(var ended) -> Optional.of(ended);
            case Notice.Unknown(var cause) -> throw new IOException(cause.getMessage(), cause);
            case Notice.TooMuchOutput() -> Optional.of(stopFor(Limit.OUTPUT, tree, watch));
            case Notice.Measured measured -> {
                var exceeded = watch.measured(measured);
                yield exceeded.isPresent() ? Optional.of(stopFor(exceeded.get(), tree, watch)) : Optional.empty();
            }
            case Notice.Closing() -> {
                end(tree, watch, command.grace());
                throw new IOException("the sandbox was closed while it ran");
            }
        };
    }

    /// A limit is exceeded. Time is up politely; what eats memory, disk or processors is killed at once.
    private Ended stopFor(Limit limit, ProcessTree tree, Watch watch) throws IOException {
        stopped = limit;
        return end(tree, watch, limit == Limit.WALL_TIME ? command.grace() : Duration.ZERO);
    }

    /// Asks the processes to end, waits as long as they may take, and kills what is left. The other limits hold
    /// meanwhile. Interrupts are put off: the answer to one is this.
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

    /// @param watch at what to look meanwhile; nothing if everything was killed
    /// @return the end; empty if it did not come in time, or a limit is exceeded
    private Optional<Ended> awaitEnd(Duration within, @Nullable Watch watch) throws IOException {
        long startNanos = System.nanoTime();
        boolean interrupted = false;
        try {
            for (; ; ) {
                long leftNanos = within.toNanos() - (System.nanoTime() - startNanos);
                try {
                    long pauseNanos = watch == null ? Long.MAX_VALUE : watch.pauseNanos();
                    Notice notice = mailbox.poll(Math.clamp(leftNanos, 0, pauseNanos), TimeUnit.NANOSECONDS);
                    switch (notice) {
                        case Notice.Over(var ended) -> {
                            return Optional.of(ended);
                        }
                        case Notice.Unknown(var cause) -> throw new IOException(cause.getMessage(), cause);
                        case Notice.TooMuchOutput() -> {
                            if (watch != null) {
                                return Optional.empty();
                            }
                        }
                        case Notice.Measured measured -> {
                            if (watch != null && watch.measured(measured).isPresent()) {
                                return Optional.empty();
                            }
                        }
                        case Notice.Closing() -> {} // it is being stopped
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

    /// All writers are dead: what is in the pipes is read, and then they are closed. A sink that blocks is left
    /// alone.
    private static void drain(List<Pump> pumps) {
        pumps.forEach(Pump::finish);
        long startNanos = System.nanoTime();
        boolean interrupted = false;
        for (Pump pump : pumps) {
            try {
                if (!pump.join(DRAIN_TIME.minusNanos(System.nanoTime() - startNanos))) {
                    log.warn(
                            "A log sink has not taken the last lines of a process within {}; it gets no more",
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
