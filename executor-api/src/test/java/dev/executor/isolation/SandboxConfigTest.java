// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.executor.Settings;
import dev.executor.isolation.SandboxConfig.NativeCalls;
import dev.executor.isolation.SandboxConfig.OwnCgroup;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SandboxConfigTest {
    private static final ArtifactStore STORE = (_, _) -> URI.create("file:/x");
    private static final SecretSource SECRETS = (_, _) -> new byte[0];
    private static final Path FOLDER = Path.of("/state");

    private static UnaryOperator<SandboxConfig.Draft> set(Consumer<SandboxConfig.Draft> change) {
        return draft -> {
            change.accept(draft);
            return draft;
        };
    }

    private static Settings<SandboxConfig.Draft, SandboxConfig> settings() {
        return Settings.of(SandboxConfig.Draft::new, SandboxConfig::new)
                .with(
                        "stateFolder",
                        SandboxConfig::stateFolder,
                        Optional.of(FOLDER),
                        set(draft -> draft.stateFolder = Optional.of(FOLDER)))
                .with(
                        "cgroupParent",
                        SandboxConfig::cgroupParent,
                        Optional.of(Path.of("/group")),
                        set(draft -> draft.cgroupParent = Optional.of(Path.of("/group"))))
                .with(
                        "ownCgroup",
                        SandboxConfig::ownCgroup,
                        OwnCgroup.ADOPT,
                        set(draft -> draft.ownCgroup = OwnCgroup.ADOPT))
                .with(
                        "nativeCalls",
                        SandboxConfig::nativeCalls,
                        NativeCalls.NEVER,
                        set(draft -> draft.nativeCalls = NativeCalls.NEVER))
                .with(
                        "artifacts",
                        SandboxConfig::artifacts,
                        Optional.of(STORE),
                        set(draft -> draft.artifacts = Optional.of(STORE)))
                .with(
                        "secrets",
                        SandboxConfig::secrets,
                        Optional.of(SECRETS),
                        set(draft -> draft.secrets = Optional.of(SECRETS)));
    }

    @Test
    void eachSettingLandsInItsOwnAccessor() {
        settings().landWhereTheyBelong();
        settings().areAll();
    }

    @Test
    void twoAreEqualIfAllSettingsAre() {
        settings().makeUpEquality();
    }

    @Test
    void itPrintsEverySetting() {
        settings().arePrinted();
        assertThat(settings().full().toString()).startsWith("SandboxConfig[");
    }

    @Test
    void aDraftThatGoesOnChangesNoConfig() {
        var draft = new SandboxConfig.Draft();
        var config = new SandboxConfig(draft);
        draft.stateFolder = Optional.of(FOLDER);
        assertThat(config.stateFolder()).isEmpty();
        assertThat(config.ownCgroup()).isEqualTo(OwnCgroup.LEAVE);
        assertThat(config.nativeCalls()).isEqualTo(NativeCalls.IF_GRANTED);
    }

    @Test
    void withoutASandboxOpeningOneSaysWhatToAdd() {
        assertThatIllegalStateException()
                .isThrownBy(Sandbox::open)
                .withMessageStartingWith("no sandbox: no dev.executor.spi.SandboxProvider was found.")
                .withMessageContaining("Add dev.executor:executor-sandbox to the class path or module path");
    }
}
