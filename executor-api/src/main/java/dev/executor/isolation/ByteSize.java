// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

/// A number of bytes.
///
/// @param bytes how many, zero or more
/// @since 0.1
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    /// No byte.
    public static final ByteSize ZERO = new ByteSize(0);

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    /// Refuses a negative number.
    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("byte size was " + bytes + "; it must be zero or more");
        }
    }

    /// {@return so many bytes}
    /// @param bytes how many
    public static ByteSize bytes(long bytes) {
        return new ByteSize(bytes);
    }

    /// {@return so many times 1,024 bytes}
    /// @param kib how many
    /// @throws ArithmeticException if that is more than a `long` holds
    public static ByteSize kib(long kib) {
        return new ByteSize(Math.multiplyExact(kib, 1L << 10));
    }

    /// {@return so many times 1,048,576 bytes}
    /// @param mib how many
    /// @throws ArithmeticException if that is more than a `long` holds
    public static ByteSize mib(long mib) {
        return new ByteSize(Math.multiplyExact(mib, 1L << 20));
    }

    /// {@return so many times 1,073,741,824 bytes}
    /// @param gib how many
    /// @throws ArithmeticException if that is more than a `long` holds
    public static ByteSize gib(long gib) {
        return new ByteSize(Math.multiplyExact(gib, 1L << 30));
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /// {@return the number in its largest unit that leaves no fraction worth hiding, such as `512 MiB` or `1.5
    /// GiB`}
    @Override
    public String toString() {
        int unit = 0;
        double value = bytes;
        // One decimal is printed, so what would be rounded up to 1024.0 belongs to the next unit.
        while (value >= 1023.95 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        double tenths = Math.rint(value * 10);
        String number = tenths % 10 == 0 ? Long.toString((long) tenths / 10) : Double.toString(tenths / 10);
        return number + " " + UNITS[unit];
    }
}
