// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.policy;

import dev.executor.spi.Require;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// Bounds the retries of everyone who shares it to a fraction of their first attempts, so that an outage does not
/// multiply the load.
///
/// A token bucket: each first attempt deposits `ratio` tokens, each retry takes one. Besides, `floorPerSecond` retries
/// a second are always allowed, so that a quiet pool can retry at all. The bucket starts full. Share one between all
/// pools that call the same service. Thread-safe; a deposit into a full bucket is one volatile read.
///
/// Source of the idea: Finagle's `RetryBudget`; "Handling Overload", Site Reliability Engineering (Google), chapter 21.
///
/// @since 0.1
public final class RetryBudget {
    private static final long SCALE = 1_000_000;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final double ratio;
    private final int floorPerSecond;
    private final int reserve;
    private final boolean limited;
    private final AtomicLong microTokens;

    private final ReentrantLock lock = new ReentrantLock();
    private long floorNanoTokens; // guarded by lock; billionths, so that the refills of a second add up exactly
    private long floorFilledNanos; // guarded by lock
    private boolean floorStarted; // guarded by lock

    private RetryBudget(double ratio, int floorPerSecond, int reserve, boolean limited) {
        this.ratio = Require.range("ratio", ratio, 0.0, 1_000.0);
        this.floorPerSecond = Require.range("floorPerSecond", floorPerSecond, 0, 1_000_000);
        this.reserve = Require.range("reserve", reserve, 0, 100_000_000);
        this.limited = limited;
        this.microTokens = new AtomicLong(reserve * SCALE);
        this.floorNanoTokens = floorPerSecond * SECOND_NANOS;
    }

    /// {@return a new budget}
    /// @param ratio how many retries each first attempt earns, such as 0.2
    /// @param floorPerSecond how many retries a second are allowed in any case
    /// @param reserve how many earned retries can be saved up; what it starts with
    public static RetryBudget of(double ratio, int floorPerSecond, int reserve) {
        return new RetryBudget(ratio, floorPerSecond, reserve, true);
    }

    /// {@return a new budget with the defaults: a retry for every five first attempts, ten a second in any case, a
    /// reserve of 1,000}
    public static RetryBudget standard() {
        return of(0.2, 10, 1_000);
    }

    /// {@return a budget that allows every retry}
    public static RetryBudget unlimited() {
        return new RetryBudget(0, 0, 0, false);
    }

    /// Counts a first attempt.
    public void deposit() {
        long cap = reserve * SCALE;
        // Racing deposits may each see room and the later is clipped: the bucket never exceeds its cap.
        if (limited && microTokens.get() < cap) {
            microTokens.updateAndGet(tokens -> Math.min(cap, tokens + (long) (ratio * SCALE)));
        }
    }

    /// Asks for a retry.
    ///
    /// @param nowNanos the monotonic clock of the asking pool's host; pools that share a budget share a clock,
    ///     as those of one JVM do
    /// @return whether it is granted
    public boolean tryWithdraw(long nowNanos) {
        return !limited || withdrawFloor(nowNanos) || withdrawEarned();
    }

    private boolean withdrawEarned() {
        for (long tokens = microTokens.get(); tokens >= SCALE; tokens = microTokens.get()) {
            if (microTokens.compareAndSet(tokens, tokens - SCALE)) {
                return true;
            }
        }
        return false;
    }

    private boolean withdrawFloor(long nowNanos) {
        lock.lock();
        try {
            long elapsedNanos = floorStarted ? nowNanos - floorFilledNanos : 0;
            if (elapsedNanos >= 0) { // else the clock was read before another thread's, whose time is counted
                long refill = Math.min(SECOND_NANOS, elapsedNanos) * floorPerSecond; // a second fills it
                floorNanoTokens = Math.min(floorPerSecond * SECOND_NANOS, floorNanoTokens + refill);
                floorFilledNanos = nowNanos;
                floorStarted = true;
            }
            if (floorNanoTokens < SECOND_NANOS) {
                return false;
            }
            floorNanoTokens -= SECOND_NANOS;
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return limited
                ? "RetryBudget[ratio=" + ratio + ", floorPerSecond=" + floorPerSecond + ", reserve=" + reserve + "]"
                : "RetryBudget[unlimited]";
    }
}
