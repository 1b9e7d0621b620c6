// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.core.sim;

import java.util.random.RandomGenerator;

/// A SplitMix64 stream: small, fast, and the same on every machine. Confined to one simulation.
///
/// Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
final class SimRandom implements RandomGenerator {
    private long state;
    private final boolean extremes;

    SimRandom(long seed) {
        this(seed, false);
    }

    /// @param extremes whether one draw in sixteen is the smallest or the largest value there is
    SimRandom(long seed, boolean extremes) {
        this.state = mix(seed + 0x9E3779B97F4A7C15L);
        this.extremes = extremes;
    }

    @Override
    public long nextLong() {
        state += 0x9E3779B97F4A7C15L;
        long drawn = mix(state);
        if (extremes && (drawn & 0xF) == 0) {
            return switch ((int) (drawn >>> 62)) {
                case 0 -> 0;
                case 1 -> -1;
                case 2 -> Long.MAX_VALUE;
                default -> Long.MIN_VALUE;
            };
        }
        return drawn;
    }

    /// {@return a number from zero to below the bound}; its bias is too small to matter here
    int below(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /// {@return a number from the first to the second, both included}
    int between(int min, int max) {
        return min + below(max - min + 1);
    }

    boolean oneIn(int n) {
        return below(n) == 0;
    }

    @SafeVarargs
    final <T> T oneOf(T... values) {
        return values[below(values.length)];
    }

    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
