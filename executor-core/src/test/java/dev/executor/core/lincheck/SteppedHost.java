// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.lincheck;

import dev.executor.spi.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A machine whose time the checked operations move, with one pending call back: all nodes of a test are in one stripe.
final class SteppedHost implements Host {
    private record Pending(long dueNanos, Runnable action) {}

    private final AtomicLong nowNanos = new AtomicLong();
    private final AtomicReference<@Nullable Pending> pending = new AtomicReference<>();

    /// Lets time pass, and makes the pending call back if it is due.
    void advanceTo(long nanos) {
        nowNanos.accumulateAndGet(nanos, Math::max);
        for (var next = pending.get(); next != null && next.dueNanos <= nowNanos.get(); next = pending.get()) {
            if (pending.compareAndSet(next, null)) {
                next.action.run();
            }
        }
    }

    @Override
    public Cancellable after(Duration delay, Runnable action) {
        var made = new Pending(nowNanos.get() + delay.toNanos(), action);
        pending.set(made);
        return () -> pending.compareAndSet(made, null);
    }

    @Override
    public long nanoTime() {
        return nowNanos.get();
    }

    @Override
    public Instant wallTime() {
        return Instant.EPOCH;
    }

    @Override
    public void startTaskThread(String name, Runnable body) {
        throw new IllegalStateException("no thread is to be started here");
    }

    @Override
    public void startEngineThread(String name, Runnable body) {
        throw new IllegalStateException("no thread is to be started here");
    }

    @Override
    public RandomGenerator random() {
        return new Random(0);
    }

    @Override
    public String nextId() {
        return "t-1";
    }
}
