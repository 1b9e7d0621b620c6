// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.usage;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a unit of each kind of usage costs. Immutable. All prices are zero until they are set.
///
/// ```java
/// var costs = CostModel.in("EUR").withCpuHour(new BigDecimal("0.045")).withMemoryGibHour(new
/// BigDecimal("0.006"));
/// ```
/// Two are equal if currency and prices are.
///
/// A class and not a record, because it will grow: new prices may be added, none will go.
///
/// @since 0.1
public final class CostModel {
    private static final BigDecimal NANOS_AN_HOUR =
            BigDecimal.valueOf(Duration.ofHours(1).toNanos());
    private static final BigDecimal SECONDS_AN_HOUR =
            BigDecimal.valueOf(Duration.ofHours(1).toSeconds());
    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);

    /// Digits behind the point of a price of a row; small enough that many small rows add up.
    private static final int SCALE = 9;

    private final String currency;
    private final Prices prices;

    private CostModel(String currency, Prices prices) {
        this.currency = currency;
        this.prices = prices;
    }

    private CostModel with(Consumer<Prices> change) {
        var changed = new Prices(prices);
        change.accept(changed);
        return new CostModel(currency, changed);
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
        return new CostModel(Objects.requireNonNull(currency, "currency"), new Prices());
    }

    /// {@return what its prices are in}
    public String currency() {
        return currency;
    }

    /// {@return the price of an attempt}
    public BigDecimal attempt() {
        return prices.attempt;
    }

    /// {@return the price of an hour for which an attempt ran}
    public BigDecimal wallHour() {
        return prices.wallHour;
    }

    /// {@return the price of an hour of a processor}
    public BigDecimal cpuHour() {
        return prices.cpuHour;
    }

    /// {@return the price of a gibibyte of memory for an hour}
    public BigDecimal memoryGibHour() {
        return prices.memoryGibHour;
    }

    /// {@return the price of a gibibyte of artifacts}
    public BigDecimal artifactGib() {
        return prices.artifactGib;
    }

    /// {@return a copy with this price}
    /// @param price of an attempt
    /// @throws IllegalArgumentException if it is negative
    public CostModel withAttempt(BigDecimal price) {
        return with(changed -> changed.attempt = price("attempt", price));
    }

    /// {@return a copy with this price}
    /// @param price of an hour for which an attempt ran
    /// @throws IllegalArgumentException if it is negative
    public CostModel withWallHour(BigDecimal price) {
        return with(changed -> changed.wallHour = price("wallHour", price));
    }

    /// {@return a copy with this price}
    /// @param price of an hour of a processor
    /// @throws IllegalArgumentException if it is negative
    public CostModel withCpuHour(BigDecimal price) {
        return with(changed -> changed.cpuHour = price("cpuHour", price));
    }

    /// {@return a copy with this price}
    /// @param price of a gibibyte of memory for an hour
    /// @throws IllegalArgumentException if it is negative
    public CostModel withMemoryGibHour(BigDecimal price) {
        return with(changed -> changed.memoryGibHour = price("memoryGibHour", price));
    }

    /// {@return a copy with this price}
    /// @param price of a gibibyte of artifacts
    /// @throws IllegalArgumentException if it is negative
    public CostModel withArtifactGib(BigDecimal price) {
        return with(changed -> changed.artifactGib = price("artifactGib", price));
    }

    /// {@return what it costs}, with nine digits behind the point
    /// @param usage what was used
    public BigDecimal price(Usage usage) {
        return prices.attempt
                .multiply(BigDecimal.valueOf(usage.attempts()))
                .add(hours(usage.wall()).multiply(prices.wallHour))
                .add(hours(usage.cpu()).multiply(prices.cpuHour))
                .add(BigDecimal.valueOf(usage.memoryByteSeconds())
                        .divide(GIB, MathContext.DECIMAL128)
                        .divide(SECONDS_AN_HOUR, MathContext.DECIMAL128)
                        .multiply(prices.memoryGibHour))
                .add(BigDecimal.valueOf(usage.artifactBytes())
                        .divide(GIB, MathContext.DECIMAL128)
                        .multiply(prices.artifactGib))
                .setScale(SCALE, RoundingMode.HALF_EVEN);
    }

    private static BigDecimal hours(Duration time) {
        return BigDecimal.valueOf(time.toNanos()).divide(NANOS_AN_HOUR, MathContext.DECIMAL128);
    }

    private List<Object> all() {
        return List.of(
                currency, prices.attempt, prices.wallHour, prices.cpuHour, prices.memoryGibHour, prices.artifactGib);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CostModel model && all().equals(model.all());
    }

    @Override
    public int hashCode() {
        return all().hashCode();
    }

    @Override
    public String toString() {
        return "CostModel[currency=" + currency + ", attempt=" + prices.attempt + ", wallHour=" + prices.wallHour
                + ", cpuHour=" + prices.cpuHour + ", memoryGibHour=" + prices.memoryGibHour + ", artifactGib="
                + prices.artifactGib + "]";
    }

    /// The prices, while a copy changes.
    private static final class Prices {
        BigDecimal attempt = BigDecimal.ZERO;
        BigDecimal wallHour = BigDecimal.ZERO;
        BigDecimal cpuHour = BigDecimal.ZERO;
        BigDecimal memoryGibHour = BigDecimal.ZERO;
        BigDecimal artifactGib = BigDecimal.ZERO;

        Prices() {}

        Prices(Prices other) {
            attempt = other.attempt;
            wallHour = other.wallHour;
            cpuHour = other.cpuHour;
            memoryGibHour = other.memoryGibHour;
            artifactGib = other.artifactGib;
        }
    }
}
