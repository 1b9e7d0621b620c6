// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.spi;

import java.time.Duration;
import java.util.Objects;

/// Argument checks whose messages name the option, its value and its range. For this library and for implementations of
/// its SPI.
///
/// @since 0.1
public final class Require {
    /// The longest duration that any option takes: a hundred years, well inside what a `long` of nanoseconds holds.
    public static final Duration LONGEST = Duration.ofDays(36_500);

    private Require() {}

    /// Checks a number.
    ///
    /// @param option the option's name
    /// @param value its value
    /// @param min the smallest allowed
    /// @param max the largest allowed
    /// @return the value
    /// @throws IllegalArgumentException if it is out of range
    public static int range(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(option + " was " + value + "; it must be from " + min + " to " + max);
        }
        return value;
    }

    /// Checks a number.
    ///
    /// @param option the option's name
    /// @param value its value
    /// @param min the smallest allowed
    /// @param max the largest allowed
    /// @return the value
    /// @throws IllegalArgumentException if it is out of range
    public static long range(String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(option + " was " + value + "; it must be from " + min + " to " + max);
        }
        return value;
    }

    /// Checks a fraction or factor.
    ///
    /// @param option the option's name
    /// @param value its value
    /// @param min the smallest allowed
    /// @param max the largest allowed
    /// @return the value
    /// @throws IllegalArgumentException if it is out of range or not a number
    public static double range(String option, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(option + " was " + value + "; it must be from " + min + " to " + max);
        }
        return value;
    }

    /// Checks a duration that must be longer than zero.
    ///
    /// @param option the option's name
    /// @param value its value
    /// @return the value
    /// @throws IllegalArgumentException if it is zero, negative, or longer than [#LONGEST]
    public static Duration positive(String option, Duration value) {
        if (!Objects.requireNonNull(value, option).isPositive() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    option + " was " + value + "; it must be longer than zero and at most " + LONGEST);
        }
        return value;
    }

    /// Checks a duration that may be zero.
    ///
    /// @param option the option's name
    /// @param value its value
    /// @return the value
    /// @throws IllegalArgumentException if it is negative or longer than [#LONGEST]
    public static Duration notNegative(String option, Duration value) {
        if (Objects.requireNonNull(value, option).isNegative() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(option + " was " + value + "; it must be from zero to " + LONGEST);
        }
        return value;
    }

    /// Checks a name: not blank, at most 200 characters, no control characters (so that it cannot break a log line
    /// or a metric).
    ///
    /// @param option the option's name
    /// @param value its value
    /// @return the value
    /// @throws IllegalArgumentException if it is not such a name
    public static String name(String option, String value) {
        if (Objects.requireNonNull(value, option).isBlank()) {
            throw new IllegalArgumentException(option + " was blank; give it at least one visible character");
        }
        if (value.length() > 200) {
            throw new IllegalArgumentException(
                    option + " had " + value.length() + " characters; at most 200 are allowed");
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw new IllegalArgumentException("%s had the control character U+%04X at index %d; remove it"
                        .formatted(option, (int) value.charAt(i), i));
            }
        }
        return value;
    }
}
