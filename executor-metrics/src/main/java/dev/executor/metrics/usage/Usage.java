// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.metrics.usage;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What somebody used. Immutable. Two are equal if all parts are.
///
/// A class and not a record, because it will grow: new parts may be added, none will go.
///
/// @since 0.1
public final class Usage {
    /// Nothing.
    public static final Usage NONE = builder().build();

    private final Values values;

    private Usage(Values values) {
        this.values = values;
    }

    /// {@return a builder of a usage of nothing}
    public static Builder builder() {
        return new Builder();
    }

    /// {@return how many attempts ended}
    public long attempts() {
        return values.attempts;
    }

    /// {@return the time that they ran, together}
    public Duration wall() {
        return values.wall;
    }

    /// {@return the processor time of their processes}
    ///
    /// Of what runs on the application's own threads it is not known, as the JVM does not count it for virtual
    /// threads.
    public Duration cpu() {
        return values.cpu;
    }

    /// {@return the peak memory of each process times its wall time, in bytes times seconds: at least what it
    /// really held over time}
    public double memoryByteSeconds() {
        return values.memoryByteSeconds;
    }

    /// {@return the size of the artifacts that were kept}
    public long artifactBytes() {
        return values.artifactBytes;
    }

    /// {@return this and more}
    /// @param more what is added
    public Usage plus(Usage more) {
        return builder()
                .attempts(attempts() + more.attempts())
                .wall(wall().plus(more.wall()))
                .cpu(cpu().plus(more.cpu()))
                .memoryByteSeconds(memoryByteSeconds() + more.memoryByteSeconds())
                .artifactBytes(artifactBytes() + more.artifactBytes())
                .build();
    }

    /// {@return what of this came after an earlier look at the same sums}
    /// @param earlier what there was then
    public Usage minus(Usage earlier) {
        return builder()
                .attempts(attempts() - earlier.attempts())
                .wall(wall().minus(earlier.wall()))
                .cpu(cpu().minus(earlier.cpu()))
                .memoryByteSeconds(memoryByteSeconds() - earlier.memoryByteSeconds())
                .artifactBytes(artifactBytes() - earlier.artifactBytes())
                .build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Usage that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString().replaceFirst("Values", "Usage");
    }

    private record Values(long attempts, Duration wall, Duration cpu, double memoryByteSeconds, long artifactBytes) {}

    /// Collects a Usage. Confined to one thread.
    public static final class Builder {
        private long attempts = 0;
        private Duration wall = Duration.ZERO;
        private Duration cpu = Duration.ZERO;
        private double memoryByteSeconds = 0;
        private long artifactBytes = 0;

        private Builder() {}

        /// {@return this}
        /// @param value how many attempts ended
        public Builder attempts(long value) {
            attempts = value;
            return this;
        }

        /// {@return this}
        /// @param value the time that they ran, together
        public Builder wall(Duration value) {
            wall = Objects.requireNonNull(value, "wall");
            return this;
        }

        /// {@return this}
        /// @param value the processor time of their processes
        public Builder cpu(Duration value) {
            cpu = Objects.requireNonNull(value, "cpu");
            return this;
        }

        /// {@return this}
        /// @param value the peak memory of each process times its wall time, in bytes times seconds
        public Builder memoryByteSeconds(double value) {
            memoryByteSeconds = value;
            return this;
        }

        /// {@return this}
        /// @param value the size of the artifacts that were kept
        public Builder artifactBytes(long value) {
            artifactBytes = value;
            return this;
        }

        /// {@return what was collected}
        public Usage build() {
            return new Usage(new Values(attempts, wall, cpu, memoryByteSeconds, artifactBytes));
        }
    }
}
