// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.usage;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Objects;

/// What a unit of each kind of usage costs. Immutable. All prices are zero until they are set.
///
/// ```java
/// var costs = CostModel.in("EUR").withCpuHour(new BigDecimal("0.045")).withMemoryGibHour(new
/// BigDecimal("0.006"));
/// ```
///
/// @param currency what the prices are in, as it is to stand on reports
/// @param attempt the price of an attempt
/// @param wallHour the price of an hour for which an attempt ran
/// @param cpuHour the price of an hour of a processor, used by a process
/// @param memoryGibHour the price of a gibibyte of memory for an hour, held by a process
/// @param artifactGib the price of a gibibyte of artifacts
public record CostModel(
        String currency,
        BigDecimal attempt,
        BigDecimal wallHour,
        BigDecimal cpuHour,
        BigDecimal memoryGibHour,
        BigDecimal artifactGib) {
    private static final BigDecimal NANOS_AN_HOUR =
            BigDecimal.valueOf(Duration.ofHours(1).toNanos());
    private static final BigDecimal SECONDS_AN_HOUR =
            BigDecimal.valueOf(Duration.ofHours(1).toSeconds());
    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);

    /// Digits behind the point of a price of a row; small enough that many small rows add up.
    private static final int SCALE = 9;

    /// Refuses prices below zero.
    ///
    /// @throws IllegalArgumentException if one is negative
    public CostModel {
        Objects.requireNonNull(currency, "currency");
        attempt = price("attempt", attempt);
        wallHour = price("wallHour", wallHour);
        cpuHour = price("cpuHour", cpuHour);
        memoryGibHour = price("memoryGibHour", memoryGibHour);
        artifactGib = price("artifactGib", artifactGib);
    }

    private static BigDecimal price(String option, BigDecimal value) {
        if (value.signum() < 0) {
            throw new IllegalArgumentException(option + " is a price and must not be negative, but is " + value);
        }
        return value;
    }

    /// {@return a model in which everything is free}
    /// @param currency what its prices are in
    public static CostModel in(String currency) {
        BigDecimal free = BigDecimal.ZERO;
        return new CostModel(currency, free, free, free, free, free);
    }

    /// {@return a copy with this price}
    /// @param price of an attempt
    public CostModel withAttempt(BigDecimal price) {
        return new CostModel(currency, price, wallHour, cpuHour, memoryGibHour, artifactGib);
    }

    /// {@return a copy with this price}
    /// @param price of an hour for which an attempt ran
    public CostModel withWallHour(BigDecimal price) {
        return new CostModel(currency, attempt, price, cpuHour, memoryGibHour, artifactGib);
    }

    /// {@return a copy with this price}
    /// @param price of an hour of a processor
    public CostModel withCpuHour(BigDecimal price) {
        return new CostModel(currency, attempt, wallHour, price, memoryGibHour, artifactGib);
    }

    /// {@return a copy with this price}
    /// @param price of a gibibyte of memory for an hour
    public CostModel withMemoryGibHour(BigDecimal price) {
        return new CostModel(currency, attempt, wallHour, cpuHour, price, artifactGib);
    }

    /// {@return a copy with this price}
    /// @param price of a gibibyte of artifacts
    public CostModel withArtifactGib(BigDecimal price) {
        return new CostModel(currency, attempt, wallHour, cpuHour, memoryGibHour, price);
    }

    /// {@return what it costs}, with nine digits behind the point
    /// @param usage what was used
    public BigDecimal price(Usage usage) {
        return attempt.multiply(BigDecimal.valueOf(usage.attempts()))
                .add(hours(usage.wall()).multiply(wallHour))
                .add(hours(usage.cpu()).multiply(cpuHour))
                .add(BigDecimal.valueOf(usage.memoryByteSeconds())
                        .divide(GIB, MathContext.DECIMAL128)
                        .divide(SECONDS_AN_HOUR, MathContext.DECIMAL128)
                        .multiply(memoryGibHour))
                .add(BigDecimal.valueOf(usage.artifactBytes())
                        .divide(GIB, MathContext.DECIMAL128)
                        .multiply(artifactGib))
                .setScale(SCALE, RoundingMode.HALF_EVEN);
    }

    private static BigDecimal hours(Duration time) {
        return BigDecimal.valueOf(time.toNanos()).divide(NANOS_AN_HOUR, MathContext.DECIMAL128);
    }
}
