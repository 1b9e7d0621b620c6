// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.testing;

import dev.executor.spi.Host;
import dev.executor.spi.TaskScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A machine whose time and threads are the test's: nothing runs until [#runReady()], and time stands still until
/// [#advance(Duration)].
///
/// Threads are real virtual threads, started one after the other: the next starts when all before it have ended or are
/// blocked. So a test sees the same order each time, as long as bodies wait for each other and not for the clock on the
/// wall. A body that is to take time calls [#sleep(Duration)]. A body may block on anything (a latch of the test's,
/// say); it counts as blocked until it is released. Thread-safe; meant to be driven by one thread, the test's.
///
/// @since 0.1
public final class ManualHost implements Host {
    private static final long OTHERS_TURN_NANOS = Duration.ofMillis(1).toNanos();
    private static final long STUCK_NANOS = Duration.ofSeconds(20).toNanos();

    /// How often all threads must be seen blocked in a row. One look is not enough: a thread that was seen blocked
    /// may be woken by one that is looked at later, and the JDK says WAITING of a virtual thread whose carrier
    /// waits for a moment by itself.
    private static final int LOOKS = 30;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Thread> ready = new ArrayDeque<>(); // guarded by lock; not started

    /// Threads not seen ended. Not under the lock: the driving thread looks at it all the time, and a thread that
    /// had to wait for the lock meanwhile could be taken for blocked.
    private final Queue<Thread> started = new ConcurrentLinkedQueue<>();

    private final PriorityQueue<Timer> timers = new PriorityQueue<>(
            Comparator.comparingLong(Timer::dueNanos).thenComparingLong(Timer::order)); // guarded by lock
    private long order; // guarded by lock

    private final ReentrantLock driving = new ReentrantLock();
    private @Nullable Object drivenFor; // guarded by driving; the wait of the last step
    private boolean settled; // guarded by driving; whether that step ran everything that can run now
    private long drivenSinceNanos; // guarded by driving; real time

    private final AtomicLong nowNanos = new AtomicLong();
    private final AtomicLong ids = new AtomicLong();
    private final Instant startTime;
    private final Random random;

    private record Timer(long dueNanos, long order, Runnable action) {}

    private ManualHost(Instant startTime, long seed) {
        this.startTime = Objects.requireNonNull(startTime, "startTime");
        this.random = new Random(seed);
    }

    /// {@return a host at 2030-01-01T00:00:00Z with seed 0}
    public static ManualHost create() {
        return create(Instant.parse("2030-01-01T00:00:00Z"), 0);
    }

    /// {@return a host}
    /// @param startTime what its wall clock shows first
    /// @param seed where its randomness (jitter) starts
    public static ManualHost create(Instant startTime, long seed) {
        return new ManualHost(startTime, seed);
    }

    /// Starts every thread that waits to be started, one after the other, until all have ended or are blocked.
    ///
    /// @throws IllegalStateException if a thread still runs after 20 seconds of real time, naming it and its stack
    public void runReady() {
        settle();
        for (Thread next = pollReady(); next != null; next = pollReady()) {
            next.start();
            settle();
        }
    }

    /// Lets time pass: each timer on the way fires at its own time, and what it makes ready runs before time goes
    /// on.
    ///
    /// @param duration how long, zero or more
    /// @throws IllegalArgumentException if it is negative
    public void advance(Duration duration) {
        if (Objects.requireNonNull(duration, "duration").isNegative()) {
            throw new IllegalArgumentException("duration was " + duration + "; time cannot go back");
        }
        long target = nowNanos.get() + duration.toNanos();
        runReady();
        for (Timer timer = pollDue(target); timer != null; timer = pollDue(target)) {
            nowNanos.set(Math.max(nowNanos.get(), timer.dueNanos));
            timer.action.run();
            runReady();
        }
        nowNanos.set(target);
    }

    /// Lets time pass until the next timer has fired and what it made ready has run.
    ///
    /// @return whether there was one
    public boolean advanceToNextTimer() {
        runReady();
        Timer next;
        lock.lock();
        try {
            next = timers.peek();
        } finally {
            lock.unlock();
        }
        if (next == null) {
            return false;
        }
        advance(Duration.ofNanos(Math.max(0, next.dueNanos - nowNanos.get())));
        return true;
    }

    /// Blocks the calling thread for so long of this host's time; a thread that drives the host lets it pass.
    ///
    /// @param duration how long
    /// @throws InterruptedException if interrupted meanwhile
    public void sleep(Duration duration) throws InterruptedException {
        Objects.requireNonNull(duration, "duration");
        if (!isOwn(Thread.currentThread())) {
            advance(duration);
            return;
        }
        var over = new CountDownLatch(1);
        var timer = after(duration, over::countDown);
        try {
            over.await();
        } finally {
            timer.cancel();
        }
    }

