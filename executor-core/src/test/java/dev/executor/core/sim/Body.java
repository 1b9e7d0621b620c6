// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.TaskBody;
import dev.executor.TaskContext;
import dev.executor.WaitInterruptedException;
import dev.executor.event.ProcessEvent;
import dev.executor.spi.AttemptLink;
import java.io.IOException;
import java.time.Duration;

/// What a planned task does when it runs, between the checks at its entry and at its end.
final class Body implements TaskBody<Object> {
    private final World world;
    private final Plan plan;

    Body(World world, Plan plan) {
        this.world = world;
        this.plan = plan;
    }

    @Override
    public Object run(TaskContext context) throws Exception {
        world.floor.enter(plan, context);
        try {
            Object result = behave(context);
            plan.returned = result;
            plan.thrown = null;
            return result;
        } catch (Throwable e) {
            plan.thrown = e;
            plan.returned = null;
            throw e;
        } finally {
            world.floor.leave(plan, context);
        }
    }

    private Object behave(TaskContext context) throws Exception {
        var host = world.host;
        SimPoint.here();
        switch (plan.behaviour) {
            case RETURN -> {}
            case THROW -> {
                host.count(Feature.BODY_THREW);
                throw new IOException("simulated: " + plan);
            }
            case THROW_ERROR -> {
                host.count(Feature.BODY_THREW_ERROR);
                if (plan.index % 2 == 0) {
                    throw new OutOfMemoryError("simulated: " + plan);
                }
                throw new AssertionError("simulated: " + plan);
            }
            case SLEEP -> sleep(context);
            case STUBBORN -> {
                host.waits.sleepDeaf(Duration.ofMillis(plan.millis * 3L));
                if (context.stopRequested()) {
                    host.count(Feature.BODY_IGNORED_INTERRUPT);
                }
                if (plan.index % 2 == 0 || plan.inline) {
                    Thread.interrupted();
                }
            }
            case PARENT -> raise(context);
            case FLAKY -> {
                if (context.attempt() < 3) {
                    host.count(Feature.BODY_THREW);
                    throw new IllegalStateException("simulated: " + plan + ", attempt " + context.attempt());
                }
            }
            case PROGRESS -> {
                context.progress(1, 2);
                host.count(Feature.PROGRESSED);
                // As a sandbox does: an event from the middle of an attempt, whatever else goes on with the task.
                AttemptLink.of(context)
                        .orElseThrow()
                        .tell(new ProcessEvent.SecretRead(context.info(), context.attempt(), "key", true));
                sleep(context);
                context.progress(2, 2);
            }
            case LEAVE_INTERRUPTED -> {
                host.count(Feature.BODY_LEFT_INTERRUPT_SET);
                Thread.currentThread().interrupt();
                if (plan.inline) {
                    // On a submitter's thread that is an interrupt of the submitter.
                    host.running().pestered = true;
                    // It comes after the submit of whoever runs this child on its own thread.
                    plan.parent.ifPresent(parent -> parent.submittedInterrupted = false);
                }
            }
        }
        return plan.name;
    }

    private void sleep(TaskContext context) throws InterruptedException {
        try {
            world.host.waits.sleep(Duration.ofMillis(plan.millis));
            world.host.count(Feature.BODY_SLEPT);
        } catch (InterruptedException e) {
            world.floor.interrupted(plan, context);
            throw e;
        }
    }

    /// Submits children to the same pool and waits for some of them.
    private void raise(TaskContext context) throws InterruptedException {
        int children = world.draw.between(1, 2);
        for (int i = 0; i < children && world.plans.size() < World.MOST_PLANS; i++) {
            var child = world.planner.child(plan);
            world.desk.submit(child);
            if (TaskContext.current().orElse(null) != context) {
                world.host.fail(
                        "after " + plan + " submitted " + child + ", the current context was not its own any more");
            }
            if (child.accepted() && world.draw.below(4) > 0) {
                join(child, context);
            }
        }
    }

    private void join(Plan child, TaskContext context) throws InterruptedException {
        block(true);
        try {
            if (world.draw.oneIn(2)) {
                child.handle.await();
            } else {
                child.handle.join();
            }
            world.host.count(Feature.CHILD_JOINED);
        } catch (InterruptedException e) {
            world.floor.interrupted(plan, context);
            throw e;
        } catch (WaitInterruptedException e) {
            if (!Thread.currentThread().isInterrupted()) {
                world.host.fail("a join of " + plan + " was interrupted and did not set the interrupt status again");
            }
            world.floor.interrupted(plan, context);
            throw e;
        } catch (RuntimeException e) {
            world.desk.checkThrown(child, e);
        } finally {
            block(false);
        }
        world.floor.checkCrowd(plan);
    }

    /// A body that runs on its parent's thread blocks the parent, too.
    private void block(boolean blocked) {
        plan.blocked = blocked;
        for (var above = plan; above.inline && above.parent.isPresent(); ) {
            above = above.parent.get();
            above.blocked = blocked;
        }
    }
}
