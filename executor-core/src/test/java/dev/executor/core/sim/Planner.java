// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.Priority;
import dev.executor.Task;
import dev.executor.policy.Backoff;
import dev.executor.policy.RetryPolicy;
import java.time.Duration;
import java.util.Optional;

/// Draws tasks.
final class Planner {
    private static final Plan.Behaviour[] BEHAVIOURS = Plan.Behaviour.values();

    private final World world;
    private final Mix mix;

    Planner(World world) {
        this.world = world;
        this.mix = Mix.draw(world.draw);
    }

    /// How often each option is set: one task in so many. Drawn for each world, so that some worlds are full of
    /// one thing and others are free of it, which meets more combinations than an even mix: the idea of swarm
    /// testing (Groce and others, ISSTA 2012).
    private record Mix(
            int favourites,
            Plan.Behaviour favourite,
            int priority,
            int key,
            int keys,
            int delay,
            int queueTimeout,
            int attemptTimeout,
            int timeout,
            int retry) {
        static Mix draw(SimRandom random) {
            return new Mix(
                    random.between(1, 4),
                    random.oneIn(3) ? random.oneOf(BEHAVIOURS) : Plan.Behaviour.SLEEP,
                    random.between(1, 4),
                    random.oneOf(1, 3, 6, 12),
                    random.between(1, 2),
                    random.oneOf(2, 8, 16),
                    random.oneOf(2, 8, 16),
                    random.oneOf(2, 5, 12),
                    random.oneOf(2, 6, 12),
                    random.between(1, 5));
        }
    }

    Plan top() {
        return plan(Optional.empty());
    }

    Plan child(Plan parent) {
        return plan(Optional.of(parent));
    }

    private Plan plan(Optional<Plan> parent) {
        var draw = world.draw;
        var behaviour = draw.oneIn(mix.favourites) ? mix.favourite : draw.oneOf(BEHAVIOURS);
        if (behaviour == Plan.Behaviour.PARENT && parent.map(Plan::depth).orElse(0) > 1) {
            behaviour = Plan.Behaviour.RETURN;
        }
        var plan = new Plan(world.plans.size(), behaviour, parent, draw.between(1, 20));
        plan.task = task(plan);
        world.plans.add(plan);
        return plan;
    }

    private Task<Object> task(Plan plan) {
        var draw = world.draw;
        var task = Task.of(plan.name, new Body(world, plan));
        if (draw.oneIn(mix.priority)) {
            task = task.withPriority(draw.oneOf(Priority.values()));
        }
        // A child with its parent's key would wait for the parent that waits for it.
        if (draw.oneIn(mix.key) && plan.parent.isEmpty()) {
            task = task.withOrderingKey("k" + draw.below(mix.keys));
        }
        if (draw.oneIn(mix.delay)) {
            task = task.withStartAfter(millis(0, 20));
        }
        if (draw.oneIn(mix.queueTimeout)) {
            task = task.withQueueTimeout(millis(1, 20));
        }
        if (draw.oneIn(mix.attemptTimeout)) {
            task = task.withAttemptTimeout(millis(1, 20));
        }
        if (draw.oneIn(mix.timeout)) {
            task = task.withTimeout(millis(1, 50));
        }
        if (draw.oneIn(mix.retry) || plan.behaviour == Plan.Behaviour.FLAKY) {
            task = task.withRetry(retry());
        }
        if (draw.oneIn(8)) {
            task = task.withLabel("colour", draw.oneOf("red", "blue")).withTenant(draw.oneOf("a", "b"));
        }
        return task;
    }

    private RetryPolicy retry() {
        var draw = world.draw;
        var backoff = switch (draw.below(3)) {
            case 0 -> Backoff.none();
            case 1 -> Backoff.fixed(millis(1, 10));
            default -> Backoff.exponential(millis(1, 4), millis(5, 20));
        };
        var policy = RetryPolicy.attempts(draw.between(2, 4), backoff);
        if (draw.oneIn(8)) {
            return policy.retryingIf(_ -> {
                world.host.count(Feature.PREDICATE_THREW);
                throw new IllegalStateException("simulated: predicate");
            });
        }
        return policy;
    }

    private Duration millis(int min, int max) {
        return Duration.ofMillis(world.draw.between(min, max));
    }
}
