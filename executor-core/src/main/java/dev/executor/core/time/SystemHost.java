// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.time;

import dev.executor.spi.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The real machine. The only place of the engine that reads a clock, starts a thread, or draws a random number.
///
/// All pools share one daemon platform thread for delays. It wakes for the next deadline of each pool, not for each
/// timer, so that one thread is plenty.
public final class SystemHost implements Host {
    private static final Logger log = LoggerFactory.getLogger(SystemHost.class);

    /// How long the timer thread stays when no timer is armed.
    private static final Duration TIMER_IDLE = Duration.ofSeconds(2);

    private static final SystemHost INSTANCE = new SystemHost();

    private final ScheduledThreadPoolExecutor timer;
    private final String idPrefix;
    private final AtomicLong ids = new AtomicLong();

    private SystemHost() {
        // The thread that arms the first timer starts it, and it serves every pool: it inherits nothing. It
        // ends when no timer is armed, so that it does not keep the class loader of an application that is gone.
        timer = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform()
                        .name("executor-timer")
                        .daemon()
                        .group(topGroup())
                        .priority(Thread.NORM_PRIORITY)
                        .inheritInheritableThreadLocals(false)
                        .factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(TIMER_IDLE.toNanos(), TimeUnit.NANOSECONDS);
        timer.allowCoreThreadTimeOut(true);
        idPrefix = Long.toString(System.currentTimeMillis(), 36) + "-";
    }

    private static ThreadGroup topGroup() {
        var group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    /// {@return whether the JVM is going down: its shutdown hooks run, or have run}
    public static boolean jvmExits() {
        var probe = new Thread(() -> {}); // never started
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException e) { // documented: the only way to ask
            return true;
        }
    }

    /// {@return the one real machine}
    public static SystemHost instance() {
        return INSTANCE;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant wallTime() {
        return Instant.now();
    }

    @Override
    public Cancellable after(Duration delay, Runnable action) {
        var future = timer.schedule(() -> runLogged(action), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    /// A scheduled executor keeps what an action throws in a future that nobody reads; a fault of the engine must
    /// be seen.
    private static void runLogged(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            log.error("a timer action threw; this is a bug in the engine, please report it", e);
        }
    }

    @Override
    public void startTaskThread(String name, Runnable body) {
        // Who happens to submit when a thread is made must not matter to the tasks that it runs.
        Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).start(body);
    }

    @Override
    public void startEngineThread(String name, Runnable body) {
        // Who happens to submit when a thread is made must not matter to the tasks that it runs.
        Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).start(body);
    }

    @Override
    public RandomGenerator random() {
        return ThreadLocalRandom.current();
    }

    @Override
    public String nextId() {
        return idPrefix + Long.toString(ids.incrementAndGet(), 36);
    }
}
