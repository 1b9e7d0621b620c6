// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import dev.executor.ExecutorPool;
import dev.executor.examples.console.ResultFile;
import dev.executor.examples.console.Screen;
import dev.executor.examples.console.StopRequest;
import dev.executor.examples.console.UnusableException;
import dev.executor.examples.pipeline.plan.PipelineFile;
import dev.executor.examples.pipeline.plan.Plan;
import dev.executor.examples.pipeline.plan.Step;
import dev.executor.isolation.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;

/// Runs a pipeline, as the runner of a CI system would: steps as sandboxed processes, in the order of their needs, with
/// live logs, artifacts, and a result.
///
/// Exit codes: [#DONE]; [#FAILED]; [#UNUSABLE]; [#STOPPED].
public final class Pipeline {
    /// Every step succeeded.
    static final int DONE = 0;
    /// A step failed, or was skipped.
    static final int FAILED = 1;
    /// The pipeline or an argument cannot be used, or this machine cannot enforce what a step asks for.
    static final int UNUSABLE = 2;
    /// Stopped by Ctrl-C, as shells have it: 128 + SIGINT.
    static final int STOPPED = 130;

    private static final String OWN = "build.json";
    private static final Duration GRACE = Duration.ofSeconds(3);

    private Pipeline() {}

    /// Where the sandbox comes from.
    @FunctionalInterface
    interface Opener {
        /// Opens one.
        ///
        /// @param artifacts the folder in which it keeps artifacts
        Sandbox open(Path artifacts);
    }

    /// Runs it and exits.
    ///
    /// @param args see [PipelineArguments#USAGE]
    /// @throws InterruptedException never: nobody interrupts the main thread
    public static void main(String[] args) throws InterruptedException {
        StopRequest.exitWith(stop -> run(
                args,
                Screen.standard(),
                stop,
                folder -> Sandbox.builder().artifacts(folder).open()));
    }

    static int run(String[] args, Screen screen, StopRequest stop, Opener opener) throws InterruptedException {
        if (List.of(args).contains("--help")) {
            screen.out().print(PipelineArguments.USAGE);
            return DONE;
        }
        try {
            var arguments = PipelineArguments.parse(args);
            var plan = read(arguments);
            if (arguments.json().isEmpty()) {
                return code(run(plan, arguments, screen, stop, opener));
            }
            try (var file = ResultFile.open(arguments.json().get())) {
                var report = run(plan, arguments, screen, stop, opener);
                file.write(report);
                screen.out().println("result     " + arguments.json().get());
                return code(report);
            }
        } catch (UnusableException e) {
            screen.err().println("pipeline: " + e.getMessage());
            return UNUSABLE;
        }
    }

    private static int code(PipelineReport report) {
        return report.stopped() ? STOPPED : report.succeeded() ? DONE : FAILED;
    }

    private static Plan read(PipelineArguments arguments) throws UnusableException {
        if (arguments.file().isEmpty()) {
            return PipelineFile.read("the pipeline " + OWN + " of the examples", ownPipeline(), arguments.checkout());
        }
        var file = arguments.file().get();
        try {
            return PipelineFile.read(file.toString(), Files.readString(file), arguments.checkout());
        } catch (IOException e) {
            throw new UnusableException("file was '" + file + "', which cannot be read: " + e, e);
        }
    }

    static String ownPipeline() {
        try (InputStream in = Pipeline.class.getResourceAsStream(OWN)) {
            return new String(Objects.requireNonNull(in, OWN).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(OWN + " is part of this program, but cannot be read", e);
        }
    }

    private static PipelineReport run(
            Plan plan, PipelineArguments arguments, Screen screen, StopRequest stop, Opener opener)
            throws UnusableException, InterruptedException {
        int concurrency = arguments
                .concurrency()
                .or(plan::concurrency)
                .orElse(Runtime.getRuntime().availableProcessors());
        var log = new LiveLog(
                screen.out(),
                screen.coloured(),
                plan.steps().stream().map(Step::name).toList(),
                Clock.system(ZoneId.systemDefault()));
        try (var sandbox = open(opener, arguments.artifacts())) {
            int steps = plan.steps().size();
            log.say("Pipeline " + plan.name() + " in " + arguments.checkout() + ": " + steps
                    + (steps == 1 ? " step, " : " steps, ") + concurrency + " at once. Ctrl-C stops.");
            MachineReport.print(sandbox.capabilities(), screen.out());
            var tasks = new StepTasks(sandbox, arguments.checkout(), log);
            tasks.check(plan.steps());
            long startNanos = System.nanoTime();
            var results = conduct(plan, concurrency, tasks, log, stop);
            var took = Duration.ofNanos(System.nanoTime() - startNanos);
            new ResultTable(results).print(screen.out());
            log.say("took       " + ResultTable.seconds(took) + (stop.requested() ? ", stopped" : ""));
            return PipelineReport.of(plan.name(), results, stop.requested(), took);
        }
    }

    private static Sandbox open(Opener opener, Path artifacts) throws UnusableException {
        try {
            return opener.open(artifacts);
        } catch (IllegalStateException e) {
            throw new UnusableException("there is no sandbox: " + e.getMessage(), e);
        }
    }

    private static List<StepResult> conduct(Plan plan, int concurrency, StepTasks tasks, LiveLog log, StopRequest stop)
            throws InterruptedException {
        try (var pool = ExecutorPool.builder(plan.name())
                .concurrency(concurrency)
                .queueCapacity(plan.steps().size())
                .closeTimeout(GRACE)
                .build()) {
            stop.whenRequested(() -> {
                log.say("stopping: what runs has " + GRACE.toSeconds() + " s to end, the rest does not start");
                pool.drain(GRACE);
            });
            var results = new Conductor(pool, tasks, log, plan.steps()).run();
            // Every step has its ending, but a process that was told to stop may still be on its way.
            pool.drain(GRACE);
            return plan.steps().stream()
                    .map(step -> Objects.requireNonNull(results.get(step.name())))
                    .toList();
        }
    }
}
