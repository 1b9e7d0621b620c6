// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.ExecutorPool;
import dev.executor.Rejection;
import dev.executor.core.pool.CorePoolProvider;
import dev.executor.event.TaskListener;
import dev.executor.policy.OverflowPolicy;
import dev.executor.policy.RetryBudget;
import dev.executor.policy.StuckPolicy;
import dev.executor.policy.ThreadReuse;
import java.time.Duration;
import java.util.Optional;

/// Draws a pool: every setting, and who listens.
final class Setup {
    private final World world;

    Setup(World world) {
        this.world = world;
    }

    void build() {
        var draw = world.draw;
        var builder = ExecutorPool.builder("sim")
                .host(world.host)
                .concurrency(draw.between(1, 4))
                .queueCapacity(draw.between(0, 6))
                .overflow(overflow())
                .ageing(millis(1, 40))
                .threadReuse(draw.oneOf(ThreadReuse.values()))
                .stuckAfter(millis(2, 30))
                .stuckPolicy(draw.oneOf(StuckPolicy.values()))
                .retryBudget(budget());
        if (draw.oneIn(2)) {
            builder.closeTimeout(millis(0, 80));
        }
        world.smallBuffer = draw.oneIn(3);
        builder.eventBuffer(world.smallBuffer ? 16 : 512);
        if (draw.oneIn(6)) {
            builder.admission((task, _) -> deny(task.name()));
        }
        if (draw.oneIn(3)) {
            world.ambient = new Ambient(world, draw.oneIn(3) ? 6 : 0);
            builder.carrier(world.ambient);
        }
        addListeners(builder);
        // The service loader would find the same provider, after a search of the class path for each seed.
        world.host.note(() -> builder.config() + " on " + world.host.faults);
        if (draw.oneIn(3)) {
            world.recorder = new SimRecorder(world);
            world.pool = new CorePoolProvider().create(builder.config(), world.recorder);
        } else {
            world.pool = new CorePoolProvider().create(builder.config());
        }
        world.limit = new MovingLimit(world);
    }

    private Optional<Rejection> deny(String task) {
        return switch (task.hashCode() & 7) {
            case 0 -> Optional.of(new Rejection.Denied("sim", "simulated", Optional.empty()));
            case 1 -> throw new IllegalStateException("simulated: admission policy");
            default -> Optional.empty();
        };
    }

    private void addListeners(ExecutorPool.Builder builder) {
        var draw = world.draw;
        if (draw.oneIn(6)) {
            builder.listener(this::throwing, draw.oneOf(TaskListener.Delivery.values()));
        }
        if (draw.below(4) > 0) {
            world.witness = new Tracks(world, "witness", true);
            builder.listener(world.witness, TaskListener.Delivery.INLINE);
        }
        if (draw.oneIn(3)) {
            world.buffered = new Tracks(world, "buffered", false);
            builder.listener(world.buffered);
        }
        if (draw.oneIn(4)) {
            builder.listener(_ -> block());
        }
        if (draw.oneIn(10)) {
            world.inlineListenerBlocks = true;
            builder.listener(_ -> block(), TaskListener.Delivery.INLINE);
        }
    }

    private void throwing(Object event) {
        if (world.draw.oneIn(3)) {
            world.host.count(Feature.LISTENER_THREW);
            if (world.draw.oneIn(2)) {
                throw new IllegalStateException("simulated: listener");
            }
            throw new AssertionError("simulated: listener");
        }
    }

    private void block() {
        if (world.draw.oneIn(2)) {
            world.host.count(Feature.LISTENER_BLOCKED);
            world.host.waits.sleepDeaf(millis(1, 10));
        }
    }

    private OverflowPolicy overflow() {
        return switch (world.draw.below(4)) {
            case 0 -> OverflowPolicy.block(millis(1, 40));
            case 1 -> OverflowPolicy.reject();
            case 2 -> OverflowPolicy.callerRuns();
            default -> OverflowPolicy.shedLowest();
        };
    }

    private RetryBudget budget() {
        return switch (world.draw.below(5)) {
            case 0, 1 -> {
                world.generousBudget = true;
                yield RetryBudget.standard();
            }
            case 2 -> {
                world.generousBudget = true;
                yield RetryBudget.unlimited();
            }
            case 3 -> {
                world.mostRetries = 0; // without a reserve nothing that is earned is kept
                yield RetryBudget.of(0.3, 0, 0);
            }
            default -> {
                world.mostRetries = 1;
                yield RetryBudget.of(0, 0, 1);
            }
        };
    }

    private Duration millis(int min, int max) {
        return Duration.ofMillis(world.draw.between(min, max));
    }
}
