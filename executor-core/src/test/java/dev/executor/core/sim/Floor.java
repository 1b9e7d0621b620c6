// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.TaskContext;
import dev.executor.policy.StuckPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where bodies run: checks what must hold whenever one enters.
final class Floor {
    private final World world;
    private final List<Plan> running = new ArrayList<>();
    private final Map<String, Plan> holders = new HashMap<>();

    Floor(World world) {
        this.world = world;
    }

    boolean empty() {
        return running.isEmpty();
    }

    void enter(Plan plan, TaskContext context) {
        SimPoint.quietly(() -> admit(plan, context));
    }

    private void admit(Plan plan, TaskContext context) {
        var host = world.host;
        plan.inline = plan.submitting && plan.submitter == host.running();
        if (plan.inline) {
            host.count(Feature.RAN_INLINE);
        }
        check(host.locksHeld() == 0 || plan.inline, plan, "began with a lock of the engine held");
        check(!plan.active, plan, "began while another attempt of it ran");
        check(plan.refusal == null, plan, "ran although it was refused");
        check(
                context.attempt() > plan.entered,
                plan,
                "ran attempt " + context.attempt() + " after attempt " + plan.entered);
        check(
                !Thread.currentThread().isInterrupted() || mayBeInterrupted(plan, context),
                plan,
                "began with an interrupt that was not meant for it");
        check(!plan.decided() || context.stopRequested(), plan, "began after its outcome was decided");
        check(TaskContext.current().orElse(null) == context, plan, "did not find its context as the current one");
        if (world.ambient != null && world.ambient.reliable()) {
            check(
                    plan.context.equals(Ambient.CURRENT.get()),
                    plan,
                    "saw the context " + Ambient.CURRENT.get() + " instead of " + plan.context);
        }
        host.note(() -> "body of " + plan + " begins, attempt " + context.attempt());
        checkStart(plan);
        plan.entered = context.attempt();
        plan.active = true;
        plan.attempt = context;
        plan.enteredElapsed = host.elapsed();
        running.add(plan);
        checkKey(plan);
        countCrowd(plan);
        if (!plan.inline) {
            world.limit.begins(host.running());
        }
    }

    private void checkStart(Plan plan) {
        long now = world.host.elapsed();
        if (plan.firstStart < 0) {
            plan.firstStart = now;
            plan.task.startAfter().ifPresent(delay -> {
                world.host.count(Feature.DELAYED);
                check(
                        now - plan.submitElapsed >= delay.toNanos(),
                        plan,
                        "started before its delay was over, after " + (now - plan.submitElapsed));
            });
            if (plan.task.startAt().isPresent() && plan.wallJumps == world.host.clock.wallJumps()) {
                check(
                        now - plan.submitElapsed >= plan.millis * 1_000_000L,
                        plan,
                        "started before its start time, after " + (now - plan.submitElapsed));
            }
        }
    }

    private void checkKey(Plan plan) {
        if (plan.inline || plan.task.orderingKey().isEmpty()) {
            return;
        }
        world.host.count(Feature.ORDERED);
        String key = plan.task.orderingKey().get();
        var holder = holders.put(key, plan);
        check(holder == null, plan, "ran at the same time as " + holder + ", which has the same ordering key");
        plan.keyHeld = true;
        for (var other : List.copyOf(world.plans)) {
            if (other != plan
                    && key.equals(other.task.orderingKey().orElse(null))
                    && !other.inline
                    && plain(other)
                    && plain(plan)) {
                check(
                        !(plan.submitEnded < other.submitBegan) || other.firstStart < 0 || plan.entered > 1,
                        plan,
                        "ran after " + other + ", which has the same ordering key and was submitted later");
                check(
                        !(other.submitEnded < plan.submitBegan)
                                || !other.accepted()
                                || other.decided()
                                || (world.recorder != null && other.entered == 0), // stopped, and being recorded
                        plan,
                        "ran before " + other + " was over, which has the same ordering key and was submitted earlier");
            }
        }
    }

    private static boolean plain(Plan plan) {
        return plan.task.startAfter().isEmpty() && plan.task.startAt().isEmpty();
    }

    /// Checks that no more bodies run than there are permits.
    void checkCrowd(Plan latest) {
        SimPoint.quietly(() -> countCrowd(latest));
    }

    private void countCrowd(Plan latest) {
        boolean replaced = world.pool.config().stuckPolicy() == StuckPolicy.REPLACE;
        int crowd = 0;
        for (var plan : List.copyOf(running)) {
            if (!plan.blocked && !plan.inline && !(replaced && plan.attempt.stopRequested())) {
                crowd++;
            }
        }
        int limit = world.limit.inForce();
        check(
                crowd <= limit,
                latest,
                "is one of " + crowd + " running bodies, and the limit is " + limit + ": " + running);
    }

    void leave(Plan plan, TaskContext context) {
        SimPoint.quietly(() -> release(plan, context));
    }

    private void release(Plan plan, TaskContext context) {
        world.host.note(() -> "body of " + plan + " ends");
        check(plan.active, plan, "left without being in");
        plan.active = false;
        running.remove(plan);
        if (!plan.inline) {
            world.limit.ended(world.host.running());
            world.host.running().pestered = false;
        }
        if (plan.keyHeld) {
            plan.keyHeld = false;
            holders.remove(plan.task.orderingKey().orElseThrow(), plan);
        }
        if (world.punctual() && !plan.inline) {
            checkPromptness(plan, context);
        }
    }

    /// A body that can be interrupted ends as soon as it is told to stop.
    private void checkPromptness(Plan plan, TaskContext context) {
        long now = world.host.elapsed();
        long took = now - plan.enteredElapsed;
        boolean sleeps = plan.behaviour == Plan.Behaviour.SLEEP || plan.behaviour == Plan.Behaviour.PROGRESS;
        check(
                plan.task.attemptTimeout().isEmpty()
                        || took <= plan.task.attemptTimeout().get().toNanos() + World.TIMER_SLACK_NANOS
                        || (!sleeps && context.stopRequested()),
                plan,
                "ran for " + took + " ns and was not stopped at its attempt timeout");
        check(
                !sleeps || plan.stoppedElapsed < 0 || now <= plan.stoppedElapsed + World.TIMER_SLACK_NANOS,
                plan,
                "was told to stop at " + plan.stoppedElapsed + " and slept on until " + now);
    }

    /// A body was interrupted: it must have been told to stop.
    void interrupted(Plan plan, TaskContext context) {
        world.host.count(Feature.BODY_WAS_INTERRUPTED);
        check(mayBeInterrupted(plan, context), plan, "was interrupted although nobody told it to stop");
    }

    /// A body may be interrupted when it was told to stop, or when it runs on a submitter's thread and the
    /// submitter was.
    private boolean mayBeInterrupted(Plan plan, TaskContext context) {
        if (context.stopRequested()) {
            return true;
        }
        if (world.host.running().pestered) {
            // An interrupt from before the submit is the submitter's own; one that comes later reaches the task.
            return !plan.inline || !plan.submittedInterrupted;
        }
        var parent = plan.parent.orElse(null);
        return plan.inline && parent != null && mayBeInterrupted(parent, parent.attempt);
    }

    private void check(boolean holds, Plan plan, String what) {
        if (!holds) {
            world.host.fail("body of " + plan + " " + what + "; thread " + world.host.running().name);
        }
    }
}
