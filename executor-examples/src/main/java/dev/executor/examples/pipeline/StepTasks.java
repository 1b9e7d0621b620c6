// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.examples.pipeline;

import dev.executor.Task;
import dev.executor.examples.console.UnusableException;
import dev.executor.examples.pipeline.plan.Step;
import dev.executor.examples.pipeline.plan.StepCommand;
import dev.executor.examples.pipeline.plan.StepGrant;
import dev.executor.isolation.ProcessResult;
import dev.executor.isolation.Sandbox;
import dev.executor.isolation.UnsupportedIsolationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Makes tasks of steps.
///
/// @param sandbox where they run
/// @param checkout what relative paths start from
/// @param log where their lines go
record StepTasks(Sandbox sandbox, Path checkout, LiveLog log) {
    private static final int SHOWN = 100;

    /// Says where steps get less than they ask for, and lets the sandbox refuse what this machine cannot enforce
    /// while nothing has run yet.
    ///
    /// @param steps the steps
    /// @throws UnusableException if it refuses one
    void check(List<Step> steps) throws UnusableException {
        var refused = new ArrayList<String>();
        for (var step : steps) {
            var grant = grant(step);
            grant.concessions().forEach(concession -> log.say(step.name(), concession));
            try {
                task(step, grant, _ -> checkout.toString());
            } catch (UnsupportedIsolationException | IllegalArgumentException e) {
                refused.add(e.getMessage());
            }
        }
        if (!refused.isEmpty()) {
            throw new UnusableException("nothing was run, as this machine cannot enforce what the steps ask for; set"
                    + " orElse or orWithout where less will do:\n  " + String.join("\n  ", refused));
        }
    }

    /// {@return what a step gets on this machine}
    /// @param step the step
    StepGrant grant(Step step) {
        return StepGrant.of(step, sandbox.capabilities());
    }

    /// {@return the task of a step}
    /// @param step the step
    /// @param grant what it gets
    /// @param artifacts the folder with the artifacts of a step, by its name
    Task<ProcessResult> task(Step step, StepGrant grant, UnaryOperator<String> artifacts) {
        var command = new StepCommand(step, checkout, artifacts)
                .build(grant.profile(), grant.limits(), log.sink(step.name()));
        var task = sandbox.task(step.name(), command).withRetry(step.retry());
        if (step.attemptTimeout().isPresent()) {
            task = task.withAttemptTimeout(step.attemptTimeout().get());
        }
        if (step.timeout().isPresent()) {
            task = task.withTimeout(step.timeout().get());
        }
        return announced(task, String.join(" ", command.argv()));
    }

    /// The isolator says when an attempt starts and why it is tried again, on the thread that runs it, and so in
    /// the order of the lines that the process writes. A buffered listener of the pool would be called later.
    private Task<ProcessResult> announced(Task<ProcessResult> task, String command) {
        return task.withIsolator(
                new AnnouncedAttempts(sandbox, log, task.retry().maxAttempts(), shortened(command)));
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
