// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.executor.ExecutorPool;
import dev.executor.event.TaskEvent;
import dev.executor.event.TaskListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The shutdown of a view against what goes through it: first with the moment pinned, then at random.
class ViewRaceTest extends OnARealPool {
    /// A pool whose view is shut down by its own admission policy: after the view has let the task in, before the
    /// pool has.
    private ScheduledExecutorService shutDownWhileItSubmits(AtomicReference<List<Runnable>> returned) {
        var reference = new AtomicReference<ScheduledExecutorService>();
        var racing = opened(ExecutorPool.builder("racing").concurrency(1).admission((_, _) -> {
            if (reference.get() != null) {
                returned.set(reference.getAndSet(null).shutdownNow());
            }
            return Optional.empty();
        }));
        reference.set(racing.asScheduledExecutorService());
        return reference.get();
    }

    @Test
    void aTaskCancelledByShutdownNowBeforeItEnteredNeverRuns() throws Exception {
        var returned = new AtomicReference<List<Runnable>>(List.of());
        var racing = shutDownWhileItSubmits(returned);
        var ran = new AtomicBoolean();
        Runnable command = () -> ran.set(true);
        boolean refused = false;
        try {
            racing.execute(command);
        } catch (RejectedExecutionException e) {
            refused = true;
        }
        assertThat(racing.awaitTermination(3, TimeUnit.SECONDS)).isTrue();
        assertThat(ran.get() ? 1 : 0)
                .as("ran %s, returned %s, refused %s: exactly one of them", ran, returned, refused)
                .isEqualTo(returned.get().contains(command) || refused ? 0 : 1);
    }

    @Test
    void aTaskCancelledByShutdownNowBeforeItEnteredStaysCancelled() throws Exception {
        var racing = shutDownWhileItSubmits(new AtomicReference<>(List.of()));
        try {
            var future = racing.submit(() -> "ran");
            racing.awaitTermination(3, TimeUnit.SECONDS);
            assertThatThrownBy(() -> future.get(3, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        } catch (RejectedExecutionException e) {
            assertThat(racing.isShutdown()).isTrue(); // refusing it is as good
        }
        assertThat(racing.awaitTermination(3, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aShutdownNowWhileATaskEntersDoesNotHarmThePool() throws Exception {
        var reference = new AtomicReference<ScheduledExecutorService>();
        var racing = opened(ExecutorPool.builder("racing").concurrency(1).admission((_, _) -> {
            var first = reference.getAndSet(null);
            if (first != null) {
                first.shutdownNow();
            }
            return Optional.empty();
        }));
        var first = racing.asScheduledExecutorService();
        reference.set(first);
        try {
            first.execute(() -> {});
        } catch (RejectedExecutionException e) {
            assertThat(first.isShutdown()).isTrue();
        }
        assertThat(racing.asExecutorService().submit(() -> "works").get(3, TimeUnit.SECONDS))
                .isEqualTo("works");
        assertConserves(racing);
    }

    @Test
    void aShutdownWhileARepeatingTaskEntersEndsIt() throws Exception {
        var reference = new AtomicReference<ScheduledExecutorService>();
        var racing = opened(ExecutorPool.builder("racing").concurrency(1).admission((_, _) -> {
            var view = reference.get();
            if (view != null) {
                view.shutdown();
            }
            return Optional.empty();
        }));
        var first = racing.asScheduledExecutorService();
        reference.set(first);
        try {
            first.scheduleAtFixedRate(() -> {}, 0, 1, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            assertThat(first.isShutdown()).isTrue();
        }
        assertThat(first.awaitTermination(3, TimeUnit.SECONDS)).isTrue();
        assertConserves(racing);
    }

    /// Between the moment when a thread takes a command and the moment when it runs it.
    @Test
    void aCommandThatShutdownNowCatchesAtItsStartRunsOrIsReturnedOrIsRefused() throws Exception {
        var reference = new AtomicReference<ScheduledExecutorService>();
        var returned = new AtomicReference<List<Runnable>>(List.of());
        var caught = new CountDownLatch(1);
        var racing = opened(ExecutorPool.builder("racing")
                .concurrency(1)
                .listener(
                        event -> {
                            if (event instanceof TaskEvent.Started) {
                                returned.set(reference.get().shutdownNow());
                                caught.countDown();
                            }
                        },
                        TaskListener.Delivery.INLINE));
        var executor = racing.asScheduledExecutorService();
        reference.set(executor);
        var ran = new AtomicBoolean();
        Runnable command = () -> ran.set(true);
        boolean refused = false;
        try {
            executor.execute(command);
        } catch (RejectedExecutionException e) { // caught before execute has returned
            refused = true;
        }
        reached(caught);
        assertThat(executor.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(Stream.of(ran.get(), returned.get().contains(command), refused)
                        .filter(fate -> fate))
                .as("ran, was returned, was refused: exactly one of them")
                .hasSize(1);
    }

    /// Every command that was accepted runs, or is returned by shutdownNow, and never both.
    @Test
    void shutdownNowLosesNoCommandAndReturnsNoneThatRan() throws Exception {
        for (int round = 0; round < 300; round++) {
            var executor = pool.asExecutorService();
            Set<Runnable> ran = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
            List<Runnable> accepted = new ArrayList<>();
            var barrier = new CyclicBarrier(2);
            var submitter = Thread.ofPlatform().start(() -> {
                meet(barrier);
                for (int i = 0; i < 30; i++) {
                    var command = new Runnable() {
                        @Override
                        public void run() {
                            ran.add(this);
                        }
                    };
                    try {
                        executor.execute(command);
                        accepted.add(command);
                    } catch (RejectedExecutionException e) {
                        return; // what comes later would be refused as well
                    }
                }
            });
            meet(barrier);
            for (int spin = 0; spin < round * 20; spin++) {
                Thread.onSpinWait();
            }
            var returned = executor.shutdownNow();
            submitter.join();
            assertThat(executor.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS))
                    .as("terminated in round %s", round)
                    .isTrue();
            Set<Runnable> both = Collections.newSetFromMap(new IdentityHashMap<>());
            both.addAll(returned);
            both.retainAll(ran);
            assertThat(both).as("ran and was returned").isEmpty();
            // A submit that the shutdown overtook may have entered after the look, and then it runs.
            for (var command : accepted) {
                assertThat(ran.contains(command) || returned.contains(command))
                        .as("lost in round %s", round)
                        .isTrue();
            }
        }
        assertConserves(pool);
    }

    @Test
    void everyFutureIsDoneOrReturnedOnceAViewThatWasShutDownNowHasTerminated() throws Exception {
        for (int round = 0; round < 200; round++) {
            var executor = pool.asExecutorService();
            List<Future<Integer>> futures = new ArrayList<>();
            var barrier = new CyclicBarrier(2);
            var submitter = Thread.ofPlatform().start(() -> {
                meet(barrier);
                try {
                    for (int i = 0; i < 30; i++) {
                        int number = i;
                        futures.add(executor.submit(() -> number));
                    }
                } catch (RejectedExecutionException e) {
                    // the view has been shut down meanwhile
                }
            });
            meet(barrier);
            var returned = executor.shutdownNow();
            submitter.join();
            assertThat(executor.awaitTermination(LONG_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(futures).allMatch(future -> future.isDone() != returned.contains(future));
        }
        assertConserves(pool);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(LONG_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the other thread did not come", e);
        }
    }
}