    /// Lets happen what the calling thread waits for, if it is none of this host's: first everything that can
    /// run now, then, if the caller still waits, time up to the next timer. So a test's own thread may wait for
    /// a task as any code does.
    ///
    /// @throws IllegalStateException if no thread can run and no timer is armed, or if the wait has taken 20
    ///     seconds of real time, saying what waits for what
    @Override
    public boolean drive(Object wait, Supplier<String> waitedFor) {
        if (isOwn(Thread.currentThread())) {
            return false;
        }
        if (!driving.tryLock()) { // another thread of the test drives
            LockSupport.parkNanos(this, OTHERS_TURN_NANOS);
            return true;
        }
        try {
            return driven(wait, waitedFor);
        } finally {
            driving.unlock();
        }
    }

    private boolean driven(Object wait, Supplier<String> waitedFor) {
        if (drivenFor != wait) {
            drivenFor = wait;
            drivenSinceNanos = System.nanoTime();
            settled = false;
        }
        settled = !settled;
        if (settled) { // each other step, as the caller is to look at its condition once more before time passes
            runReady();
            return true;
        }
        if (System.nanoTime() - drivenSinceNanos > STUCK_NANOS) {
            throw new IllegalStateException(waits(waitedFor) + ": " + elapsed()
                    + " of this host's time have passed in 20 s, and what is waited for has not come; " + threadsNow());
        }
        if (advanceToNextTimer()) {
            return true;
        }
        drivenFor = null;
        throw new IllegalStateException(waits(waitedFor)
                + ", which can never come: nothing is ready to run and no timer is armed; " + threadsNow());
    }

    private static String waits(Supplier<String> waitedFor) {
        return "thread '" + Thread.currentThread().getName() + "' waits for " + waitedFor.get();
    }

    private String threadsNow() {
        var blocked = started.stream()
                .filter(thread -> thread.getState() != Thread.State.TERMINATED)
                .map(thread -> "thread '" + thread.getName() + "' is blocked at " + place(thread))
                .toList();
        return blocked.isEmpty() ? "no thread of this host is left" : String.join("; ", blocked);
    }

    /// The innermost frame that is not the JDK's.
    private static String place(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("java."))
                .map(StackTraceElement::toString)
                .findFirst()
                .orElse("an unknown place");
    }

    private boolean isOwn(Thread thread) {
        // A fork of a body is none of this host's threads, but must not let the time of its parent pass. A platform
        // thread
        // with a scope is the test's, which runs a task itself.
        return started.contains(thread) || (thread.isVirtual() && TaskScope.current() != null);
    }

    /// {@return how much time has passed}
    public Duration elapsed() {
        return Duration.ofNanos(nowNanos.get());
    }

    /// {@return the threads that have been started and have not ended, or are ready to be}
    public List<Thread> threads() {
        var all = new ArrayList<>(started);
        all.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        lock.lock();
        try {
            all.addAll(ready);
        } finally {
            lock.unlock();
        }
        return all;
    }

    private @Nullable Thread pollReady() {
        lock.lock();
        try {
            Thread next = ready.poll();
            if (next != null) {
                started.add(next);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Timer pollDue(long target) {
        lock.lock();
        try {
            Timer next = timers.peek();
            return next == null || next.dueNanos > target ? null : timers.poll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits, in real time, until no started thread runs.
    private void settle() {
        long startNanos = System.nanoTime();
        for (int looks = 0; looks < LOOKS; ) {
            Thread running = firstRunning();
            if (running == null) {
                looks++;
                Thread.yield(); // on a machine that is busy, a thread that can run may not have been given a processor
                continue;
            }
            looks = 0;
            if (System.nanoTime() - startNanos > STUCK_NANOS) {
                var stack = new StringBuilder();
                for (var frame : running.getStackTrace()) {
                    stack.append("\n  at ").append(frame);
                }
                throw new IllegalStateException("thread '" + running.getName()
                        + "' has run for 20 s without ending or blocking; a body that is to take time calls ManualHost.sleep:"
                        + stack);
            }
            Thread.onSpinWait();
        }
    }

    private @Nullable Thread firstRunning() {
        for (var i = started.iterator(); i.hasNext(); ) {
            var thread = i.next();
            switch (thread.getState()) {
                case RUNNABLE, BLOCKED -> {
                    return thread;
                }
                case TERMINATED -> i.remove();
                case NEW, WAITING, TIMED_WAITING -> {}
            }
        }
        return null;
    }

    @Override
    public long nanoTime() {
        return nowNanos.get();
    }

    @Override
    public Instant wallTime() {
        return startTime.plusNanos(nowNanos.get());
    }

    @Override
    public Cancellable after(Duration delay, Runnable action) {
        lock.lock();
        try {
            var timer = new Timer(nowNanos.get() + Math.max(0, delay.toNanos()), order++, action);
            timers.add(timer);
            return () -> remove(timer);
        } finally {
            lock.unlock();
        }
    }

    private void remove(Timer timer) {
        lock.lock();
        try {
            timers.remove(timer);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void startTaskThread(String name, Runnable body) {
        makeReady(name, body);
    }

    @Override
    public void startEngineThread(String name, Runnable body) {
        makeReady(name, body);
    }

    private void makeReady(String name, Runnable body) {
        var thread = Thread.ofVirtual()
                .name(name)
                .inheritInheritableThreadLocals(false) // as on the real machine
                .unstarted(body);
        lock.lock();
        try {
            ready.add(thread);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public String nextId() {
        return "t-" + ids.incrementAndGet();
    }
}
