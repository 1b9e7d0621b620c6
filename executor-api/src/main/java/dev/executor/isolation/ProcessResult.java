// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What became of a process. Immutable. Two are equal if all parts are.
///
/// It and [Usage] are classes and not records, because they will grow: new parts may be added, none will go.
///
/// @since 0.1
public final class ProcessResult {
    private final Values values;

    private ProcessResult(Values values) {
        this.values = values;
    }

    /// {@return a builder of the result of a process that has not ended and of which nothing is known}
    public static Builder builder() {
        return new Builder();
    }

    /// {@return how it ended}
    public Exit exit() {
        return values.exit;
    }

    /// {@return what it used}
    public Usage usage() {
        return values.usage;
    }

    /// {@return its last lines}
    public LogTail log() {
        return values.log;
    }

    /// {@return what was kept of its work folder, sorted by path}
    public List<Artifact> artifacts() {
        return values.artifacts;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProcessResult that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString().replaceFirst("Values", "ProcessResult");
    }

    /// What a process and all that it started used together. What the machine could not tell is empty. Immutable.
    /// Two are equal if all parts are.
    public static final class Usage {
        private final Figures values;

        private Usage(Figures values) {
            this.values = values;
        }

        /// {@return a builder of a usage of which nothing is known}
        public static Builder builder() {
            return new Builder();
        }

        /// {@return the time from its start to the end of the last of its processes}
        public Duration wall() {
            return values.wall;
        }

        /// {@return processor time in its own code}
        public Optional<Duration> user() {
            return values.user;
        }

        /// {@return processor time in the kernel for it}
        public Optional<Duration> system() {
            return values.system;
        }

        /// {@return the most memory it had}
        public Optional<ByteSize> peakMemory() {
            return values.peakMemory;
        }

        /// {@return what it read from disks}
        public Optional<ByteSize> bytesRead() {
            return values.bytesRead;
        }

        /// {@return what it wrote to disks}
        public Optional<ByteSize> bytesWritten() {
            return values.bytesWritten;
        }

        /// {@return the most processes and threads it had}
        public Optional<Integer> processes() {
            return values.processes;
        }

        /// {@return how many processes and threads it was refused by the limit}
        public Optional<Long> refusedProcesses() {
            return values.refusedProcesses;
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
            return values.toString().replaceFirst("Figures", "Usage");
        }

        private record Figures(
                Duration wall,
                Optional<Duration> user,
                Optional<Duration> system,
                Optional<ByteSize> peakMemory,
                Optional<ByteSize> bytesRead,
                Optional<ByteSize> bytesWritten,
                Optional<Integer> processes,
                Optional<Long> refusedProcesses) {}

        /// Collects a Usage. Confined to one thread.
        public static final class Builder {
            private Duration wall = Duration.ZERO;
            private Optional<Duration> user = Optional.empty();
            private Optional<Duration> system = Optional.empty();
            private Optional<ByteSize> peakMemory = Optional.empty();
            private Optional<ByteSize> bytesRead = Optional.empty();
            private Optional<ByteSize> bytesWritten = Optional.empty();
            private Optional<Integer> processes = Optional.empty();
            private Optional<Long> refusedProcesses = Optional.empty();

            private Builder() {}

            /// {@return this}
            /// @param value the time from its start to the end of the last of its processes
            public Builder wall(Duration value) {
                wall = Objects.requireNonNull(value, "wall");
                return this;
            }

            /// {@return this}
            /// @param value processor time in its own code
            public Builder user(Duration value) {
                user = Optional.of(value);
                return this;
            }

            /// {@return this}
            /// @param value processor time in the kernel for it
            public Builder system(Duration value) {
                system = Optional.of(value);
                return this;
            }

            /// {@return this}
            /// @param value the most memory it had
            public Builder peakMemory(ByteSize value) {
                peakMemory = Optional.of(value);
                return this;
            }

            /// {@return this}
            /// @param value what it read from disks
            public Builder bytesRead(ByteSize value) {
                bytesRead = Optional.of(value);
                return this;
            }

            /// {@return this}
            /// @param value what it wrote to disks
            public Builder bytesWritten(ByteSize value) {
                bytesWritten = Optional.of(value);
                return this;
            }

            /// {@return this}
            /// @param value the most processes and threads it had
            public Builder processes(int value) {
                processes = Optional.of(value);
                return this;
            }

            /// {@return this}
            /// @param value how many processes and threads it was refused by the limit
            public Builder refusedProcesses(long value) {
                refusedProcesses = Optional.of(value);
                return this;
            }

            /// {@return what was collected}
            public Usage build() {
                return new Usage(new Figures(
                        wall, user, system, peakMemory, bytesRead, bytesWritten, processes, refusedProcesses));
            }
        }
    }

    /// A file that was kept.
    ///
    /// @param path its path in the work folder, with `/` between names
    /// @param size its size
    /// @param sha256 the SHA-256 of its content, in hexadecimal
    /// @param location where the [ArtifactStore] keeps it
    public record Artifact(String path, ByteSize size, String sha256, URI location) {}

    private record Values(Exit exit, Usage usage, LogTail log, List<Artifact> artifacts) {}

    /// Collects a ProcessResult. Confined to one thread.
    public static final class Builder {
        private Exit exit = new Exit.Running();
        private Usage usage = Usage.builder().build();
        private LogTail log = new LogTail(List.of(), ByteSize.ZERO, 0);
        private List<Artifact> artifacts = List.of();

        private Builder() {}

        /// {@return this}
        /// @param value how it ended
        public Builder exit(Exit value) {
            exit = Objects.requireNonNull(value, "exit");
            return this;
        }

        /// {@return this}
        /// @param value what it used
        public Builder usage(Usage value) {
            usage = Objects.requireNonNull(value, "usage");
            return this;
        }

        /// {@return this}
        /// @param value its last lines
        public Builder log(LogTail value) {
            log = Objects.requireNonNull(value, "log");
            return this;
        }

        /// {@return this}
        /// @param value what was kept of its work folder, sorted by path
        public Builder artifacts(List<Artifact> value) {
            artifacts = List.copyOf(value);
            return this;
        }

        /// {@return what was collected}
        public ProcessResult build() {
            return new ProcessResult(new Values(exit, usage, log, artifacts));
        }
    }
}
