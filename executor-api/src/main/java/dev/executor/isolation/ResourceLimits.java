// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import dev.executor.spi.Require;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a process and all that it starts may use together, where not said otherwise. Immutable; [#builder()] makes one.
/// Two are equal if all limits are.
///
/// A limit that is empty is not set. [SandboxCapabilities#limits()] tells which of them this machine can enforce, and
/// how; a command that sets another is refused.
///
/// A class and not a record, because it will grow: new limits may be added, none will go.
///
/// @since 0.1
public final class ResourceLimits {
    private static final ResourceLimits NONE = builder().build();

    private final Values values;

    private ResourceLimits(Values values) {
        this.values = values;
    }

    /// {@return no limit but that there are no core dumps}
    public static ResourceLimits none() {
        return NONE;
    }

    /// {@return a builder without any limit but that there are no core dumps}
    public static Builder builder() {
        return new Builder();
    }

    /// {@return a builder with these limits}
    public Builder toBuilder() {
        return new Builder(values);
    }

    /// {@return memory in all, page cache and in-memory files included, swap excluded (there is none for it)}
    public Optional<ByteSize> memory() {
        return values.memory;
    }

    /// {@return how many processors it may keep busy}
    public Optional<Double> cpus() {
        return values.cpus;
    }

    /// {@return its share of busy processors among the commands of all sandboxes}
    public Optional<Integer> cpuWeight() {
        return values.cpuWeight;
    }

    /// {@return processor time of all its processes together}
    ///
    /// Each single process is also stopped by the kernel itself after so many whole seconds.
    public Optional<Duration> cpuTime() {
        return values.cpuTime;
    }

    /// {@return time since its attempt began: what is done before its start, such as copying inputs, counts}
    ///
    /// The task's attempt timeout does the same and ends as a timeout; this one ends as an exceeded limit.
    public Optional<Duration> wallTime() {
        return values.wallTime;
    }

    /// {@return processes and threads at one time, from 1 to 4,194,304; a JVM wants 64 and more}
    public Optional<Integer> processes() {
        return values.processes;
    }

    /// {@return bytes a second from the disk of the work folder}
    public Optional<ByteSize> readRate() {
        return values.readRate;
    }

    /// {@return bytes a second to the disk of the work folder}
    public Optional<ByteSize> writeRate() {
        return values.writeRate;
    }

    /// {@return open files of one process}
    public Optional<Integer> openFiles() {
        return values.openFiles;
    }

    /// {@return bytes of one file that it writes}
    public Optional<ByteSize> fileSize() {
        return values.fileSize;
    }

    /// {@return bytes of a core dump; zero, unless set}
    public ByteSize coreSize() {
        return values.coreSize;
    }

    /// {@return bytes of its standard output and error together}
    public Optional<ByteSize> output() {
        return values.output;
    }

    /// {@return bytes in its work folder, inputs included}
    ///
    /// Watched, not reserved, so it is exceeded for a moment before the process is killed.
    public Optional<ByteSize> disk() {
        return values.disk;
    }

