// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.executor.Serialized;
import dev.executor.Settings;
import dev.executor.isolation.SandboxCapabilities.Cgroups;
import dev.executor.isolation.SandboxCapabilities.Enforcement;
import dev.executor.isolation.SandboxCapabilities.Gap;
import dev.executor.isolation.SandboxCapabilities.Spawning;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SandboxCapabilitiesTest {
    private static final Gap GAP = new Gap("disk", "no quota", "mount one");
    private static final Map<Limit, Enforcement> LIMITS = Map.of(Limit.DISK, Enforcement.WATCHED);

    private static Settings<SandboxCapabilities.Builder, SandboxCapabilities> parts() {
        return Settings.of(SandboxCapabilities::builder, SandboxCapabilities.Builder::build)
                .with("cgroups", SandboxCapabilities::cgroups, Cgroups.V2, made -> made.cgroups(Cgroups.V2))
                .with(
                        "spawning",
                        SandboxCapabilities::spawning,
                        Spawning.NATIVE,
                        made -> made.spawning(Spawning.NATIVE))
                .with("limits", SandboxCapabilities::limits, LIMITS, made -> made.limits(LIMITS))
                .with(
                        "profiles",
                        SandboxCapabilities::profiles,
                        Set.of(Profile.TRUSTED),
                        made -> made.profiles(Set.of(Profile.TRUSTED)))
                .with("killsTrees", SandboxCapabilities::killsTrees, true, made -> made.killsTrees(true))
                .with("killsOrphans", SandboxCapabilities::killsOrphans, true, made -> made.killsOrphans(true))
                .with("gaps", SandboxCapabilities::gaps, List.of(GAP), made -> made.gaps(List.of(GAP)));
    }

    @Test
    void eachPartLandsInItsOwnAccessor() {
        parts().landWhereTheyBelong();
        parts().areAll();
    }

    @Test
    void twoAreEqualIfAllPartsAre() {
        parts().makeUpEquality();
    }

    @Test
    void theyPrintEveryPart() {
        parts().arePrinted();
        assertThat(parts().full().toString())
                .startsWith("SandboxCapabilities[")
                .contains("gaps=[disk (no quota; mount one)]");
    }

    @Test
    void theCollectionsAreCopiesThatCannotBeChanged() {
        var limits = new EnumMap<>(LIMITS);
        var profiles = EnumSet.of(Profile.TRUSTED);
        var gaps = new ArrayList<>(List.of(GAP));
        var made = SandboxCapabilities.builder()
                .limits(limits)
                .profiles(profiles)
                .gaps(gaps)
                .build();
        limits.clear();
        profiles.clear();
        gaps.clear();
        assertThat(made.limits()).isEqualTo(LIMITS).isUnmodifiable();
        assertThat(made.profiles()).containsExactly(Profile.TRUSTED).isUnmodifiable();
        assertThat(made.gaps()).containsExactly(GAP).isUnmodifiable();
        assertThat(SandboxCapabilities.builder()
                        .limits(Map.of())
                        .profiles(Set.of())
                        .build())
                .isEqualTo(SandboxCapabilities.builder().build());
    }

    @Test
    void aRefusalNamesTheCommandAndAllGapsAlsoAfterItWasSerialized() throws Exception {
        var thrown = new UnsupportedIsolationException("probe", List.of(GAP, new Gap("cpu", "none", "add one")));
        assertThat(thrown)
                .hasMessage("Command 'probe' asks for what this machine cannot enforce:"
                        + " disk (no quota; mount one); cpu (none; add one)");
        assertThat(thrown.gaps()).hasSize(2);
        var sent = Serialized.copyOf(thrown);
        assertThat(sent.gaps()).isEmpty();
        assertThat(sent).hasMessage(thrown.getMessage());
    }
}
