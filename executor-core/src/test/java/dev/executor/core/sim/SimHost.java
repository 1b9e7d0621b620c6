// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import dev.executor.spi.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// A machine for one simulation: virtual time, real virtual threads that run one at a time in an order drawn from the
/// seed, and faults.
///
/// The thread that calls [#drive()] is the only one that ever runs simulated code; nothing here needs a lock.
final class SimHost implements Host {
    private static final int MOST_STEPS = 40_000;
    private static final boolean TRACED = Boolean.getBoolean("sim.trace");
    private final StringBuilder story = new StringBuilder();

    final Faults faults;
    final int[] features = new int[Feature.values().length];
    final SimClock clock;
    final Waits waits = new Waits(this);
    final RandomGenerator engineRandom;
    private final SimRandom choices;
    private final Thread driver = Thread.currentThread();
    private final Schedule ready;
    private final ArrayList<SimThread> alive = new ArrayList<>();
    private final Timetable timers = new Timetable();
    private final Set<Thread> idlers = new LinkedHashSet<>();
    private SimThread running;
    private long ids;
    private long threads;
    private long hash;
    private int steps;
    private final Points points;
    private final Unrest unrest;

    /// For how many steps nothing happens by itself, so that whoever waited for quiet finds it.
    private int calmSteps;

    private String failure = "";

    SimHost(long seed, Faults faults) {
        this.faults = faults;
        this.choices = new SimRandom(seed ^ 0x5C4ED01EL);
        this.ready = new Schedule(choices, faults.ranked());
        this.clock = new SimClock(this, choices);
        this.engineRandom = new SimRandom(seed ^ 0xE4614EL, faults.extremeRandom());
        this.points = new Points(this, choices);
        this.unrest = new Unrest(this, choices, timers);
        if (faults.extremeRandom()) {
            count(Feature.EXTREME_RANDOM_NUMBERS);
        }
    }

    /// Runs everything until no thread is alive, or something broke.
    void drive() {
        while (failure.isEmpty() && !alive.isEmpty()) {
            if (steps++ > MOST_STEPS) {
                fail("no end after " + MOST_STEPS + " steps\n" + stacks());
            } else if (ready.isEmpty()) {
                idle();
            } else {
                if (calmSteps > 0) {
                    calmSteps--;
                } else {
                    unrest.disturb(alive);
                }
                step();
            }
        }
        if (failure.isEmpty() && timers.engineHasOne()) {
            fail("the engine has left a timer behind");
        }
    }

    private void step() {
        var thread = ready.take();
        fold((thread.number << 16) + ready.size());
        running = thread;
        SimPoint.monitors = 0;
        SimPoint.quiet = 0;
        thread.continuation.run();
        running = null;
    }

    private void idle() {
        if (!idlers.isEmpty()) {
            calmSteps = idlers.size();
            idlers.forEach(LockSupport::unpark);
            idlers.clear();
        } else if (timers.isEmpty()) {
            fail("deadlock: nothing can run, no timer is pending, and these threads wait\n" + stacks());
        } else {
            fire(timers.earliest());
        }
    }

    void fire(SimTimer timer) {
        timers.remove(timer);
        clock.advanceTo(timer.due);
        fold(timer.order);
        if (timer.engines) {
            start(SimThread.Role.TIMER, "timer", () -> {
                if (!timer.cancelled) {
                    timer.action.run();
                }
            });
        } else {
            timer.action.run();
        }
    }

    /// Starts a thread of the simulation's own.
    SimThread start(SimThread.Role role, String name, Runnable body) {
        var thread = new SimThread(this, role, name, body);
        thread.rank = choices.nextLong();
        thread.number = ++threads;
        thread.index = alive.size();
        alive.add(thread);
        thread.thread.start();
        return thread;
    }