    /// {@return which limits are set}
    public Set<Limit> set() {
        var set = EnumSet.noneOf(Limit.class);
        if (values.coreSize.bytes() > 0) { // none is what there is anyway where it cannot be set
            set.add(Limit.CORE_SIZE);
        }
        values.memory.ifPresent(_ -> set.add(Limit.MEMORY));
        values.cpus.ifPresent(_ -> set.add(Limit.CPU));
        values.cpuWeight.ifPresent(_ -> set.add(Limit.CPU_WEIGHT));
        values.cpuTime.ifPresent(_ -> set.add(Limit.CPU_TIME));
        values.wallTime.ifPresent(_ -> set.add(Limit.WALL_TIME));
        values.processes.ifPresent(_ -> set.add(Limit.PROCESSES));
        values.readRate.or(() -> values.writeRate).ifPresent(_ -> set.add(Limit.IO));
        values.openFiles.ifPresent(_ -> set.add(Limit.OPEN_FILES));
        values.fileSize.ifPresent(_ -> set.add(Limit.FILE_SIZE));
        values.output.ifPresent(_ -> set.add(Limit.OUTPUT));
        values.disk.ifPresent(_ -> set.add(Limit.DISK));
        return set;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResourceLimits that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /// {@return every limit}
    @Override
    public String toString() {
        return values.toString().replaceFirst("Values", "ResourceLimits");
    }

    private record Values(
            Optional<ByteSize> memory,
            Optional<Double> cpus,
            Optional<Integer> cpuWeight,
            Optional<Duration> cpuTime,
            Optional<Duration> wallTime,
            Optional<Integer> processes,
            Optional<ByteSize> readRate,
            Optional<ByteSize> writeRate,
            Optional<Integer> openFiles,
            Optional<ByteSize> fileSize,
            ByteSize coreSize,
            Optional<ByteSize> output,
            Optional<ByteSize> disk) {
        Values {
            memory.ifPresent(size -> atLeast("memory", size, ByteSize.mib(1)));
            cpus.ifPresent(value -> Require.range("cpus", value, 0.01, 1024));
            cpuWeight.ifPresent(value -> Require.range("cpuWeight", value, 1, 10_000));
            cpuTime.ifPresent(value -> {
                if (Require.positive("cpuTime", value).toMillis() < 1) {
                    throw new IllegalArgumentException("cpuTime was " + value + "; it must be at least PT0.001S");
                }
            });
            wallTime.ifPresent(value -> Require.positive("wallTime", value));
            processes.ifPresent(value -> Require.range("processes", value, 1, 1 << 22));
            readRate.ifPresent(value -> atLeast("readRate", value, ByteSize.kib(1)));
            writeRate.ifPresent(value -> atLeast("writeRate", value, ByteSize.kib(1)));
            openFiles.ifPresent(value -> Require.range("openFiles", value, 8, 1 << 20));
            fileSize.ifPresent(value -> atLeast("fileSize", value, ByteSize.bytes(1)));
            Objects.requireNonNull(coreSize, "coreSize");
            output.ifPresent(value -> atLeast("output", value, ByteSize.bytes(1)));
            disk.ifPresent(value -> atLeast("disk", value, ByteSize.kib(1)));
        }

        private static void atLeast(String option, ByteSize value, ByteSize min) {
            if (value.compareTo(min) < 0) {
                throw new IllegalArgumentException(option + " was " + value + "; it must be at least " + min);
            }
        }
    }

    /// Collects limits. Confined to one thread.
    public static final class Builder {
        private @Nullable ByteSize memory;
        private @Nullable Double cpus;
        private @Nullable Integer cpuWeight;
        private @Nullable Duration cpuTime;
        private @Nullable Duration wallTime;
        private @Nullable Integer processes;
        private @Nullable ByteSize readRate;
        private @Nullable ByteSize writeRate;
        private @Nullable Integer openFiles;
        private @Nullable ByteSize fileSize;
        private ByteSize coreSize = ByteSize.ZERO;
        private @Nullable ByteSize output;
        private @Nullable ByteSize disk;

        private Builder() {}

        private Builder(Values values) {
            memory = values.memory.orElse(null);
            cpus = values.cpus.orElse(null);
            cpuWeight = values.cpuWeight.orElse(null);
            cpuTime = values.cpuTime.orElse(null);
            wallTime = values.wallTime.orElse(null);
            processes = values.processes.orElse(null);
            readRate = values.readRate.orElse(null);
            writeRate = values.writeRate.orElse(null);
            openFiles = values.openFiles.orElse(null);
            fileSize = values.fileSize.orElse(null);
            coreSize = values.coreSize;
            output = values.output.orElse(null);
            disk = values.disk.orElse(null);
        }

        /// Limits memory.
        ///
        /// @param value in all, at least 1 MiB
        /// @return this
        public Builder memory(ByteSize value) {
            memory = Objects.requireNonNull(value, "memory");
            return this;
        }

        /// Limits the processors that it keeps busy.
        ///
        /// @param value how many, from 0.01 to 1,024
        /// @return this
        public Builder cpus(double value) {
            cpus = value;
            return this;
        }

        /// Sets its share of busy processors.
        ///
        /// @param value from 1 to 10,000; who says nothing has 100
        /// @return this
        public Builder cpuWeight(int value) {
            cpuWeight = value;
            return this;
        }

        /// Limits processor time.
        ///
        /// @param value of all its processes together, at least 1 ms
        /// @return this
        public Builder cpuTime(Duration value) {
            cpuTime = Objects.requireNonNull(value, "cpuTime");
            return this;
        }

        /// Limits the time since its start.
        ///
        /// @param value positive
        /// @return this
        public Builder wallTime(Duration value) {
            wallTime = Objects.requireNonNull(value, "wallTime");
            return this;
        }

        /// Limits processes and threads.
        ///
        /// @param value at one time, from 1 to 4,194,304
        /// @return this
        public Builder processes(int value) {
            processes = value;
            return this;
        }

        /// Limits reading from disk.
        ///
        /// @param perSecond bytes a second, at least 1 KiB
        /// @return this
        public Builder readRate(ByteSize perSecond) {
            readRate = Objects.requireNonNull(perSecond, "perSecond");
            return this;
        }

        /// Limits writing to disk.
        ///
        /// @param perSecond bytes a second, at least 1 KiB
        /// @return this
        public Builder writeRate(ByteSize perSecond) {
            writeRate = Objects.requireNonNull(perSecond, "perSecond");
            return this;
        }

        /// Limits open files.
        ///
        /// @param value of one process, from 8 to 1,048,576
        /// @return this
        public Builder openFiles(int value) {
            openFiles = value;
            return this;
        }

        /// Limits the size of a file that it writes.
        ///
        /// @param value of one file, at least a byte
        /// @return this
        public Builder fileSize(ByteSize value) {
            fileSize = Objects.requireNonNull(value, "fileSize");
            return this;
        }

        /// Limits core dumps, of which there are none unless this is set.
        ///
        /// @param value of one dump
        /// @return this
        public Builder coreSize(ByteSize value) {
            coreSize = Objects.requireNonNull(value, "coreSize");
            return this;
        }

        /// Limits what it writes to standard output and error.
        ///
        /// @param value together, at least a byte
        /// @return this
        public Builder output(ByteSize value) {
            output = Objects.requireNonNull(value, "output");
            return this;
        }

        /// Limits its work folder.
        ///
        /// @param value all files together, at least 1 KiB
        /// @return this
        public Builder disk(ByteSize value) {
            disk = Objects.requireNonNull(value, "disk");
            return this;
        }

        /// {@return the limits}
        /// @throws IllegalArgumentException if one is out of range, naming it, its value and the range
        public ResourceLimits build() {
            return new ResourceLimits(new Values(
                    Optional.ofNullable(memory),
                    Optional.ofNullable(cpus),
                    Optional.ofNullable(cpuWeight),
                    Optional.ofNullable(cpuTime),
                    Optional.ofNullable(wallTime),
                    Optional.ofNullable(processes),
                    Optional.ofNullable(readRate),
                    Optional.ofNullable(writeRate),
                    Optional.ofNullable(openFiles),
                    Optional.ofNullable(fileSize),
                    coreSize,
                    Optional.ofNullable(output),
                    Optional.ofNullable(disk)));
        }
    }
}
