// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.pool;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.ExecutorPool;
import dev.executor.Task;
import dev.executor.event.TaskEvent;
import dev.executor.policy.ThreadReuse;
import dev.executor.spi.Host;
import dev.executor.testing.ManualHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A machine that cannot start a thread at the moment, and can a little later: what the thread was for still happens.
class EngineThreadTest {
    private final ManualHost machine = ManualHost.create();
    private final List<String> failed = new ArrayList<>();
    private final List<String> ran = new ArrayList<>();
    private int failures;
    private String failing = "p";
    private ExecutorPool pool = pool(ThreadReuse.REUSE);

    private ExecutorPool pool(ThreadReuse reuse) {
        return ExecutorPool.builder("p")
                .host(new FailingHost())
                .concurrency(1)
                .threadReuse(reuse)
                .failureLogAfter(ofSeconds(10))
                .listener(event -> {
                    if (event instanceof TaskEvent.Finished finished) {
                        ran.add("heard of " + finished.task().name());
                    }
                })
                .build();
    }

    @AfterEach
    void nothingIsLeft() {
        machine.runReady();
        assertThat(pool.snapshot().tasks().live()).isZero();
        assertThat(pool.snapshot().permits().taken()).isZero();
    }

    /// Fails the next starts of threads, and notes for what.
    private final class FailingHost implements Host {
        private void start(String name) {
            if (failures > 0 && name.equals(failing)) {
                failures--;
                failed.add(name);
                throw new OutOfMemoryError("unable to create native thread");
            }
        }

        @Override
        public void startTaskThread(String name, Runnable body) {
            start(name);
            machine.startTaskThread(name, body);
        }

        @Override
        public void startEngineThread(String name, Runnable body) {
            start(name);
            machine.startEngineThread(name, body);
        }

        @Override
        public long nanoTime() {
            return machine.nanoTime();
        }

        @Override
        public Instant wallTime() {
            return machine.wallTime();
        }

        @Override
        public Cancellable after(Duration delay, Runnable action) {
            return machine.after(delay, action);
        }

        @Override
        public RandomGenerator random() {
            return machine.random();
        }

        @Override
        public String nextId() {
            return machine.nextId();
        }
    }

    private void fail(String thread, int times) {
        failing = thread;
        failures = times;
    }

    private static Task<String> named(String name) {
        return Task.of(name, _ -> name);
    }

    @ParameterizedTest
    @EnumSource
    void aTaskWhoseThreadCannotBeStartedRunsALittleLater(ThreadReuse reuse) {
        pool = pool(reuse);
        fail("p", 2);
        var handle = pool.submit(named("a"));
        assertThat(failed).containsExactly("p");
        assertThat(pool.snapshot().queue().size()).isEqualTo(1);
        assertThat(pool.snapshot().permits().taken()).isZero();

        machine.advance(ofMillis(10));
        assertThat(failed).containsExactly("p", "p");
        assertThat(handle.outcome()).isEmpty();
        machine.advance(ofMillis(10));
        assertThat(handle.outcome()).isPresent();
        assertThat(handle.outcome().get().attempts()).isEqualTo(1);
    }

    @Test
    void aCallbackWhoseThreadCannotBeStartedIsCalledALittleLater() {
        var handle = pool.submit(named("a"));
        machine.runReady();
        fail("p-callback", 2);
        handle.whenDone(_ -> ran.add("called back"));
        assertThat(failed).containsExactly("p-callback");

        machine.advance(ofMillis(10));
        assertThat(failed).containsExactly("p-callback", "p-callback");
        assertThat(ran).doesNotContain("called back");
        machine.advance(ofMillis(10));
        assertThat(ran).containsOnlyOnce("called back");
    }

    @Test
    void aListenerWhoseThreadCannotBeStartedHearsAllWithTheNextEvent() {
        pool.submit(named("a"));
        machine.runReady();
        assertThat(ran).containsExactly("heard of a");
        var delayed = pool.submit(named("b").withStartAfter(ofSeconds(1)));
        machine.runReady();

        fail("p-listener", 1);
        delayed.cancel();
        machine.runReady();
        assertThat(failed).containsExactly("p-listener");
        assertThat(ran).containsExactly("heard of a");
        pool.submit(named("c"));
        machine.runReady();

        assertThat(ran).containsExactly("heard of a", "heard of b", "heard of c");
        assertThat(pool.snapshot().listeners().droppedEvents()).isZero();
    }

    @Test
    void failuresThatNobodyAskedForAreLoggedLaterIfTheThreadForThatCannotBeStarted() {
        pool.submit(Task.of("fails", _ -> {
            throw new IllegalStateException("thrown by the test");
        }));
        machine.advance(ofSeconds(10).minusMillis(1));
        assertThat(failed).isEmpty();

        fail("p-failures", 2);
        machine.advance(ofMillis(3));
        assertThat(failed).containsExactly("p-failures");
        machine.advance(ofSeconds(1).plusMillis(3));
        assertThat(failed).containsExactly("p-failures", "p-failures");
        machine.advance(ofSeconds(1).plusMillis(3));
        fail("p-failures", 1);
        machine.advance(ofSeconds(60));
        assertThat(failed).as("once it is logged, all is quiet").hasSize(2);
    }

    @Test
    void aClosedPoolDoesNotTryToStartThreads() {
        fail("p", 1);
        pool.submit(named("a")).cancel();
        machine.startEngineThread("closer", pool::close);
        machine.runReady();
        fail("p", 1);

        machine.advance(ofSeconds(1));

        assertThat(failed).hasSize(1);
    }
}
