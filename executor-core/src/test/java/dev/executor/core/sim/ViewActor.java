// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// An actor that knows the pool as the JDK's executor only.
final class ViewActor {
    private final World world;
    private boolean running;

    ViewActor(World world) {
        this.world = world;
    }

    void run() {
        var view = world.pool.asScheduledExecutorService();
        try {
            var periodic = repeat(view);
            for (int i = 0; i < 3; i++) {
                use(view);
            }
            if (world.draw.oneIn(2)) {
                periodic.cancel(world.draw.oneIn(2));
            }
        } catch (RejectedExecutionException | ExecutionException | CancellationException e) {
            // The pool is full or closes, or the draw made the work fail: all in order.
            SimPoint.here();
        } catch (InterruptedException e) {
            world.check(world.host.running().pestered, "the view's actor was interrupted by nobody");
        }
        finish(view);
    }

    private Future<?> repeat(ScheduledExecutorService view) {
        int period = world.draw.between(2, 15);
        return world.draw.oneIn(2)
                ? view.scheduleAtFixedRate(this::tick, 1, period, TimeUnit.MILLISECONDS)
                : view.scheduleWithFixedDelay(this::tick, 1, period, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        world.check(!running, "two runs of a periodic task at once");
        running = true;
        world.host.count(Feature.PERIODIC_RAN);
        world.host.waits.sleepDeaf(Duration.ofMillis(world.draw.below(4)));
        running = false;
        if (world.draw.oneIn(10)) {
            throw new IllegalStateException("simulated: periodic task");
        }
    }

    private void use(ScheduledExecutorService view) throws InterruptedException, ExecutionException {
        world.host.count(Feature.VIEW_USED);
        Callable<Integer> seven = () -> {
            world.host.waits.sleep(Duration.ofMillis(2));
            return 7;
        };
        switch (world.draw.below(4)) {
            case 0 -> world.check(view.submit(seven).get() == 7, "a future of the view gave another result");
            case 1 ->
                world.check(
                        view.schedule(seven, world.draw.below(10), TimeUnit.MILLISECONDS)
                                        .get()
                                == 7,
                        "a scheduled future gave another result");
            case 2 -> {
                for (var future : view.invokeAll(List.of(seven, seven))) {
                    world.check(future.isDone(), "invokeAll returned before all was done");
                }
            }
            default -> view.execute(() -> SimPoint.here());
        }
    }

    private void finish(ScheduledExecutorService view) {
        if (world.draw.oneIn(2)) {
            view.shutdownNow();
        } else {
            view.shutdown();
        }
        try {
            if (view.awaitTermination(world.draw.below(30), TimeUnit.MILLISECONDS)) {
                world.check(view.isTerminated(), "the view ended and says it did not");
            }
        } catch (InterruptedException e) {
            world.check(world.host.running().pestered, "the view's actor was interrupted by nobody");
        }
        world.check(view.isShutdown(), "the view was shut down and says it was not");
    }
}
