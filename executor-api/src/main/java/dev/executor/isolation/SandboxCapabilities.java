// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What this machine can enforce. Found out by doing each thing once when the sandbox is opened. Immutable.
///
/// @param cgroups which control groups there are
/// @param spawning how processes are started
/// @param limits how each limit is enforced; one that is missing here is not
/// @param profiles which profiles there are
/// @param killsTrees whether a stop surely reaches every process that a command has started
/// @param killsOrphans whether nothing survives when the application is killed
/// @param gaps what is missing, why, and what to do
public record SandboxCapabilities(
        Cgroups cgroups,
        Spawning spawning,
        Map<Limit, Enforcement> limits,
        Set<Profile> profiles,
        boolean killsTrees,
        boolean killsOrphans,
        List<Gap> gaps) {
    /// Copies the collections.
    public SandboxCapabilities {
        Objects.requireNonNull(cgroups, "cgroups");
        Objects.requireNonNull(spawning, "spawning");
        var limitsCopy = new EnumMap<Limit, Enforcement>(Limit.class);
        limitsCopy.putAll(limits);
        limits = java.util.Collections.unmodifiableMap(limitsCopy);
        var profilesCopy = EnumSet.noneOf(Profile.class);
        profilesCopy.addAll(profiles);
        profiles = java.util.Collections.unmodifiableSet(profilesCopy);
        gaps = List.copyOf(gaps);
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
}