    /// What every simulated thread runs.
    void live(SimThread self, Runnable body) {
        try {
            body.run();
            if (self.locks != 0) {
                fail("thread " + self.name + " ended with " + self.locks + " locks held");
            }
        } catch (Throwable e) {
            fail("thread " + self.name + " threw", e);
        }
        self.ended = true;
        var last = alive.removeLast();
        if (last != self) {
            alive.set(self.index, last);
            last.index = self.index;
        }
        if (self.joiner != null) {
            LockSupport.unpark(self.joiner);
        }
    }

    void runnable(SimThread thread) {
        var caller = Thread.currentThread();
        if (caller != driver && !caller.isVirtual()) {
            fail("thread " + thread.name + " was woken by " + caller + ", outside of the schedule");
        }
        ready.add(thread);
    }

    /// Gives way at some of the points that woven code reports.
    void point() {
        if (running != null) {
            points.here();
        }
    }

    /// Lets whoever the running thread spins for go first.
    void spin() {
        if (running != null) {
            points.spin(running);
        }
    }

    void locked(int change) {
        if (running != null) {
            running.locks += change;
        }
    }

    /// {@return a thread's number in the order of their starts; of others than the running one, the same for all}
    long numberOf(Thread thread) {
        return running != null && running.thread == thread ? running.number : 0;
    }

    /// {@return how many of the engine's locks the running thread holds}
    int locksHeld() {
        return running == null ? 0 : running.locks;
    }

    SimThread running() {
        return running;
    }

    /// Calls back from the driver after a delay; the call must not wait.
    SimTimer callAfter(Duration delay, Runnable action) {
        return timers.add(clock.elapsed() + delay.toNanos(), action, false);
    }

    /// Unparks a thread as soon as nothing else can run.
    void unparkWhenIdle(Thread thread) {
        idlers.add(thread);
    }

    boolean isIdler(Thread thread) {
        return idlers.contains(thread);
    }

    /// {@return the virtual time since the world began, which no fault touches}
    long elapsed() {
        return clock.elapsed();
    }

    void count(Feature feature) {
        features[feature.ordinal()]++;
    }

    void fold(long value) {
        hash = SimRandom.mix(hash * 31 + value);
    }

    /// {@return the story of the seed so far; empty unless `-Dsim.trace=true`}
    String story() {
        return story.toString();
    }

    /// Adds to the story of a seed when `-Dsim.trace=true`. It is printed at the end: a simulated thread must not
    /// print, as it could have to wait for the stream.
    void note(Supplier<String> what) {
        if (TRACED) {
            // What is printed asks the engine, which must not change the schedule.
            SimPoint.quiet++;
            story.append(String.format(
                    "%6d %12.3f ms %-14s %s%n",
                    steps,
                    clock.elapsed() / 1e6,
                    running == null ? "-" : running.name + "#" + running.number,
                    what.get()));
            SimPoint.quiet--;
        }
    }

    void fail(String what) {
        if (failure.isEmpty()) {
            failure = what;
        }
    }

    void fail(String what, Throwable cause) {
        fail(what + ": " + Stacks.of(cause));
    }

    String failure() {
        return failure;
    }

    SeedRunner.Report report(long seed) {
        return new SeedRunner.Report(seed, hash, steps, failure, features);
    }

    String stacks() {
        return Stacks.of(List.copyOf(alive));
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public Instant wallTime() {
        return clock.wallTime();
    }

    @Override
    public Cancellable after(Duration delay, Runnable action) {
        if (delay.isNegative()) {
            fail("the engine asked for a timer after " + delay);
        }
        return timers.add(clock.elapsed() + delay.toNanos(), action, true);
    }

    @Override
    public void startTaskThread(String name, Runnable body) {
        if (faults.threadFailureOneIn() > 0 && choices.oneIn(faults.threadFailureOneIn())) {
            count(Feature.THREAD_START_FAILED);
            throw new OutOfMemoryError("simulated: unable to create a thread");
        }
        start(SimThread.Role.TASK, name, body);
    }

    @Override
    public void startEngineThread(String name, Runnable body) {
        start(SimThread.Role.ENGINE, name, body);
    }

    @Override
    public RandomGenerator random() {
        return engineRandom;
    }

    @Override
    public String nextId() {
        return "t-" + ++ids;
    }
}
