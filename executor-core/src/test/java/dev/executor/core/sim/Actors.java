// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.TaskHandle;
import dev.executor.TaskOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/// The threads outside of the pool: they submit, wait, cancel, look, and interrupt one another.
final class Actors {
    private final World world;
    private final List<SimThread> threads = new ArrayList<>();
    private int submitting;
    private boolean pested;

    Actors(World world) {
        this.world = world;
    }

    void start() {
        var draw = world.draw;
        int submitters = draw.between(1, 4);
        int tasks = draw.between(3, 10);
        submitting = submitters;
        for (int i = 0; i < submitters; i++) {
            int share = Math.max(1, tasks / submitters);
            threads.add(start("submitter-" + i, () -> {
                submit(share);
                submitting--;
            }));
        }
        if (draw.oneIn(2)) {
            threads.add(start("observer", this::observe));
        }
        if (draw.oneIn(4)) {
            var views = new ViewActor(world);
            world.viewUsed = true;
            threads.add(start("view", views::run));
        }
        if (draw.oneIn(5)) {
            pested = true;
            threads.add(start("pest", this::pester));
        }
        if (draw.oneIn(4)) {
            threads.add(start("controller", world.limit::run));
        }
        if (draw.oneIn(2)) {
            threads.add(start("inspector", new Inspector(world)::run));
        }
    }

    private SimThread start(String name, Runnable body) {
        return world.host.start(SimThread.Role.ACTOR, name, body);
    }

    boolean submitting() {
        return submitting > 0;
    }

    void join() {
        threads.forEach(world.host.waits::join);
    }

    private void submit(int share) {
        var draw = world.draw;
        var mine = new ArrayList<Plan>();
        while (mine.size() < share) {
            if (draw.oneIn(6)) {
                var batch = List.of(world.planner.top(), world.planner.top());
                world.desk.submitAll(batch);
                mine.addAll(batch);
            } else {
                var plan = world.planner.top();
                mine.add(plan);
                submit(plan);
                if (draw.oneIn(5)) {
                    use(plan);
                }
            }
            unpestered("a submit");
            if (draw.oneIn(5)) {
                nap(draw.between(1, 10));
            }
        }
        mine.forEach(this::use);
    }

    /// Some submitters come with an interrupt of their own: it must neither reach a task nor get lost.
    private void submit(Plan plan) {
        if (pested || !world.draw.oneIn(12)) {
            world.desk.submit(plan);
            return;
        }
        world.host.running().pestered = true;
        plan.submittedInterrupted = true;
        Thread.currentThread().interrupt();
        world.desk.submit(plan);
        world.check(
                Thread.currentThread().isInterrupted(), "the submit of " + plan + " lost its submitter's interrupt");
    }

    private void observe() {
        int pause = world.draw.oneOf(3, 15);
        for (int i = 0; i < 6; i++) {
            nap(world.draw.between(1, pause));
            if (!world.plans.isEmpty()) {
                use(world.plans.get(world.draw.below(world.plans.size())));
            }
            Checks.snapshotInBounds(world);
        }
    }

    private void pester() {
        for (int i = 0; i < 3; i++) {
            nap(world.draw.between(1, 10));
            var victim = threads.get(world.draw.below(threads.size()));
            victim.pestered = true;
            victim.thread.interrupt();
        }
    }

    /// Does one thing with a task's handle.
    private void use(Plan plan) {
        if (!plan.accepted()) {
            return;
        }
        var handle = plan.handle;
        try {
            switch (world.cancelling && world.draw.oneIn(2) ? 3 : world.draw.below(9)) {
                case 0 -> settled(plan, Optional.of(handle.await()));
                case 1 -> settled(plan, handle.await(Duration.ofMillis(world.draw.below(20))));
                case 2 -> settled(plan, join(plan, handle));
                case 3 -> cancel(plan, handle);
                case 4 -> callBack(plan, handle);
                case 5 -> future(plan, handle);
                case 6 -> handle.progress();
                case 7 -> handle.status();
                default -> {}
            }
        } catch (InterruptedException e) {
            world.host.count(Feature.WAITER_INTERRUPTED);
            world.check(world.host.running().pestered, "waiting for " + plan + " was interrupted by nobody");
        }
        unpestered("the use of a handle");
    }

    private Optional<TaskOutcome<Object>> join(Plan plan, TaskHandle<Object> handle) {
        try {
            if (world.draw.oneIn(2)) {
                handle.join();
            } else {
                handle.join(Duration.ofMillis(world.draw.below(20)));
            }
        } catch (RuntimeException e) {
            world.desk.checkThrown(plan, e);
            return Optional.empty();
        }
        return handle.outcome();
    }

    private void settled(Plan plan, Optional<TaskOutcome<Object>> outcome) {
        if (world.recorder != null) {
            outcome.ifPresent(told -> world.recorder.told(plan.handle.info(), told));
        }
        world.check(
                outcome.isEmpty() || outcome.equals(plan.handle.outcome()),
                "a wait for " + plan + " returned " + outcome + ", and the outcome is " + plan.handle.outcome());
    }

    private void cancel(Plan plan, TaskHandle<Object> handle) {
        world.host.note(() -> "cancels " + plan);
        boolean decided = handle.cancel();
        var outcome = handle.outcome().orElse(null);
        world.check(
                !decided || outcome instanceof TaskOutcome.Cancelled<?> || (outcome == null && world.recorder != null),
                "cancel of " + plan + " returned true, and it ended with " + outcome);
    }

    private void callBack(Plan plan, TaskHandle<Object> handle) {
        plan.callbacksAsked++;
        handle.whenDone(outcome -> {
            plan.callbacksRun++;
            world.host.count(Feature.CALLBACK_RAN);
            settled(plan, Optional.of(outcome));
            if (world.ambient != null && world.ambient.reliable()) {
                world.check(
                        plan.context.equals(Ambient.CURRENT.get()),
                        "a callback of " + plan + " saw the context " + Ambient.CURRENT.get());
            }
            if (plan.index % 3 == 0) {
                world.host.count(Feature.CALLBACK_THREW);
                throw new IllegalStateException("simulated: callback");
            }
        });
    }

    private void future(Plan plan, TaskHandle<Object> handle) {
        var future = handle.toFuture();
        if (world.draw.oneIn(2)) {
            world.host.note(() -> "cancels the future of " + plan);
            future.cancel(true);
            world.host.count(Feature.CANCELLED_BY_FUTURE);
            return;
        }
        try {
            Object result = future.join();
            world.check(
                    handle.outcome().orElse(null) instanceof TaskOutcome.Succeeded<?>(var value, var _)
                            && value == result,
                    "the future of " + plan + " gave " + result + " for " + handle.outcome());
        } catch (CompletionException | java.util.concurrent.CancellationException e) {
            var cause = e instanceof CompletionException ? e.getCause() : e;
            world.check(
                    Outcomes.match(cause, handle.outcome().orElseThrow()),
                    "the future of " + plan + " threw " + e + " for " + handle.outcome());
        }
    }

    private void nap(int millis) {
        try {
            world.host.waits.sleep(Duration.ofMillis(millis));
        } catch (InterruptedException e) {
            world.check(world.host.running().pestered, "an actor was interrupted by nobody");
        }
        unpestered("a nap");
    }

    /// An interrupt that nobody sent to this actor has leaked out of a task.
    private void unpestered(String after) {
        var self = world.host.running();
        if (self.thread.isInterrupted() && !self.pestered) {
            world.host.fail(self.name + " was found interrupted after " + after + ", by nobody");
        }
        self.pestered = false;
        Thread.interrupted();
    }
}
