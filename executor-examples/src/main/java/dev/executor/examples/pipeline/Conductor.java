// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import dev.executor.ExecutorPool;
import dev.executor.FailureKind;
import dev.executor.Submission;
import dev.executor.examples.pipeline.plan.Step;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.UnsupportedIsolationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Runs the steps of a plan in a pool, each when those that it needs have succeeded. Confined to one thread.
///
/// The pool knows nothing of needs: it gets the steps that can run now, and has one place for each step, so that it
/// takes them all. Whatever ends comes back through a queue to the one thread that decides what that means for the
/// rest.
final class Conductor {
    private final ExecutorPool pool;
    private final StepTasks tasks;
    private final LiveLog log;
    private final List<Step> waiting;
    private final Map<String, StepResult> results = new HashMap<>();
    private final BlockingQueue<StepResult> ended = new LinkedBlockingQueue<>();
    private int running;

    /// Makes one.
    ///
    /// @param pool where steps run
    /// @param tasks makes tasks of them
    /// @param log where it says how each ended
    /// @param steps the steps, each after those that it needs
    Conductor(ExecutorPool pool, StepTasks tasks, LiveLog log, List<Step> steps) {
        this.pool = pool;
        this.tasks = tasks;
        this.log = log;
        waiting = new ArrayList<>(steps);
    }

    /// Runs them all.
    ///
    /// @return how each ended, by its name
    /// @throws InterruptedException if this thread is interrupted
    Map<String, StepResult> run() throws InterruptedException {
        startWhatCan();
        while (running > 0) {
            var result = ended.take();
            running--;
            keep(result);
            startWhatCan();
        }
        return results;
    }

    /// In one pass, as each step comes after those that it needs: a step that is skipped is known as such to those
    /// behind it.
    private void startWhatCan() {
        for (var step : List.copyOf(waiting)) {
            var needed = step.needs().stream()
                    .flatMap(name -> Optional.ofNullable(results.get(name)).stream())
                    .toList();
            var missed = needed.stream().filter(result -> !result.succeeded()).findFirst();
            if (missed.isPresent()) {
                waiting.remove(step);
                var reason = "it needs " + missed.get().step().name() + ", which did not succeed";
                keep(new StepResult(step, tasks.grant(step), new StepEnding.Skipped(reason)));
            } else if (needed.size() == step.needs().size()) {
                waiting.remove(step);
                start(step);
            }
        }
    }

    private void start(Step step) {
        var grant = tasks.grant(step);
        try {
            switch (pool.trySubmit(tasks.task(step, grant, this::artifacts))) {
                case Submission.Accepted<ProcessResult>(var handle) -> {
                    running++;
                    handle.whenDone(outcome -> ended.add(new StepResult(step, grant, StepEnding.of(outcome))));
                }
                case Submission.Refused<ProcessResult>(var rejection) ->
                    keep(new StepResult(step, grant, StepEnding.of(rejection)));
            }
        } catch (UnsupportedIsolationException | IllegalArgumentException e) {
            // Not before: only now it is known what the placeholders for artifacts stand for.
            var reason = Objects.requireNonNullElse(e.getMessage(), e.toString());
            keep(new StepResult(
                    step, grant, new StepEnding.Failed(FailureKind.PROVISIONING, reason, Optional.empty(), 0)));
        }
    }

    private void keep(StepResult result) {
        results.put(result.step().name(), result);
        log.say(
                result.step().name(),
                result.ending().word()
                        + result.ending().why().map(why -> ": " + why).orElse(""));
    }

    /// The folder that the artifacts of a step are kept in: above the first of them.
    private String artifacts(String name) {
        var kept = Optional.ofNullable(results.get(name)).stream()
                .flatMap(result -> result.ending().lastProcess().stream())
                .flatMap(process -> process.artifacts().stream())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("${artifacts." + name + "} stands for nothing, as step '"
                                + name + "' kept no file; see what its globs in artifacts match"));
        return ArtifactFolder.of(kept).toString();
    }
}
