// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.policy;

import dev.executor.spi.Require;
import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: one of those made here, or a function of the user's.
///
/// ```java
/// Backoff linear = (failures, previous, random) -> Duration.ofMillis(100L * failures);
/// ```
///
/// Immutable and thread-safe; it is called on the thread that ran the attempt.
///
/// @since 0.1
@FunctionalInterface
public interface Backoff {
    /// Computes the wait after a failure.
    ///
    /// @param failures how many attempts have failed, at least 1
    /// @param previous the wait before the attempt that just failed; zero after the first
    /// @param random where the jitter comes from
    /// @return the wait; a negative one counts as zero, and one above a hundred years as a hundred years.
    ///     What this throws means that there is no other attempt
    Duration delay(int failures, Duration previous, RandomGenerator random);

    /// {@return no wait at all}
    static Backoff none() {
        return new Fixed(Duration.ZERO);
    }

    /// {@return the same wait each time}
    /// @param delay the wait, zero or more
    static Backoff fixed(Duration delay) {
        return new Fixed(delay);
    }

    /// {@return a wait that doubles each time, with [Jitter#FULL]; change both with the withers}
    /// @param initial the wait after the first failure
    /// @param max the longest wait
    static Exponential exponential(Duration initial, Duration max) {
        return new Exponential(initial, max, 2.0, Jitter.FULL);
    }

    /// The same wait each time.
    ///
    /// @param delay the wait
    record Fixed(Duration delay) implements Backoff {
        /// Refuses a negative wait.
        public Fixed {
            Require.notNegative("delay", delay);
        }

        @Override
        public Duration delay(int failures, Duration previous, RandomGenerator random) {
            return delay;
        }
    }

    /// A wait that grows by a factor up to a maximum, spread by jitter.
    ///
    /// @param initial the wait after the first failure, before jitter
    /// @param max the longest wait
    /// @param factor how much longer each wait is than the one before, from 1 to 100
    /// @param jitter how the wait is spread
    record Exponential(Duration initial, Duration max, double factor, Jitter jitter) implements Backoff {
        /// Refuses values out of range.
        public Exponential {
            Require.positive("initial", initial);
            Require.positive("max", max);
            Require.range("factor", factor, 1.0, 100.0);
            Objects.requireNonNull(jitter, "jitter");
            if (max.compareTo(initial) < 0) {
                throw new IllegalArgumentException(
                        "max was " + max + "; it must not be shorter than initial, which is " + initial);
            }
        }

        /// {@return a copy with this factor}
        /// @param value how much longer each wait is than the one before, from 1 to 100
        public Exponential withFactor(double value) {
            return new Exponential(initial, max, value, jitter);
        }

        /// {@return a copy with this jitter}
        /// @param value how the wait is spread
        public Exponential withJitter(Jitter value) {
            return new Exponential(initial, max, factor, value);
        }

        @Override
        public Duration delay(int failures, Duration previous, RandomGenerator random) {
            long cap = max.toNanos();
            // In floating point the power overflows to infinity, which the cast turns into the largest long; a long
            // would wrap. The cap is compared as a long, as a double would round one of many months.
            long full = Math.min(cap, (long) (initial.toNanos() * Math.pow(factor, Math.max(0, failures - 1))));
            return Duration.ofNanos(
                    switch (jitter) {
                        case NONE -> full;
                        case FULL -> random.nextLong(full + 1);
                        case EQUAL -> full / 2 + random.nextLong(full - full / 2 + 1);
                        case DECORRELATED -> {
                            long low = initial.toNanos();
                            long high = Math.min(cap, (long) (3.0 * Math.max(low, previous.toNanos())));
                            yield low + random.nextLong(high - low + 1);
                        }
                    });
        }
    }
}
