// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimHostTest {
    @Test
    void aSleepTakesVirtualTimeOnly() {
        var host = new SimHost(1, Faults.none());
        host.start(SimThread.Role.ACTOR, "sleeper", () -> sleep(host, Duration.ofDays(365)));

        host.drive();

        assertEquals("", host.failure());
        assertEquals(Duration.ofDays(365).toNanos(), host.elapsed());
    }

    @Test
    void timersFireInTheOrderOfTheirTimesWhenNobodyCanRun() {
        var host = new SimHost(1, Faults.none());
        var fired = new ArrayList<String>();
        host.start(SimThread.Role.ACTOR, "main", () -> {
            host.after(Duration.ofMillis(3), () -> fired.add("3 at " + host.elapsed()));
            host.after(Duration.ofMillis(1), () -> fired.add("1 at " + host.elapsed()));
            host.after(Duration.ofMillis(2), () -> fired.add("never")).cancel();
            sleep(host, Duration.ofMillis(5));
        });

        host.drive();

        assertEquals(List.of("1 at 1000000", "3 at 3000000"), fired);
    }

    @Test
    void aDeadlockIsReportedWithTheStacksOfTheWaiting() {
        var host = new SimHost(1, Faults.none());
        host.start(SimThread.Role.ACTOR, "forgotten", LockSupport::park);

        host.drive();

        assertTrue(host.failure().startsWith("deadlock"), host.failure());
        assertTrue(
                host.failure().contains("'forgotten'") && host.failure().contains("LockSupport.park"), host.failure());
    }

    @Test
    void anExceptionOnAnyThreadIsReported() {
        var host = new SimHost(1, Faults.none());
        host.startEngineThread("engine", () -> {
            throw new IllegalStateException("broken");
        });

        host.drive();

        assertTrue(
                host.failure().contains("thread engine threw: java.lang.IllegalStateException: broken"),
                host.failure());
    }

    @Test
    void anInterruptEndsASimulatedSleep() {
        var host = new SimHost(1, Faults.none());
        var caught = new ArrayList<InterruptedException>();
        var sleeper = host.start(SimThread.Role.ACTOR, "sleeper", () -> {
            try {
                host.waits.sleep(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                caught.add(e);
            }
        });
        host.start(SimThread.Role.ACTOR, "pest", sleeper.thread::interrupt);

        host.drive();

        assertEquals(1, caught.size());
        assertEquals(0, host.elapsed());
    }

    @Test
    void schedulesDifferBetweenSeedsAndAreTheSameForASeed() {
        LongFunction<SeedRunner.Report> world = seed -> queue(seed, false);

        long different = LongStream.range(0, 100)
                .map(seed -> world.apply(seed).hash())
                .distinct()
                .count();

        assertTrue(different > 90, () -> "different traces: " + different);
        assertTrue(LongStream.range(0, 100)
                .allMatch(seed -> world.apply(seed).hash() == world.apply(seed).hash()));
    }

    @Test
    void aConditionThatIsNotCheckedInALoopIsFoundInSomeWorldAndTheLoopIsRightInAll() {
        assertTrue(LongStream.range(0, 200)
                .allMatch(seed -> queue(seed, false).failure().isEmpty()));
        assertTrue(LongStream.range(0, 200)
                .anyMatch(seed -> !queue(seed, true).failure().isEmpty()));
    }

    /// A queue with three consumers that wait on a condition, in a loop or, wrongly, once.
    private static SeedRunner.Report queue(long seed, boolean wrongly) {
        var host = new SimHost(seed, Faults.draw(new SimRandom(seed)));
        var lock = new ReentrantLock();
        var filled = lock.newCondition();
        var queue = new ArrayList<Integer>();
        for (int i = 0; i < 3; i++) {
            host.start(SimThread.Role.TASK, "consumer-" + i, () -> {
                for (int taken = 0; taken < 3; taken++) {
                    lock.lock();
                    try {
                        if (wrongly && queue.isEmpty()) {
                            filled.awaitUninterruptibly();
                        }
                        while (!wrongly && queue.isEmpty()) {
                            filled.awaitUninterruptibly();
                        }
                        queue.removeLast();
                    } finally {
                        lock.unlock();
                    }
                    sleep(host, Duration.ofMillis(1));
                }
            });
        }
        host.start(SimThread.Role.ACTOR, "producer", () -> {
            for (int i = 0; i < 9; i++) {
                lock.lock();
                queue.add(i);
                filled.signal();
                lock.unlock();
                Thread.yield();
            }
        });
        host.drive();
        return host.report(seed);
    }

    private static void sleep(SimHost host, Duration time) {
        host.waits.sleepDeaf(time);
    }
}
