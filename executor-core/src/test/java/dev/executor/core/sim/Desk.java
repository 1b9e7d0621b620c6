// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.Rejection;
import dev.executor.Submission;
import dev.executor.Task;
import dev.executor.TaskRejectedException;
import dev.executor.WaitInterruptedException;
import dev.executor.WaitTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Where plans are submitted: by every verb, with what a caller can check at once.
final class Desk {
    private final World world;
    private long calls;

    Desk(World world) {
        this.world = world;
    }

    void submit(Plan plan) {
        var pool = world.pool;
        begin(plan);
        try {
            switch (world.draw.below(5)) {
                case 0, 1 -> plan.handle = pool.submit(plan.task);
                case 2 -> plan.handle = pool.submit(plan.task, Duration.ofMillis(world.draw.below(20)));
                case 3 -> take(plan, pool.trySubmit(plan.task));
                default -> take(plan, pool.submitAll(List.of(plan.task)).getFirst());
            }
        } catch (TaskRejectedException e) {
            refuse(plan, e.rejection());
        }
        end(plan);
    }

    void submitAll(List<Plan> plans) {
        var tasks = new ArrayList<Task<Object>>();
        plans.forEach(this::begin);
        plans.forEach(plan -> plan.context = plans.getLast().context);
        plans.forEach(plan -> tasks.add(plan.task));
        var submissions = world.pool.submitAll(tasks);
        for (int i = 0; i < plans.size(); i++) {
            take(plans.get(i), submissions.get(i));
        }
        plans.forEach(this::end);
    }

    private void begin(Plan plan) {
        var host = world.host;
        if (plan.task.startAfter().isEmpty() && world.draw.oneIn(12)) {
            plan.task = plan.task.withStartAt(host.clock.steadyWallTime().plusMillis(plan.millis));
        }
        host.note(() -> "submits " + plan + " " + plan.task);
        plan.submitter = host.running();
        plan.submitting = true;
        plan.submitBegan = ++calls;
        plan.submitElapsed = host.elapsed();
        plan.wallJumps = host.clock.wallJumps();
        plan.context = "context-" + plan.name + "-of-" + plan.submitter.name;
        if (plan.parent.isEmpty()) {
            Ambient.CURRENT.set(plan.context);
        } else {
            plan.context = String.valueOf(Ambient.CURRENT.get());
        }
    }

    private void end(Plan plan) {
        plan.submitting = false;
        plan.submitEnded = ++calls;
        world.host.note(() -> plan + (plan.accepted() ? " was accepted" : " was refused: " + plan.refusal));
        if (plan.accepted()) {
            world.check(plan.handle.task() == plan.task, "the handle of " + plan + " has another task");
            world.check(
                    !plan.inline || plan.decided(),
                    "submit ran " + plan + " on the submitting thread and returned before it was over");
            if (world.closing && plan.parent.isPresent()) {
                world.host.count(Feature.CHILD_WHILE_DRAINING);
            }
        }
    }

    private void take(Plan plan, Submission<Object> submission) {
        switch (submission) {
            case Submission.Accepted<Object>(var handle) -> plan.handle = handle;
            case Submission.Refused<Object>(var rejection) -> refuse(plan, rejection);
        }
    }

    private void refuse(Plan plan, Rejection rejection) {
        plan.refusal = rejection;
        world.check(plan.entered == 0, plan + " was refused although it ran: " + rejection);
        switch (rejection) {
            case Rejection.QueueFull _ -> world.host.count(Feature.REFUSED_FULL);
            case Rejection.ShuttingDown _ -> {
                world.host.count(Feature.REFUSED_CLOSED);
                world.check(world.closing, plan + " was refused as if the pool were closing");
            }
            case Rejection.Denied _ -> world.host.count(Feature.REFUSED_POLICY);
            case Rejection.Interrupted _ -> {
                world.host.count(Feature.SUBMITTER_INTERRUPTED);
                world.check(
                        Thread.currentThread().isInterrupted(),
                        plan + " was refused for an interrupt, and the status is not set");
            }
            case Rejection.Shed _, Rejection.Withdrawn _, Rejection.Unsupported _ ->
                world.host.fail(plan + " was refused as " + rejection);
        }
    }

    /// Checks what a join threw.
    void checkThrown(Plan plan, RuntimeException thrown) {
        switch (thrown) {
            case WaitInterruptedException _ ->
                world.check(
                        Thread.currentThread().isInterrupted(),
                        "a join was interrupted and did not set the status again");
            case WaitTimeoutException _ -> {}
            default ->
                world.check(
                        plan.decided()
                                && Outcomes.match(thrown, plan.handle.outcome().orElseThrow()),
                        "join of " + plan + " threw " + thrown + " for " + plan.handle.outcome());
        }
    }
}
