// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples;

import dev.executor.ExecutorPool;
import dev.executor.PoolSnapshot;
import dev.executor.Submission;
import dev.executor.event.TaskListener;
import dev.executor.examples.console.ResultFile;
import dev.executor.examples.console.Screen;
import dev.executor.examples.console.StopRequest;
import dev.executor.examples.console.UnusableException;
import dev.executor.examples.files.FileReport;
import dev.executor.examples.files.FileResult;
import dev.executor.examples.files.FileWalk;
import dev.executor.examples.files.FileWork;
import dev.executor.examples.files.Input;
import dev.executor.examples.files.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Hashes, compresses and counts every file of a folder, one task a file, together with a few inputs that go
/// wrong for real.
///
/// Exit codes: [#DONE], whatever became of each file, as long as every file has its outcome; [#LOST];
/// [#UNUSABLE]; [#STOPPED].
public final class Quickstart {
    /// Every file found ended in exactly one outcome. Files that could not be read are in the table and are
    /// no reason to fail.
    static final int DONE = 0;
    /// A file was lost: found, but without an outcome.
    static final int LOST = 1;
    /// An argument is wrong, or what it names cannot be used.
    static final int UNUSABLE = 2;
    /// Stopped by Ctrl-C, as shells have it: 128 + SIGINT.
    static final int STOPPED = 130;

    /// How many files may wait. Few, so that submitting is slowed down to the speed of the work and memory
    /// stays bounded.
    static final int QUEUE_CAPACITY = 64;

    private static final Duration GRACE = Duration.ofSeconds(3);

    private Quickstart() {}

    /// Runs it and exits.
    ///
    /// @param args see [Arguments#USAGE]
    /// @throws InterruptedException never: nobody interrupts the main thread
    public static void main(String[] args) throws InterruptedException {
        StopRequest.exitWith(stop -> run(args, Screen.standard(), stop));
    }

    static int run(String[] args, Screen screen, StopRequest stop) throws InterruptedException {
        if (List.of(args).contains("--help")) {
            screen.out().print(Arguments.USAGE);
            return DONE;
        }
        try {
            return readFolder(Arguments.parse(args), screen, stop);
        } catch (UnusableException e) {
            screen.err().println("quickstart: " + e.getMessage());
            return UNUSABLE;
        }
    }

    private static int readFolder(Arguments arguments, Screen screen, StopRequest stop)
            throws UnusableException, InterruptedException {
        var walk = FileWalk.of(arguments.folder(), stop);
        try (var json = ResultFile.open(arguments.json());
                var trouble = arguments.trouble() ? Trouble.prepare() : Trouble.none()) {
            // Trouble first, so that it is retried while the files are read.
            var inputs = new ArrayList<>(trouble.inputs());
            inputs.addAll(walk.files());
            Summary.introduce(arguments, walk, trouble, screen.out());

            long startNanos = System.nanoTime();
            var figures = new Figures();
            var reading = readAll(inputs, arguments, figures, screen, stop);
            var summary = new Summary(
                    arguments,
                    walk,
                    reading.results,
                    reading.pool,
                    figures,
                    Duration.ofNanos(System.nanoTime() - startNanos),
                    stop.requested());

            summary.print(screen.out());
            json.write(JsonReport.of(summary));
            screen.out().println("result      " + arguments.json());
            return summary.lost() > 0 ? LOST : stop.requested() ? STOPPED : DONE;
        }
    }

    /// How each input ended, and the pool when all had.
    private record Reading(List<FileResult> results, PoolSnapshot pool) {}

    private static Reading readAll(
            List<Input> inputs, Arguments arguments, Figures figures, Screen screen, StopRequest stop)
            throws InterruptedException {
        try (var pool = ExecutorPool.builder("quickstart")
                        .concurrency(arguments.concurrency())
                        .queueCapacity(QUEUE_CAPACITY)
                        // Inline, so that no event is dropped: the figures are one of the accounts that must agree.
                        .listener(figures, TaskListener.Delivery.INLINE)
                        .closeTimeout(GRACE)
                        .build();
                var progress = ProgressLine.start(pool, inputs.size(), screen)) {
            stop.whenRequested(() -> {
                progress.note(
                        "stopping: what was accepted has " + GRACE.toSeconds() + " s to end, the rest is refused");
                pool.drain(GRACE);
            });

            var patience = patience(arguments);
            var submissions = new ArrayList<Submission<FileReport>>();
            for (var input : inputs) {
                var submission = pool.trySubmit(FileWork.task(input, arguments.attemptTimeout()), patience);
                if (submission instanceof Submission.Accepted(var handle)) {
                    progress.watch(input, handle);
                }
                submissions.add(submission);
            }

            var results = new ArrayList<FileResult>();
            for (int i = 0; i < inputs.size(); i++) {
                results.add(FileResult.await(inputs.get(i), submissions.get(i), patience));
            }
            // Every file has its outcome, but a body that was told to stop may still be on its way back.
            pool.drain(GRACE);
            return new Reading(results, pool.snapshot());
        }
    }

    /// Longer than any file can take: every attempt ends in time, there are so many at most, and only so many
    /// files are ahead in the queue. What has no outcome by then is lost, and a program that waited for ever
    /// would never say so.
    private static Duration patience(Arguments arguments) {
        return FileWork.longest(arguments.attemptTimeout()).multipliedBy(QUEUE_CAPACITY / arguments.concurrency() + 2L);
    }
}
