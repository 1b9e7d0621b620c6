// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What this machine can enforce. Found out by doing each thing once when the sandbox is opened. Immutable. Two are
/// equal if all parts are.
///
/// A class and not a record, because it will grow: new capabilities may be added, none will go.
///
/// @since 0.1
public final class SandboxCapabilities {
    private final Values values;

    private SandboxCapabilities(Values values) {
        this.values = values;
    }

    /// {@return a builder of a machine that can enforce nothing}
    public static Builder builder() {
        return new Builder();
    }

    /// {@return which control groups there are}
    public Cgroups cgroups() {
        return values.cgroups;
    }

    /// {@return how processes are started}
    public Spawning spawning() {
        return values.spawning;
    }

    /// {@return how each limit is enforced; one that is missing here is not}
    public Map<Limit, Enforcement> limits() {
        return values.limits;
    }

    /// {@return which profiles there are}
    public Set<Profile> profiles() {
        return values.profiles;
    }

    /// {@return whether a stop surely reaches every process that a command has started}
    public boolean killsTrees() {
        return values.killsTrees;
    }

    /// {@return whether nothing survives when the application is killed}
    public boolean killsOrphans() {
        return values.killsOrphans;
    }

    /// {@return what is missing, why, and what to do}
    public List<Gap> gaps() {
        return values.gaps;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SandboxCapabilities that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString().replaceFirst("Values", "SandboxCapabilities");
    }

    /// The kind of control groups.
    public enum Cgroups {
        /// None that this application may use.
        NONE,
        /// One hierarchy for each controller.
        V1,
        /// The unified hierarchy.
        V2
    }

    /// How processes are started.
    public enum Spawning {
        /// By `ProcessBuilder`.
        PROCESS_BUILDER,
        /// By the C library, over the foreign function API.
        NATIVE
    }

    /// How a limit is enforced.
    public enum Enforcement {
        /// By the kernel.
        KERNEL,
        /// By the sandbox, which looks every now and then and kills: it can be exceeded for a moment.
        WATCHED
    }

    /// Something that cannot be enforced here.
    ///
    /// @param what the limit, profile or promise
    /// @param reason why not
    /// @param remedy what to do
    public record Gap(String what, String reason, String remedy) {
        @Override
        public String toString() {
            return what + " (" + reason + "; " + remedy + ")";
        }
    }

    private record Values(
            Cgroups cgroups,
            Spawning spawning,
            Map<Limit, Enforcement> limits,
            Set<Profile> profiles,
            boolean killsTrees,
            boolean killsOrphans,
            List<Gap> gaps) {}

    /// Collects a SandboxCapabilities. Confined to one thread.
    public static final class Builder {
        private Cgroups cgroups = Cgroups.NONE;
        private Spawning spawning = Spawning.PROCESS_BUILDER;
        private Map<Limit, Enforcement> limits = Map.of();
        private Set<Profile> profiles = Set.of();
        private boolean killsTrees = false;
        private boolean killsOrphans = false;
        private List<Gap> gaps = List.of();

        private Builder() {}

        /// {@return this}
        /// @param value which control groups there are
        public Builder cgroups(Cgroups value) {
            cgroups = Objects.requireNonNull(value, "cgroups");
            return this;
        }

        /// {@return this}
        /// @param value how processes are started
        public Builder spawning(Spawning value) {
            spawning = Objects.requireNonNull(value, "spawning");
            return this;
        }

        /// {@return this}
        /// @param value how each limit is enforced; one that is missing here is not
        public Builder limits(Map<Limit, Enforcement> value) {
            limits = value.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(value));
            return this;
        }

        /// {@return this}
        /// @param value which profiles there are
        public Builder profiles(Set<Profile> value) {
            profiles = value.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(value));
            return this;
        }

        /// {@return this}
        /// @param value whether a stop surely reaches every process that a command has started
        public Builder killsTrees(boolean value) {
            killsTrees = value;
            return this;
        }

        /// {@return this}
        /// @param value whether nothing survives when the application is killed
        public Builder killsOrphans(boolean value) {
            killsOrphans = value;
            return this;
        }

        /// {@return this}
        /// @param value what is missing, why, and what to do
        public Builder gaps(List<Gap> value) {
            gaps = List.copyOf(value);
            return this;
        }

        /// {@return what was collected}
        public SandboxCapabilities build() {
            return new SandboxCapabilities(
                    new Values(cgroups, spawning, limits, profiles, killsTrees, killsOrphans, gaps));
        }
    }
}
